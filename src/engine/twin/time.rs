//! Dates for the native twin, by the formats that ECMAScript's `Date` writes and that the wire uses.

const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// `2026-11-23T13:40:35.260Z`. Years outside 0..9999 are clamped: Customer.io has no use for them.
pub fn iso8601(wall_ms: f64) -> String {
    let ms = wall_ms.clamp(-62_167_219_200_000.0, 253_402_300_799_999.0) as i64;
    let (days, in_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    let (year, month, day) = civil_from_days(days);
    let mut out = String::with_capacity(24);
    push_digits(&mut out, year, 4);
    out.push('-');
    push_digits(&mut out, month, 2);
    out.push('-');
    push_digits(&mut out, day, 2);
    out.push('T');
    push_digits(&mut out, in_day / 3_600_000, 2);
    out.push(':');
    push_digits(&mut out, in_day / 60_000 % 60, 2);
    out.push(':');
    push_digits(&mut out, in_day / 1000 % 60, 2);
    out.push('.');
    push_digits(&mut out, in_day % 1000, 3);
    out.push('Z');
    out
}

/// Wall milliseconds of an HTTP date in its preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`
/// (<https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>); `None` for anything else.
pub fn http_date_ms(text: &str) -> Option<f64> {
    let rest = text.trim().split_once(", ")?.1;
    let mut parts = rest.split(' ');
    let day = decimal(parts.next()?)?;
    let month_name = parts.next()?;
    if month_name.len() != 3 {
        return None;
    }
    let month = MONTHS.find(month_name).filter(|at| at % 3 == 0)? as i64 / 3 + 1;
    let year = decimal(parts.next()?)?;
    let mut clock = parts.next()?.split(':');
    let (hour, minute, second) = (decimal(clock.next()?)?, decimal(clock.next()?)?, decimal(clock.next()?)?);
    if parts.next() != Some("GMT")
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 60
        || year > 9999
    {
        return None;
    }
    let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    Some(seconds as f64 * 1000.0)
}

/// Whole Unix seconds of an ISO 8601 date (`2026-11-23`) or moment (`2026-11-23T13:40:35.260+01:00`, seconds
/// and zone optional); a moment without a zone is taken as UTC: the core knows no other. `None` for anything
/// else.
pub fn iso8601_seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = |from: usize, to: usize| text.get(from..to).and_then(decimal);
    let is = |at: usize, wanted: &[u8]| text.as_bytes().get(at).is_some_and(|byte| wanted.contains(byte));
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let days = days_from_civil(year, month, day);
    if !is(4, b"-") || !is(7, b"-") || civil_from_days(days) != (year, month, day) {
        return None;
    }
    if text.len() == 10 {
        return Some((days * 86_400) as f64);
    }
    let (hour, minute) = (digits(11, 13)?, digits(14, 16)?);
    let (mut second, mut at) = (0, 16);
    if is(16, b":") {
        second = digits(17, 19)?;
        at = 19;
        if is(19, b".,") {
            at = 20;
            while is(at, b"0123456789") {
                at += 1;
            }
            if at == 20 {
                return None;
            }
        }
    }
    if !is(10, b"Tt ") || !is(13, b":") || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let zone_minutes = if is(at, b"Zz") && text.len() == at + 1 || text.len() == at {
        0
    } else if is(at, b"+-") {
        let hours = digits(at + 1, at + 3)?;
        let minutes_at = at + 3 + usize::from(is(at + 3, b":"));
        let minutes = if text.len() == at + 3 {
            0
        } else {
            decimal(text.get(minutes_at..).filter(|rest| rest.len() == 2)?)?
        };
        if hours > 23 || minutes > 59 {
            return None;
        }
        (hours * 60 + minutes) * if is(at, b"-") { -1 } else { 1 }
    } else {
        return None;
    };
    Some((days * 86_400 + hour * 3600 + minute * 60 + second - zone_minutes * 60) as f64)
}

/// A run of ASCII digits, at most nine of them.
pub fn decimal(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    let mut number = 0;
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(byte - b'0');
    }
    Some(number)
}

/// Appends a non-negative integer with at least `width` digits. `core::fmt` would cost kilobytes.
pub fn push_digits(out: &mut String, number: i64, width: usize) {
    let mut digits = [b'0'; 20];
    let (mut at, mut rest) = (digits.len(), number);
    while rest > 0 || digits.len() - at < width {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    for digit in &digits[at..] {
        out.push(*digit as char);
    }
}

// Howard Hinnant's civil calendar: https://howardhinnant.github.io/date_algorithms.html
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + i64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// `Date.parse` of an ISO 8601 text or an HTTP date.
pub fn date_ms(text: &str) -> Option<f64> {
    http_date_ms(text).or_else(|| {
        let seconds = iso8601_seconds(text)?;
        // The seconds' parser drops the fraction.
        let fraction = text.find('.').map_or("", |at| &text[at + 1..]);
        let digits: String =
            fraction.chars().take_while(char::is_ascii_digit).chain("000".chars()).take(3).collect();
        Some(seconds * 1000.0 + digits.parse::<f64>().unwrap_or(0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wall_ms: f64, expected: &str) {
        assert_eq!(iso8601(wall_ms), expected);
    }

    #[test]
    fn iso8601_is_what_date_to_iso_string_says() {
        check(0.0, "1970-01-01T00:00:00.000Z");
        check(1_795_441_235_260.0, "2026-11-23T13:40:35.260Z");
        check(951_782_400_000.0, "2000-02-29T00:00:00.000Z");
        check(-1.0, "1969-12-31T23:59:59.999Z");
        check(f64::NAN, "1970-01-01T00:00:00.000Z");
        check(1e300, "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn http_dates_are_read_in_their_preferred_form_alone() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(http_date_ms(text), expected, "{text}");
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000.0));
        check("Mon, 23 Nov 2026 13:40:35 GMT", Some(1_795_441_235_000.0));
        check("Sunday, 06-Nov-94 08:49:37 GMT", None);
        check("Sun, 06 ovD 1994 08:49:37 GMT", None);
        check("Sun, 06 Nov 1994 08:49:37 CET", None);
        check("Sun, 41 Nov 1994 08:49:37 GMT", None);
        check("", None);
        check("120", None);
    }

    #[test]
    fn iso8601_seconds_reads_dates_and_moments_and_nothing_else() {
        let check = |text: &str, expected: Option<f64>| assert_eq!(iso8601_seconds(text), expected, "{text}");
        check("1970-01-01", Some(0.0));
        check("2026-11-23", Some(1_795_392_000.0));
        check("2026-11-23T13:40:35.260Z", Some(1_795_441_235.0));
        check(" 2026-11-23 13:40:35 ", Some(1_795_441_235.0));
        check("2026-11-23T13:40Z", Some(1_795_441_200.0));
        check("2026-11-23T14:40:35+01:00", Some(1_795_441_235.0));
        check("2026-11-23T14:40:35+0100", Some(1_795_441_235.0));
        check("2026-11-23T08:10:35.5-05:30", Some(1_795_441_235.0));
        check("2026-11-23T14:40:35+01", Some(1_795_441_235.0));
        check("1969-12-31T23:59:59Z", Some(-1.0));
        check("2024-02-29", Some(1_709_164_800.0));
        for bad in [
            "",
            "x",
            "2026",
            "2026-11",
            "2026-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-11-23T",
            "2026-11-23T25:00Z",
            "2026-11-23T13:60Z",
            "2026/11/23",
            "2026-11-23T13:40:35.Z",
            "2026-11-23T13:40:35Zx",
            "2026-11-23T13:40:35+1",
            "2026-11-23T13:40:35+24:00",
            "23.11.2026",
            "2026-11-2é",
            "1795441235",
            "２０２６-11-23",
        ] {
            check(bad, None);
        }
    }
}
