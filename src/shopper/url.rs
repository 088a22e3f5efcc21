//! The parts of a URL and of its query, by the WHATWG rules of the page's engine. It decides nothing about
//! them: `scrub` removes personal data, `attribution` reads campaigns.

use crate::plan::row;
use crate::value::{record, List, Text, View};

record! {
    /// The parts of an absolute URL: <https://url.spec.whatwg.org/#url-class>.
    pub struct Url {
        /// With its colon: `https:`.
        protocol: Text = "protocol";
        hostname: Text = "hostname";
        /// Protocol, host and port; never user name and password.
        origin: Text = "origin";
        pathname: Text = "pathname";
        /// With its question mark, or empty.
        search: Text = "search";
        /// With its `#`, or empty.
        hash: Text = "hash";
    }
}

row! {
    /// One parameter of a query, decoded as `URLSearchParams` does.
    pub struct Parameter {
        name: Text = 0;
        content: Text = 1;
    }
}

/// The parts of an absolute URL; none for any other text.
#[inline(always)]
pub fn parse_url(url: Text) -> Option<Url> {
    View::assume(url.value().url())
}

/// The parts of an `http:` or `https:` URL. An app's URL (`android-app://com.reddit.frontpage/`) counts as
/// one.
pub fn parse_web_url(url: Text) -> Option<Url> {
    let parts = parse_url(url.replace("(?i)^android-app:", "http:"))?;
    if parts.protocol().test("^https?:") {
        Some(parts)
    } else {
        None
    }
}

/// Whether the URL is an app's.
pub fn is_app(url: Text) -> bool {
    url.test("(?i)^android-app:")
}

/// The parameters of a query, with or without its question mark.
///
/// Mails, feeds and plugins write `&` as HTML does, and it stays so in the address: `&amp;utm_medium=cpc`,
/// `&#038;utm_medium=cpc`. The rest of such an `&` is no part of the name.
#[inline(never)]
pub fn parse_query(query: Text) -> List<Parameter> {
    View::assume(query.replace("(^|&)(amp(;|%3B)|#?0?38;)+", "&").value().query())
}
