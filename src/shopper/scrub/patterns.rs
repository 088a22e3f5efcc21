//! The patterns by which `scrub` finds personal data and secrets. They are in the common part of ECMAScript's
//! and the `regex` crate's.

/// An e-mail address, in three expressions: its name and `@`; its domain up to a dot and two letters; what
/// follows.
///
/// - Whatever follows without a gap is part of the address. Else `a@b.example@c.example` would leave one
///   behind.
/// - It works on encoded text: `%` counts as part of a name or a domain, so that no encoding hides an
///   address.
/// - Lengths are bounded, so that a hostile text costs no time.
pub const EMAIL: &str = concat!(
    r#"(?i)[^\x00- #"&(),/:-@\[-\]]{1,64}(@|%(25)*40)"#,
    r"[a-z0-9_%\x80-\uffff-][a-z0-9_.%\x80-\uffff-]{0,63}(\.|%(25)*2e)(%|[a-z\x80-\uffff][a-z%\x80-\uffff])",
    r#"[^\x00- #"&(),/:-?\[-\]]*"#
);

/// What every e-mail address has, in any encoding. Most pages have none: then the engine need not compile
/// [`EMAIL`], the longest of all patterns.
pub const AT_SIGN: &str = "@|%(25)*40";

/// The end of a picture's file, such as `@desktop.webp`, `@640.min.jpg` and `@2x`. It is no domain.
pub const PICTURE_FILE: &str =
    concat!("(?i)(@|%(25)*40)([0-9.]+x|([0-9][^@%&/]*|[^@%&/.]*)[.]", "(png|jpe?g|gif|webp|avif|svg))");

/// What the name of a parameter about a person or a secret contains, written as `first_name`.
pub const SECRETS: &str = concat!(
    "email|telephone|token|passw|api_?key|secret|sess(ion|id)|jwt|signature|nonce|credential",
    "|(first|last|full|sur|user|customer)_?name|address|post(code|al)|birth|(user|customer|cio)_id|mc_eid",
    "|(auth|sid)(_|$)",
    "|(^|_)(mail|phone(number)?|tel|mobile|pass|pwd|key|sig|otp|reset|hash|em|street|zip|dob|ssn|iban|cv[cv]",
    "|ajs|hsenc)(_|$)|^_?(name|code|uid|t)_?$",
);

/// Parameters of a picture's address about a person or a visit. Its other keys may be what opens it.
pub const PICTURE_SECRETS: &str = concat!(
    "(?i)&[a-z_]*(mail|pass|sess|sid)[a-z_]*=[^&#]*",
    "|([?])[a-z_]*(mail|pass|sess|sid)[a-z_]*=[^&#]*&?"
);

/// Words of a path segment after which one person's own link follows.
macro_rules! secret_words {
    () => {
        "reset|activat(e|ion)|verif(y|ication)|confirm(ation)?|unsubscribe|invit(e|ation)|magic-link|token\
         |password|recover|auth|login"
    };
}

/// Words that stand beside them, in the name of a page and not of a product.
macro_rules! words_beside {
    () => {
        "account|e-?mail|order|change"
    };
}

/// A path segment after which one person's own link follows: `reset`, `verify-email`. Beside any other word a
/// product has that name: `reset-button-red`.
pub const SECRET_PATHS: &str = concat!(
    "(?i)^((",
    words_beside!(),
    ")-)*(",
    secret_words!(),
    ")(-(",
    words_beside!(),
    "|",
    secret_words!(),
    "))*$"
);

/// A path segment after which the id of one person's order or cart follows.
pub const ORDER_PATHS: &str = "(?i)^(orders?|checkouts?|carts?|sessions?)$";

/// A path segment after which the catalogue follows, whose handles may have digits and any length.
pub const CATALOGUE_PATHS: &str =
    "(?i)^(products?|p|detail|navigation|collections?|categor(y|ies)|blogs?|pages)$";

/// A JSON Web Token (three parts, the first one JSON in base64), or a hash.
pub const TOKEN: &str = r"^#?(eyJ[^.]*\.[^.]*\.|[0-9a-fA-F]{32,}$)";

/// A JSON Web Token, or an international phone number as E.164, with or
/// without separators. Its `+` may be decoded to a space. A number without either may be anything.
pub const TOKEN_OR_PHONE: &str =
    concat!(r"^eyJ[^.]*\.[^.]*\.", r"|^ ([ ().-]*[0-9]){8,15}[ ().-]*$", r"|\+([ ().-]*[0-9]){8,15}",);

/// An international phone number in a text for people.
pub const PHONE: &str = r"\+([ ().-]*[0-9]){8,15}";
