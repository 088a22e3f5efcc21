use super::*;
use crate::engine::twin;

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
        let found = unix_seconds(Value::number(given)).as_number();
        assert_eq!(Some(found).filter(|found| found.is_finite()), expected, "{given}");
    }
}

#[test]
fn dates_are_iso_8601_and_a_moment_without_a_zone_is_utc() {
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
        ("2026-11-23T", None),
        ("2026-11-23T25:00Z", None),
        ("2026/11/23", None),
        ("2026-11-23T13:40:35Zx", None),
        ("23.11.2026", None),
        ("1795441235", None),
        ("9999-01-01", None),
    ] {
        let found = unix_seconds(owned(given)).as_number();
        assert_eq!(Some(found).filter(|found| found.is_finite()), expected, "{given}");
    }
}
