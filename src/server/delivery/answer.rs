//! What the status of an answer means for a batch.

/// What becomes of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Accepted,
    /// The receiver is busy or broken: the same batch again, later.
    Later,
    /// Something in it is wrong, or it is too large: its halves, so that one message costs no other.
    Halve,
    /// The message itself is wrong: no repeat will change it.
    Refused,
    /// The receiver takes nothing from this server: a wrong key, another address. No message is at fault, so
    /// all are kept, and a repeat within the request would change nothing.
    Closed,
}

/// Only 400, 413 and 422 are about what was sent. Any other refusal is about who sent it, or where to.
pub fn meaning(status: u16, messages: usize) -> Meaning {
    match status {
        200..=299 => Meaning::Accepted,
        400 | 413 | 422 if messages > 1 => Meaning::Halve,
        400 | 413 | 422 => Meaning::Refused,
        300..=399 | 401..=407 | 409..=424 | 426..=428 | 430..=499 => Meaning::Closed,
        _ => Meaning::Later,
    }
}
