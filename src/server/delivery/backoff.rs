//! How long to wait after a failure: what the receiver asked for, or longer each time.

use crate::wire::Timestamp;

const FIRST_DELAY_MS: i64 = 200;
const MAX_DELAY_MS: i64 = 10_000;
/// The longest wait that a receiver can ask for.
const MAX_RETRY_AFTER_MS: i64 = 3_600_000;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The delay after so many failures in a row. `random` in 0..1 spreads it over its upper half.
pub fn delay_ms(failures: u32, random: f64) -> i64 {
    let doublings = failures.saturating_sub(1).min(16);
    let longest = (FIRST_DELAY_MS << doublings).min(MAX_DELAY_MS);
    (longest as f64 * (0.5 + random.clamp(0.0, 1.0) / 2.0)) as i64
}

/// The wait after so many failures in a row: what the receiver asked for, but never less than without it. A
/// `Retry-After` of 0 or in the past would else be a loop without a pause.
pub fn wait_ms(failures: u32, retry_after: Option<&str>, now_ms: i64, random: f64) -> i64 {
    let asked = retry_after.and_then(|header| retry_after_ms(header, now_ms)).unwrap_or(0);
    asked.max(delay_ms(failures, random))
}

/// What `Retry-After` asks for: seconds, or a date. At most an hour.
/// <https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3>
fn retry_after_ms(header: &str, now_ms: i64) -> Option<i64> {
    let header = header.trim();
    let is_seconds = !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit());
    let ms = if is_seconds {
        // More digits than a number has are a long time, too.
        header.parse::<u32>().map_or(MAX_RETRY_AFTER_MS, |seconds| i64::from(seconds) * 1000)
    } else {
        http_date_ms(header)? - now_ms
    };
    Some(ms.clamp(0, MAX_RETRY_AFTER_MS))
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` in milliseconds after 1970.
fn http_date_ms(date: &str) -> Option<i64> {
    let parts: Vec<&str> = date.split(' ').collect();
    let [_, day, month, year, clock, "GMT"] = parts.as_slice() else { return None };
    let month = MONTHS.iter().position(|name| name == month)? + 1;
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{clock}Z"))?.unix_ms()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_to_a_cap_and_are_spread_over_their_upper_half() {
        assert_eq!([1, 2, 3].map(|failures| delay_ms(failures, 1.0)), [200, 400, 800]);
        assert_eq!(delay_ms(1, 0.0), 100);
        assert_eq!(delay_ms(u32::MAX, 1.0), 10_000);
        assert_eq!(delay_ms(1, f64::NAN) & !255, 0);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_and_is_capped() {
        let now = 784_111_777_000; // Sun, 06 Nov 1994 08:49:37 GMT
        for (header, expected) in [
            (" 2 ", Some(2_000)),
            ("99999999", Some(3_600_000)),
            ("99999999999999999999", Some(3_600_000)),
            ("", None),
            ("+5", None),
            ("Sun, 06 Nov 1994 08:49:39 GMT", Some(2_000)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("Sun, 06 Nov 1994 08:49:39 CET", None),
        ] {
            assert_eq!(retry_after_ms(header, now), expected, "{header}");
        }
    }

    #[test]
    fn no_header_makes_the_wait_shorter_than_it_is_without_one() {
        let now = 784_111_777_000;
        for header in ["0", "-1", "-99999", "", "soon", "Sun, 06 Nov 1994 08:00:00 GMT", "0.0"] {
            assert_eq!(wait_ms(1, Some(header), now, 0.0), 100, "{header}");
            assert_eq!(wait_ms(3, Some(header), now, 1.0), 800, "{header}");
        }
        assert_eq!(wait_ms(3, Some("2"), now, 1.0), 2_000);
        assert_eq!(wait_ms(1, None, now, 0.0), 100);
    }
}
