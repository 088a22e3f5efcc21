//! Dates: what a page may give, and the whole Unix seconds that Customer.io takes.

use super::trimmed;
use crate::value::{read_text, Value, View, WallMs};

/// From here on a number must be milliseconds: as seconds it would lie beyond the year 5000.
const MS_FROM: f64 = 1e11;

const ISO_8601: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}\
    ([T ][0-9]{2}:[0-9]{2}[0-9:.]*(Z| ?[+-][0-9]{2}:?[0-9]{2})?)?$";

/// Reads a date as whole Unix seconds; NaN for anything else.
///
/// A date is an ISO 8601 text, also as Liquid prints it (`2026-11-23 13:40:35 +0100`); without a zone it is
/// UTC. Or it is a number of Unix seconds or milliseconds.
pub(crate) fn read_unix_seconds(value: Value) -> f64 {
    let mut seconds = value.as_number();
    if let Some(given) = read_text(value) {
        let date = trimmed(given);
        let day = date.slice(0, 10);
        // Browsers read 30 February as 2 March.
        if date.test(ISO_8601) && WallMs(day.value().date_ms()).iso().slice(0, 10) == day {
            // Into the one form that all browsers read alike.
            let zoned = date
                .replace(" ?([+-][0-9]{2}):?([0-9]{2})$", "$1:$2")
                .replace(" ", "T")
                .replace("(T[0-9:.]+)$", "$1Z");
            seconds = zoned.value().date_ms() / 1000.0;
        }
    } else if seconds.abs() >= MS_FROM {
        seconds /= 1000.0;
    }
    // Later seconds would be taken for milliseconds when the value is read again.
    if seconds.abs() < MS_FROM {
        seconds.floor()
    } else {
        f64::NAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::testing::owned;

    #[track_caller]
    fn check(given: Value, expected: Option<f64>) {
        let found = read_unix_seconds(given);
        assert_eq!(Some(found).filter(|found| found.is_finite()), expected, "{given:?}");
    }

    #[test]
    fn unix_seconds_are_whole_and_milliseconds_become_seconds() {
        for (given, expected) in [
            (0.0, Some(0.0)),
            (1_795_441_235.9, Some(1_795_441_235.0)),
            (1_795_441_235_260.0, Some(1_795_441_235.0)),
            (-1.5, Some(-2.0)),
            (99_999_999_999.0, Some(99_999_999_999.0)),
            (99e12, Some(99e9)),
            (1e14, None),
            (1e300, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            check(Value::number(given), expected);
        }
    }

    #[test]
    fn date_texts_are_iso_8601_and_a_time_without_a_zone_is_utc() {
        for (given, expected) in [
            ("1970-01-01", Some(0.0)),
            ("2026-11-23", Some(1_795_392_000.0)),
            ("2026-11-23T13:40:35.960Z", Some(1_795_441_235.0)),
            (" 2026-11-23 13:40:35 ", Some(1_795_441_235.0)),
            ("2026-11-23T13:40", Some(1_795_441_200.0)),
            ("2026-11-23T14:40:35+01:00", Some(1_795_441_235.0)),
            ("2026-11-23T14:40:35+0100", Some(1_795_441_235.0)),
            ("2026-11-23 14:40:35 +0100", Some(1_795_441_235.0)),
            ("2026-11-23T08:10:35.5-05:30", Some(1_795_441_235.0)),
            ("1969-12-31T23:59:59Z", Some(-1.0)),
            ("", None),
            ("tomorrow", None),
            ("2026", None),
            ("2026-11", None),
            ("2026-13-01", None),
            ("2026-02-30", None),
            ("2026-02-29T10:00:00Z", None),
            ("2028-02-29", Some(1_835_395_200.0)),
            ("2026-11-31 10:00", None),
            ("0000-00-00", None),
            ("2026-11-23T", None),
            ("2026-11-23T25:00Z", None),
            ("2026/11/23", None),
            ("2026-11-23T13:40:35Zx", None),
            ("23.11.2026", None),
            ("1795441235", None),
            ("9999-01-01", None),
        ] {
            check(owned(given), expected);
        }
    }
}
