//! Texts and numbers as platforms write them.

/// A value as a sentence shows it.
pub fn shown(value: &serde_json::Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 {
        text
    } else {
        text.chars().take(59).chain(['…']).collect()
    }
}

/// The first characters of a text.
pub fn cut(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// The number that a plain decimal text says: `"41.94"`, `"-9"`. No exponent, no separator of thousands.
pub fn decimal(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(whole) && is_digits(fraction) {
        text.parse().ok().filter(|number: &f64| number.is_finite())
    } else {
        None
    }
}

/// The named references that shops' names contain. <https://html.spec.whatwg.org/#named-character-references>
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("hellip", '…'),
    ("reg", '®'),
    ("copy", '©'),
    ("trade", '™'),
    ("times", '×'),
    ("deg", '°'),
];

/// The text without character references, decoded once: `Men&#8217;s` → `Men’s`. What is no reference stays.
pub fn decode_html(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(';').and_then(|(name, rest)| Some((reference(name)?, rest))) {
            Some((decoded, rest)) => {
                out.push(decoded);
                out.push_str(rest);
            }
            None => {
                out.push('&');
                out.push_str(part);
            }
        }
    }
    out
}

/// The character that `#8217`, `#x2019` or `amp` stands for.
fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|decoded| !decoded.is_control());
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, decoded)| *decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_references_are_decoded_once() {
        assert_eq!(decode_html("Men&#8217;s Salt &amp; Pepper"), "Men’s Salt & Pepper");
        assert_eq!(decode_html("&amp;lt;b&amp;gt;"), "&lt;b&gt;");
        assert_eq!(decode_html("&#x2019;&quot;"), "’\"");
        for same in ["A & B", "AT&T", "&;", "&unknown;", "&#xzz;", "&#0;", "50 &", "&#1114112;"] {
            assert_eq!(decode_html(same), same);
        }
    }
}
