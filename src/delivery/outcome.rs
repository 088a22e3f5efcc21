//! What became of a request, and what that means for its messages.

use crate::value::{read_text, Text, Value};

/// What became of a request.
#[derive(Clone, Copy)]
pub enum Outcome {
    /// An HTTP status, with `Retry-After` and `Content-Type`.
    Answered { status: u32, retry_after: Option<Text>, content_type: Option<Text> },
    /// No answer: offline, cut, or blocked.
    Failed,
    /// `sendBeacon` took it.
    HandedOver,
    /// Neither `sendBeacon` nor `fetch` would take it: nothing left the browser.
    Refused,
}

/// What an outcome means for the messages of its request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Delivered,
    TooLarge,
    Rejected,
    Retry,
}

/// Reads what the page reports: an HTTP status with two of its headers, or a number below 100 for an outcome
/// without one (pkg-template/src/core.js has the same numbers).
#[inline(always)]
pub fn read_outcome(status: f64, retry_after: Value, content_type: Value) -> Outcome {
    match status as u32 {
        0 => Outcome::Failed,
        1 => Outcome::HandedOver,
        2 => Outcome::Refused,
        status => Outcome::Answered {
            status,
            retry_after: read_text(retry_after),
            content_type: read_text(content_type),
        },
    }
}

impl Outcome {
    #[inline(always)]
    pub(super) fn verdict(self) -> Verdict {
        let Outcome::Answered { status, content_type, .. } = self else { return Verdict::Retry };
        let is_web_page = content_type
            .is_some_and(|content_type| content_type.test("(?i)^ *(text/html|application/xhtml)"));
        // A captive portal answers 200 with its log-in page.
        if status / 100 == 2 && !is_web_page {
            Verdict::Delivered
        } else if status == 413 {
            Verdict::TooLarge
        } else if status / 100 == 4 && status != 408 && status != 425 && status != 429 {
            Verdict::Rejected
        } else {
            Verdict::Retry
        }
    }
}
