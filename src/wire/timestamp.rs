//! A moment, as messages write it: ISO 8601 in UTC with milliseconds.

use serde::{Deserialize, Serialize};

/// A moment in UTC: `2026-11-23T13:40:35.260Z`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(String);

const MS_PER_DAY: i64 = 86_400_000;
/// The years that four digits write.
const RANGE_MS: std::ops::RangeInclusive<i64> = -62_167_219_200_000..=253_402_300_799_999;

impl Timestamp {
    /// The moment this many milliseconds after 1970; `None` outside the years 0 to 9999.
    pub fn from_unix_ms(ms: i64) -> Option<Timestamp> {
        if !RANGE_MS.contains(&ms) {
            return None;
        }
        let (days, rest) = (ms.div_euclid(MS_PER_DAY), ms.rem_euclid(MS_PER_DAY));
        let (year, month, day) = civil_from_days(days);
        let (s, ms) = (rest / 1000, rest % 1000);
        let (hour, minute, second) = (s / 3600, s / 60 % 60, s % 60);
        Some(Timestamp(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")))
    }

    /// The moment that an ISO 8601 text says, with a time zone: `Z` or `+01:00`.
    pub fn parse(text: &str) -> Option<Timestamp> {
        Timestamp::from_unix_ms(unix_ms(text)?)
    }

    /// Milliseconds after 1970; `None` when it was read from a text that is no moment.
    pub fn unix_ms(&self) -> Option<i64> {
        unix_ms(&self.0)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Milliseconds after 1970 of an ISO 8601 date and time with a time zone.
fn unix_ms(text: &str) -> Option<i64> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let days = days_of(date)?;
    let rest = rest.strip_prefix(['T', ' '])?;
    let zone_at = rest.find(['Z', '+', '-'])?;
    let (clock, zone) = rest.split_at(zone_at);
    let ms = ms_of_day(clock)?;
    Some(days * MS_PER_DAY + ms - zone_ms(zone)?)
}

/// Days after 1970 of `YYYY-MM-DD`; `None` when the calendar has no such day.
pub(crate) fn days_of(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) =
        (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let days = days_from_civil(year, month, day);
    let exists = parts.next().is_none() && civil_from_days(days) == (year, month, day);
    exists.then_some(days)
}

/// Milliseconds after midnight of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff`.
pub(crate) fn ms_of_day(clock: &str) -> Option<i64> {
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(clock, rest)| (clock, Some(rest)));
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let second = parts.next().map_or(Some((0, false)), |second| Some((digits(second, 2)?, true)));
    let (second, has_seconds) = second?;
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 59 || fraction.is_some() && !has_seconds
    {
        return None;
    }
    let ms = match fraction {
        None => 0,
        Some(text) if (1..=9).contains(&text.len()) => {
            digits(text, text.len())? * 1000 / 10_i64.pow(text.len() as u32)
        }
        Some(_) => return None,
    };
    Some(((hour * 60 + minute) * 60 + second) * 1000 + ms)
}

/// Milliseconds east of Greenwich of `Z`, `+01:00` or `+0100`.
pub(crate) fn zone_ms(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let rest = zone.strip_prefix(['+', '-'])?;
    let (hours, minutes) = rest.split_once(':').or_else(|| rest.split_at_checked(2))?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60_000)
}

/// The number that exactly `length` decimal digits say.
fn digits(text: &str, length: usize) -> Option<i64> {
    let is_number = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        text.parse().ok()
    } else {
        None
    }
}

/// Days after 1970, by Howard Hinnant's algorithm: <https://howardhinnant.github.io/date_algorithms.html>.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// `(year, month, day)` of a day after 1970: the inverse of `days_from_civil`.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_with_milliseconds() {
        let written = |ms| Timestamp::from_unix_ms(ms).expect("in range").as_str().to_owned();
        assert_eq!(written(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(written(1_795_441_235_260), "2026-11-23T13:40:35.260Z");
        assert_eq!(written(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(written(-1), "1969-12-31T23:59:59.999Z");
        assert_eq!(Timestamp::from_unix_ms(253_402_300_800_000), None);
    }

    #[test]
    fn a_moment_is_read_from_any_time_zone() {
        for text in
            ["2026-11-23T14:40:35.26+01:00", "2026-11-23 08:40:35.260-0500", "2026-11-23T13:40:35.260999Z"]
        {
            assert_eq!(Timestamp::parse(text).expect(text).as_str(), "2026-11-23T13:40:35.260Z");
        }
    }

    #[test]
    fn a_text_that_the_calendar_does_not_have_is_no_moment() {
        for text in [
            "",
            "2026-11-23",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T13:40:35",
            "2026-11-23T13:40.5Z",
            "2026-11-23T13:40:35+25:00",
            "été-2026T00:00:00Z",
            "2026-11-23T13:40:35.Z",
            "+026-11-23T13:40:35Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_read_as_it_was_written() {
        for day in (-146_097..146_097).step_by(17) {
            let ms = day * MS_PER_DAY + 12_345;
            let written = Timestamp::from_unix_ms(ms).expect("in range");
            assert_eq!(written.unix_ms(), Some(ms), "{written:?}");
        }
    }
}
