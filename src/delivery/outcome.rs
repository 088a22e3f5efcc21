//! What became of a request, and what that means for its messages.

use crate::value::{read_text, Text, Value};

/// The status of a request that `sendBeacon` took. It has no answer.
const HANDED_OVER: u32 = 1;
/// The status of a request that neither `sendBeacon` nor `fetch` would take. Nothing left the browser.
const REFUSED: u32 = 2;

/// What became of a request. A number says it, because an enum with data is larger code.
#[derive(Clone, Copy)]
pub struct Outcome {
    /// An HTTP status; or 0 without an answer (offline, cut, or blocked), [`HANDED_OVER`] or [`REFUSED`].
    /// pkg-template/src/transport.js has the same numbers.
    status: u32,
    pub(super) retry_after: Option<Text>,
    content_type: Option<Text>,
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
/// without an answer.
#[inline(always)]
pub fn read_outcome(status: f64, retry_after: Value, content_type: Value) -> Outcome {
    Outcome {
        status: status as u32,
        retry_after: read_text(retry_after),
        content_type: read_text(content_type),
    }
}

impl Outcome {
    /// `sendBeacon` took the request.
    #[inline(always)]
    pub(super) fn is_handed_over(self) -> bool {
        self.status == HANDED_OVER
    }

    /// Nothing left the browser.
    #[inline(always)]
    pub(super) fn is_refused(self) -> bool {
        self.status == REFUSED
    }

    #[inline(always)]
    pub(super) fn verdict(self) -> Verdict {
        let status = self.status;
        let is_web_page = self
            .content_type
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
