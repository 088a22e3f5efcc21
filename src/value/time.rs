//! Units of time.

/// Milliseconds in a day.
pub const DAY_MS: f64 = 86_400_000.0;
