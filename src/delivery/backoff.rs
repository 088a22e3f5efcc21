//! How long to wait after a failure: exponential with jitter, or what the server asked for.

use crate::value::{Text, View, WallMs};

/// After the first failure, before jitter.
const FIRST_DELAY_MS: f64 = 1000.0;
/// The longest delay, however often requests failed: the trail of a shopper who stays leaves within minutes
/// of an outage's end.
const MAX_DELAY_MS: f64 = 300_000.0;
/// The longest wait that a server can ask for: a typo in a proxy must not silence a shop for a year.
pub const MAX_RETRY_AFTER_MS: f64 = 3_600_000.0;

/// The delay after `failures` failures in a row, from 1. `jitter` in 0..1 spreads the shoppers of one outage
/// over half the delay.
pub fn delay_ms(failures: f64, jitter: f64) -> f64 {
    let doublings = (failures as u32).min(16);
    (FIRST_DELAY_MS / 2.0 * f64::from(1u32 << doublings)).min(MAX_DELAY_MS) * (0.5 + jitter / 2.0)
}

/// What `Retry-After` asks for, in milliseconds from now, capped; NaN when it says nothing readable. Seconds
/// or an HTTP date: <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>.
pub fn retry_after_ms(header: Option<Text>, now: WallMs) -> f64 {
    let Some(header) = header else { return f64::NAN };
    let ms = if header.test("^ *[0-9]+ *$") {
        header.to_number() * 1000.0
    } else if header.test("^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT$") {
        WallMs(header.value().date_ms()) - now
    } else {
        f64::NAN
    };
    ms.clamp(0.0, MAX_RETRY_AFTER_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::written;
    use proptest::prelude::*;

    #[test]
    fn delays_double_to_a_cap_and_jitter_halves_at_most() {
        let check =
            |failures, jitter, expected: f64| assert_eq!(delay_ms(failures, jitter), expected, "{failures}");
        check(1.0, 1.0, 1000.0);
        check(1.0, 0.0, 500.0);
        check(2.0, 1.0, 2000.0);
        check(5.0, 1.0, 16_000.0);
        check(10.0, 1.0, 300_000.0);
        check(1e9, 1.0, 300_000.0);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_is_capped() {
        let now = WallMs(784_111_777_000.0); // Sun, 06 Nov 1994 08:49:37 GMT
        let check = |header, expected: f64| {
            let ms = retry_after_ms(Some(written(header)), now);
            assert!(ms == expected || ms.is_nan() && expected.is_nan(), "{header}: {ms}");
        };
        check("12", 12_000.0);
        check(" 0 ", 0.0);
        check("99999", MAX_RETRY_AFTER_MS);
        check("99999999999999999999", MAX_RETRY_AFTER_MS);
        check("Sun, 06 Nov 1994 08:50:07 GMT", 30_000.0);
        check("Sun, 06 Nov 1994 08:49:07 GMT", 0.0);
        check("Fri, 31 Dec 1999 23:59:59 GMT", MAX_RETRY_AFTER_MS);
        for nothing in ["soon", "-5", "1.5", "", "Sun, 06 Nov 1994 08:49:37 CET"] {
            check(nothing, f64::NAN);
        }
    }

    proptest! {
        #[test]
        fn no_header_asks_for_more_than_the_cap(header in any::<String>(), now in any::<f64>()) {
            let ms = retry_after_ms(Some(written(&header)), WallMs(now));
            prop_assert!(ms.is_nan() || (0.0..=MAX_RETRY_AFTER_MS).contains(&ms));
        }
    }
}
