//! Which ids and addresses are somebody's. The rules are those of the page's `identify`, and the same table,
//! `tests/keys.tsv`, holds both to them.

mod address;

use crate::wire::AnonymousId;
use address::bare_address;

/// Customer.io's limit on a person's id.
const MAX_ID_BYTES: usize = 150;
/// Characters that nobody sees. They come with what people copy.
fn is_unseen(sign: char) -> bool {
    let is_direction = ('\u{202a}'..='\u{202e}').contains(&sign) || ('\u{2060}'..='\u{206f}').contains(&sign);
    is_direction || ('\u{200b}'..='\u{200f}').contains(&sign) || sign == '\u{ad}' || sign == '\u{feff}'
}
/// What templates print where nobody is logged in. The words may stand together: `not set`, `your-user-id`.
const PLACEHOLDERS: &[&str] = &[
    "guest",
    "gast",
    "invite",
    "invité",
    "invita",
    "visitor",
    "logged",
    "in",
    "void",
    "anonymous",
    "no",
    "none",
    "not",
    "null",
    "undefined",
    "nan",
    "nil",
    "true",
    "false",
    "unknown",
    "set",
    "your",
    "user",
    "customer",
    "id",
    "email",
];
/// How an e-mail address may be written without quotes, besides letters and digits.
const EMAIL_SIGNS: &[u8] = b"!#$%&'+/=?^_`{|}~-*";

/// A customer id that is somebody's, without what stands around it. An address is in lower case.
pub fn customer_id(given: &str) -> Option<String> {
    let id = shown(given);
    let id = if is_email(&id.to_lowercase()) { id.to_lowercase() } else { id };
    is_somebodys(&id).then_some(id)
}

/// An e-mail address that Customer.io can mail to, in lower case. Also one that is written in another way:
/// [`bare_address`].
pub fn email(given: &str) -> Option<String> {
    let address = shown(given).to_lowercase();
    let address = if is_email(&address) { address } else { bare_address(given) };
    (is_email(&address) && is_somebodys(&address)).then_some(address)
}

/// A phone number without what people put between its digits. It gets no country code that it does not have.
pub fn phone(given: &str) -> Option<String> {
    let written = shown(given);
    let bare: String = written.replace("(0)", "").chars().filter(|sign| !" ()/.-".contains(*sign)).collect();
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    let is_number = (6..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let phone = if is_number { bare } else { written };
    is_somebodys(&phone).then_some(phone)
}

/// A shopper's id of the page: a UUID, of this tracker or of another SDK.
pub fn anonymous_id(given: &str) -> Option<AnonymousId> {
    let given = given.trim();
    let groups: Vec<&str> = given.split('-').collect();
    let is_uuid = groups.len() == 5
        && groups.iter().zip([8, 4, 4, 4, 12]).all(|(group, length)| {
            group.len() == length && group.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
    // A form that nobody filled in has zeros; all who have it would be one shopper.
    let is_same = |sign: u8| given.bytes().all(|byte| byte == b'-' || byte.eq_ignore_ascii_case(&sign));
    let is_nobodys = is_same(b'0') || is_same(b'f');
    (is_uuid && !is_nobodys).then(|| AnonymousId::new(given)).flatten()
}

/// The id of an order, or of anything else that happens once: not what a template prints that did not run.
/// All that stands under such an id would count as one. Of `gid://shopify/Order/1001` it is the number, which
/// the platform's other messages say.
pub fn event_key(given: &str) -> Option<String> {
    let id = shown(given);
    let id = match id.strip_prefix("gid://") {
        Some(path) => last_number(path)?,
        None => id,
    };
    is_somebodys(&id).then_some(id)
}

/// `678` of `shopify/Product/678?x=y`.
pub fn last_number(path: &str) -> Option<String> {
    let last = path.split('?').next()?.rsplit('/').next()?;
    (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())).then(|| last.to_owned())
}

/// Local parts under which a shop is reached, and not a customer.
const ROLES: &[&str] = &[
    "admin",
    "bestellung",
    "bestellungen",
    "contact",
    "contacto",
    "customercare",
    "customerservice",
    "hello",
    "help",
    "hola",
    "info",
    "kontakt",
    "kundenservice",
    "mail",
    "noreply",
    "no-reply",
    "office",
    "order",
    "orders",
    "pos",
    "postmaster",
    "sales",
    "service",
    "shop",
    "store",
    "support",
    "team",
    "webmaster",
];

/// Whether an e-mail address is the shop's own: staff type it for a customer who gives none. As a key, it
/// would make all of them one person.
pub fn is_shops_own(address: &str, shop: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let shop = shop.to_lowercase();
    let is_shops_domain = domain == shop || shop.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    is_shops_domain && ROLES.contains(&local.split('+').next().unwrap_or(local))
}

fn shown(given: &str) -> String {
    given.replace(is_unseen, "").trim().to_owned()
}

fn is_somebodys(key: &str) -> bool {
    !key.is_empty() && key.len() <= MAX_ID_BYTES && !is_placeholder(key)
}

/// What stays of a template that did not run, or a word for nobody.
fn is_placeholder(key: &str) -> bool {
    let lower = key.to_lowercase();
    let is_negative = key
        .strip_prefix('-')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    key.contains(['{', '}', '<', '>', '[', ']', '*'])
        || key.starts_with(['$', '%'])
        || is_negative
        || key.contains('\u{ff20}')
        || key.contains("%40")
        || key.contains("&#")
        || lower == "n/a"
        || lower == "na"
        || is_made_of_placeholders(&lower)
}

/// Whether words for nobody and what may stand between them make up the whole text.
fn is_made_of_placeholders(lower: &str) -> bool {
    let mut reached = vec![false; lower.len() + 1];
    reached[0] = true;
    for (at, sign) in lower.char_indices() {
        if !reached[at] {
            continue;
        }
        let rest = &lower[at..];
        for word in PLACEHOLDERS.iter().filter(|word| rest.starts_with(**word)) {
            reached[at + word.len()] = true;
        }
        // A letter or a digit above 0 says something; so do characters beyond ASCII.
        if sign.is_ascii() && !sign.is_ascii_lowercase() && !('1'..='9').contains(&sign) {
            reached[at + 1] = true;
        }
    }
    reached[lower.len()]
}

/// RFC 5322 without quotes and comments, in lower case, with a domain of two labels.
fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let is_atom = |atom: &str| {
        let fits =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || EMAIL_SIGNS.contains(&byte);
        !atom.is_empty() && atom.bytes().all(fits)
    };
    let is_label = |label: &&str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.bytes().all(fits) && !label.starts_with('-') && !label.ends_with('-')
    };
    let labels: Vec<&str> = domain.split('.').collect();
    let is_top = |top: &str| top.len() > 1 && top.starts_with(|first: char| first.is_ascii_lowercase());
    local.replace('.', "").len() <= 64
        && local.split('.').all(is_atom)
        && labels.len() > 1
        && labels.iter().all(is_label)
        && labels.last().is_some_and(|top| is_top(top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_pages_table_holds() {
        let mut checked = 0;
        for row in include_str!("../../tests/keys.tsv").lines().filter(|row| !row.starts_with("# ")) {
            let cells: Vec<&str> = row.split('\t').collect();
            let text = |cell: &str| serde_json::from_str::<String>(&format!("\"{cell}\"")).expect(row);
            let given = text(cells[1]);
            match cells[0] {
                "nobody" => assert_eq!(customer_id(&given), None, "{row}"),
                "id" => assert_eq!(customer_id(&given).as_deref(), Some(given.as_str()), "{row}"),
                "email" => assert_eq!(email(&given).as_deref(), Some(given.as_str()), "{row}"),
                "refused" => assert_eq!(email(&given), None, "{row}"),
                "address" => assert_eq!(email(&given), Some(text(cells[2])), "{row}"),
                "form" if given.contains('@') => assert_eq!(email(&given), Some(text(cells[2])), "{row}"),
                "form" => assert_eq!(customer_id(&given), Some(text(cells[2])), "{row}"),
                _ => panic!("no such row: {row}"),
            }
            checked += 1;
        }
        assert!(checked > 200, "{checked} rows");
    }

    #[test]
    fn a_phone_number_loses_its_separators_and_gains_nothing() {
        assert_eq!(phone("+44 (0)20 7946.0000").as_deref(), Some("+442079460000"));
        assert_eq!(phone("600 123 456").as_deref(), Some("600123456"));
        assert_eq!(phone("none"), None);
    }

    #[test]
    fn an_anonymous_id_is_a_uuid() {
        assert!(anonymous_id(" b7e39c89-9c58-40b3-a5f3-67fa1297b10a ").is_some());
        for none in [
            "",
            "b7e39c89",
            "b7e39c89-9c58-40b3-a5f3-67fa1297b10g",
            "guest",
            "--------",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-FFFF-ffff-ffff-ffffffffffff",
        ] {
            assert!(anonymous_id(none).is_none(), "{none}");
        }
    }

    #[test]
    fn an_event_goes_by_an_id_that_something_filled_in() {
        assert_eq!(event_key(" gid://shopify/Order/123?x=1 ").as_deref(), Some("123"));
        for id in ["#1001", "R-7", "wc_order_x", "1"] {
            assert_eq!(event_key(id).as_deref(), Some(id));
        }
        for none in
            ["", " ", "0", "-1", "{{ order.id }}", "${id}", "N/A", "undefined", "gid://shopify/Order/"]
        {
            assert_eq!(event_key(none), None, "{none}");
        }
        assert_eq!(event_key(&"x".repeat(151)), None);
    }

    #[test]
    fn the_shops_own_address_is_one_of_its_domain_and_a_role() {
        for own in ["info@shop.example", "orders+1@shop.example"] {
            assert!(is_shops_own(own, "shop.example") && is_shops_own(own, "de.Shop.example"), "{own}");
        }
        for other in ["jane@shop.example", "info@other.example", "info", "info@op.example"] {
            assert!(!is_shops_own(other, "shop.example"), "{other}");
        }
    }
}
