//! A whole request, as a collector receives it: the method, the path, the headers and the body's envelope.
//! The messages in it are read one by one by `reader.rs`.

use crate::wire::envelope;
use crate::wire::json;
use crate::wire::problem::{Code, Problems};
use crate::wire::reader::Report;
use crate::wire::rules::{Endpoint, Rules};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A request. The names of the headers are in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Default for Request {
    fn default() -> Request {
        Request {
            method: "POST".to_owned(),
            path: Endpoint::Beacon.path().to_owned(),
            headers: BTreeMap::new(),
            body: String::new(),
        }
    }
}

/// Headers that a page would have to set itself. Each needs a preflight:
/// <https://fetch.spec.whatwg.org/#cors-safelisted-request-header>
const OWN_HEADERS: [&str; 5] =
    ["authorization", "x-strict-mode", "x-write-key", "x-requested-with", "content-encoding"];

/// Checks a request to the endpoint of the rules, or to Customer.io's browser endpoint; without the messages.
pub fn read_request(request: &Request, rules: &Rules) -> Report {
    let mut problems = Problems::default();
    let endpoint = rules.endpoint.unwrap_or(Endpoint::Beacon);
    if request.method == "OPTIONS" {
        let text = "send a string body as text/plain and no header of your own";
        problems.add(Code::Preflight, "", text);
        return problems.into();
    }
    check_head(request, endpoint, rules, &mut problems);
    if let Some(body) = json::parse(&request.body, &mut problems) {
        match body.as_object() {
            Some(body) => {
                envelope::check_body(body, request.body.len(), (endpoint, rules), &mut problems);
            }
            None => problems.add(Code::NotAnObject, "", "the body must be an object"),
        }
    }
    problems.into()
}

fn check_head(request: &Request, endpoint: Endpoint, rules: &Rules, problems: &mut Problems) {
    if request.method != "POST" {
        problems.add(Code::Method, "", format!("{} instead of POST", request.method));
    }
    let path = request.path.split('?').next().unwrap_or_default();
    if path != endpoint.path() {
        problems.add(Code::Path, "", format!("{path} instead of {}", endpoint.path()));
    }
    let header = |name: &str| request.headers.get(name).map(String::as_str);
    let given = header("content-type").unwrap_or_default();
    let given = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let allowed = match endpoint {
        Endpoint::Beacon => "text/plain",
        Endpoint::Batch => "application/json",
    };
    if given != allowed {
        problems.add(Code::ContentType, "content-type", format!("\"{given}\" instead of {allowed}"));
    }
    if endpoint == Endpoint::Beacon {
        for name in OWN_HEADERS.iter().filter(|name| header(name).is_some()) {
            problems.add(Code::OwnHeader, *name, "needs a preflight, and a beacon cannot carry it");
        }
        return;
    }
    let is_key = header("authorization").and_then(basic_user).is_some_and(|user| {
        !user.is_empty() && rules.write_key.as_ref().is_none_or(|expected| *expected == user)
    });
    if !is_key {
        problems.add(Code::Unauthorized, "authorization", "must be the write key by Basic authentication");
    }
    if header("cookie").is_some() {
        problems.add(Code::Cookie, "cookie", "a request must not carry the cookies of the page");
    }
}

/// The user name of Basic authentication without a password: <https://www.rfc-editor.org/rfc/rfc7617>.
fn basic_user(header: &str) -> Option<String> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    String::from_utf8(from_base64(encoded.trim())?).ok()?.strip_suffix(':').map(str::to_owned)
}

/// The bytes of a base 64 text: <https://www.rfc-editor.org/rfc/rfc4648#section-4>.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let digit = DIGITS.iter().position(|digit| *digit == byte)?;
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_name_of_basic_authentication_is_the_key() {
        assert_eq!(basic_user("Basic a2V5Og==").as_deref(), Some("key"));
        assert_eq!(basic_user("basic c2hvcF/DqTo=").as_deref(), Some("shop_é"));
        for wrong in ["Bearer a2V5Og==", "Basic", "Basic a2V5", "Basic ?", "Basic a2V5OnB3"] {
            assert_eq!(basic_user(wrong), None, "{wrong}");
        }
    }
}
