//! What the status of an answer means for a batch.

/// What becomes of the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Accepted,
    /// The receiver is busy or broken: the same batch again, later.
    Later,
    /// Something in it is wrong, or it is too large: its halves, so that one message costs no other.
    Halve,
    /// No repeat will change it.
    Refused,
}

pub fn meaning(status: u16, messages: usize) -> Meaning {
    match status {
        200..=299 => Meaning::Accepted,
        408 | 425 | 429 | 500..=599 => Meaning::Later,
        400 | 413 | 422 if messages > 1 => Meaning::Halve,
        _ => Meaning::Refused,
    }
}
