//! E-mail addresses as shops, links and mail programs write them: `mailto:jane@x.com`, `Jane <jane@x.com>`,
//! `jane%40x.com`. What is surely one address becomes that address. The page's part `repair` reads the same
//! forms (pkg-template/src/parts/repair/address.js), and `tests/keys.tsv` holds both.

use super::is_unseen;
use crate::server::text::decode_html;

/// Quotes and brackets that stand in pairs around a text.
const PAIRS: &[(char, char)] =
    &[('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('«', '»'), ('`', '`'), ('(', ')'), ('[', ']')];

/// The address that a text is meant as, in lower case. The caller decides whether it is one.
pub fn bare_address(given: &str) -> String {
    let narrow: String = given.chars().map(narrowed).collect();
    let text = decode_html(&narrow);
    let text = if text.contains('@') { text } else { percent_decoded(&text) };
    let text: String = text.chars().filter(|sign| !is_unseen(*sign)).collect();
    let address = without_surroundings(&text).to_lowercase();
    match address.rsplit_once('@') {
        Some((name, domain)) => format!("{name}@{}", ascii_domain(domain)),
        None => address,
    }
}

/// A full-width sign of East Asian keyboards as the ASCII one: `ｊ` is `j`, `＠` is `@`, `。` is `.`.
fn narrowed(sign: char) -> char {
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        '\u{3000}' => ' ',
        '\u{3002}' => '.',
        _ => sign,
    }
}

/// Without a name, a scheme, quotes, or the end of a sentence.
fn without_surroundings(given: &str) -> &str {
    let mut rest = given;
    loop {
        let before = rest;
        rest = rest.trim().trim_end_matches(['.', ',', ';', ':', '!', ' ']);
        if let Some((name, inner)) = rest.strip_suffix('>').and_then(|start| start.split_once('<')) {
            if !name.contains('>') && !inner.contains(['<', '>']) {
                rest = inner;
            }
        }
        for scheme in ["mailto:", "email:", "e-mail:"] {
            if rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)) {
                rest = rest[scheme.len()..].split('?').next().unwrap_or_default();
            }
        }
        for (open, close) in PAIRS {
            if let Some(inner) = rest.strip_prefix(*open).and_then(|start| start.strip_suffix(*close)) {
                rest = inner;
            }
        }
        if rest == before {
            return rest;
        }
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let digits = others.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(*first);
                rest = others;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// A domain as mail servers know it: `bücher.example` is `xn--bcher-kva.example`.
fn ascii_domain(domain: &str) -> String {
    let label = |label: &str| {
        if label.is_ascii() {
            return Some(label.to_owned());
        }
        let is_name = label.chars().all(|sign| sign.is_alphanumeric() || sign == '-');
        punycode(label).filter(|_| is_name).map(|coded| format!("xn--{coded}"))
    };
    let labels: Option<Vec<String>> = domain.split('.').map(label).collect();
    labels.map_or_else(|| domain.to_owned(), |labels| labels.join("."))
}

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;

/// The encoding of <https://www.rfc-editor.org/rfc/rfc3492#section-6.3>; none for a label that is too long.
fn punycode(label: &str) -> Option<String> {
    let mut coded: String = label.chars().filter(char::is_ascii).collect();
    let basic = u32::try_from(coded.len()).ok()?;
    if basic > 0 {
        coded.push('-');
    }
    let (mut point, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    let length = u32::try_from(label.chars().count()).ok()?;
    while handled < length {
        let next = label.chars().map(u32::from).filter(|code| *code >= point).min()?;
        delta = delta.checked_add((next - point).checked_mul(handled + 1)?)?;
        point = next;
        for code in label.chars().map(u32::from) {
            if code < point {
                delta += 1;
            } else if code == point {
                push_number(&mut coded, delta, bias);
                bias = adapted(delta, handled + 1, handled == basic);
                (delta, handled) = (0, handled + 1);
            }
        }
        delta += 1;
        point += 1;
    }
    Some(coded)
}

fn push_number(coded: &mut String, number: u32, bias: u32) {
    let (mut rest, mut place) = (number, BASE);
    loop {
        let threshold = place.saturating_sub(bias).clamp(T_MIN, T_MAX);
        let is_last = rest < threshold;
        let digit = if is_last { rest } else { threshold + (rest - threshold) % (BASE - threshold) };
        coded.push(punycode_digit(digit));
        if is_last {
            return;
        }
        rest = (rest - threshold) / (BASE - threshold);
        place += BASE;
    }
}

/// Punycode counts with letters first: `a` to `z`, then `0` to `9`.
fn punycode_digit(digit: u32) -> char {
    let code = if digit < 26 { u32::from('a') + digit } else { u32::from('0') + digit - 26 };
    char::from_u32(code).unwrap_or('a')
}

fn adapted(delta: u32, count: u32, is_first: bool) -> u32 {
    let mut rest = if is_first { delta / 700 } else { delta / 2 };
    rest += rest / count;
    let mut bias = 0;
    while rest > (BASE - T_MIN) * T_MAX / 2 {
        rest /= BASE - T_MIN;
        bias += BASE;
    }
    bias + (BASE - T_MIN + 1) * rest / (rest + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_of_any_script_is_written_as_mail_servers_know_it() {
        for (domain, expected) in [
            ("bücher.example", "xn--bcher-kva.example"),
            ("müller.de", "xn--mller-kva.de"),
            ("x.рф", "x.xn--p1ai"),
            ("例え.jp", "xn--r8jz45g.jp"),
            ("faß.de", "xn--fa-hia.de"),
            ("x.com", "x.com"),
        ] {
            assert_eq!(ascii_domain(domain), expected);
        }
    }

    #[test]
    fn what_stands_around_an_address_goes() {
        assert_eq!(bare_address(" \"Doe, Jane\" <Jane@X.com>; "), "jane@x.com");
        assert_eq!(bare_address("MAILTO:jane@x.com?subject=1"), "jane@x.com");
        assert_eq!(bare_address("jane%2"), "jane%2");
        assert_eq!(bare_address("%ff%40x.com"), "%ff%40x.com");
    }
}
