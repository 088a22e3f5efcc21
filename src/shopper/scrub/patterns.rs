//! The patterns by which `scrub` finds personal data and secrets. They are in the common part of ECMAScript's
//! and the `regex` crate's.

/// An e-mail address, in three expressions: its name and `@`; the first label of its domain; the rest up to a
/// dot and two letters.
///
/// - `2x.png` is not a domain: `logo@2x.png` names a picture.
/// - Whatever follows without a gap is part of the address. Else `a@b.example@c.example` would leave one
///   behind.
/// - It works on encoded text: `%` counts as part of a name or a domain, so that no encoding hides an
///   address.
/// - Lengths are bounded, so that a hostile text costs no time.
pub const EMAIL: &str = concat!(
    r#"(?i)[^\x00- #"&(),/:-@\[-\]]{1,64}(@|%(25)*40)"#,
    r"([a-z_%\x80-\uffff-]|[0-9][0-9a-wyz.%-])",
    r"[a-z0-9_.%\x80-\uffff-]{0,63}(\.|%(25)*2e)(%|[a-z\x80-\uffff][a-z%\x80-\uffff])",
    r#"[^\x00- #"&(),/:-?\[-\]]*"#
);

/// What every e-mail address has, in any encoding. Most pages have none: then the engine need not compile
/// [`EMAIL`], the longest of all patterns.
pub const AT_SIGN: &str = "@|%(25)*40";

/// What the name of a parameter about a person or a secret contains, written as `first_name`.
pub const SECRETS: &str = concat!(
    "email|telephone|token|passw|api_?key|secret|sess(ion|id)|jwt|signature|nonce|credential",
    "|(first|last|full|sur|user|customer)_?name|address|post(code|al)|birth|(user|customer|cio)_id|mc_eid",
    "|auth(_|$)",
    "|(^|_)(mail|phone(number)?|tel|mobile|pass|pwd|key|s(ig|id)|otp|reset|street|zip|dob|ssn|iban|cv[cv]",
    "|ajs|hsenc)(_|$)",
    "|^_?(name|code|uid)_?$",
);

/// A path segment after which one person's own link follows.
pub const SECRET_PATHS: &str = concat!(
    "(?i)(^|-)(reset|activat(e|ion)|verif(y|ication)|confirm(ation)?|unsubscribe|invit(e|ation)|magic-link",
    "|token|password|recover|auth|login)(-|$)",
);

/// A path segment after which the id of one person's order or cart follows.
pub const ORDER_PATHS: &str = "(?i)^(orders?|checkouts?|carts?|sessions?)$";

/// A path segment after which the catalogue follows, whose handles may have digits and any length.
pub const PUBLIC_PATHS: &str = "(?i)^(products?|collections?|categor(y|ies)|blogs?|pages)$";

/// A JSON Web Token (three parts, the first one JSON in base64), or a hash.
pub const TOKEN: &str = r"^#?(eyJ[^.]*\.[^.]*\.|[0-9a-fA-F]{32,}$)";

/// A JSON Web Token, or an international phone number as E.164, with or without separators. Its `+` may be
/// decoded to a space. A number without either may be anything.
pub const TOKEN_OR_PHONE: &str =
    concat!(r"^eyJ[^.]*\.[^.]*\.", r"|^ ([ ().-]*[0-9]){8,15}[ ().-]*$", r"|\+([ ().-]*[0-9]){8,15}",);

/// An international phone number in a text for people.
pub const PHONE: &str = r"\+([ ().-]*[0-9]){8,15}";
