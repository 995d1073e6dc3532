//! A calendar day, as limits, card expiries and id numbers count it.
//!
//! Days of payments are China's: UTC+08:00 the whole year (no summer time
//! since 1991), so no time zone data is needed.

use crate::clock::At;
use jiff::Timestamp;
use jiff::civil::{Date, Time, date};
use jiff::tz::{Offset, offset};

/// China Standard Time.
pub const CHINA: Offset = offset(8);

/// The time of day in China at an instant, such as `12:03:05`. An instant out
/// of range gives the first or the last one that there is.
pub fn time_in_china(at: At) -> String {
    let instant = Timestamp::from_millisecond(at.ms().max(0)).unwrap_or(Timestamp::MAX);
    let time = CHINA.to_datetime(instant).time();
    format!(
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    )
}

/// Day and time of day in China at an instant, such as `2026-11-22 12:03:05`.
pub fn date_time_in_china(at: At) -> String {
    format!("{} {}", Day::in_china(at), time_in_china(at))
}

/// A day of the Gregorian calendar, in the years 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// A day of the years 1 to 9999; `None` where there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = Date::new(year, month, day).ok()?;
        (year >= 1).then_some(Self(date))
    }

    /// A day written in the code.
    ///
    /// # Panics
    /// Where there is no such day; in a `const`, it does not compile.
    pub const fn constant(year: i16, month: i8, day: i8) -> Self {
        assert!(year >= 1, "a year before 1");
        Self(date(year, month, day))
    }

    /// Reads a day as it is written: `2026-11-22`. `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let date: Date = text.parse().ok()?;
        let day = Self::new(date.year(), date.month(), date.day())?;
        (day.to_string() == text).then_some(day)
    }

    /// The day in China at an instant. An instant before 1970 gives the first
    /// day of 1970; one after the year 9999 gives that year's last day.
    pub fn in_china(at: At) -> Self {
        let instant = Timestamp::from_millisecond(at.ms().max(0)).unwrap_or(Timestamp::MAX);
        Self(CHINA.to_datetime(instant).date())
    }

    /// The instant at which the day begins in China.
    ///
    /// # Panics
    /// Never: midnight of any day of the years 1 to 9999 is a [`Timestamp`].
    pub fn start_in_china(self) -> At {
        let midnight = CHINA.to_timestamp(self.0.to_datetime(Time::midnight()));
        let midnight = midnight.expect("a day of the years 1 to 9999 begins at an instant");
        At::from_ms(midnight.as_millisecond())
    }

    /// The instant at which the day ends in China: the next one begins.
    pub fn end_in_china(self) -> At {
        self.start_in_china().plus_s(24 * 3600)
    }

    /// The year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// The day of the month, from 1.
    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }
}

/// ISO 8601, such as `2026-11-22`.
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = (self.year(), self.month(), self.day_of_month());
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Day, date_time_in_china, time_in_china};
    use crate::clock::At;
    use proptest::prelude::*;

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day::new(year, month, day).expect("a real day")
    }

    #[test]
    fn only_real_days_exist() {
        assert!(Day::new(2024, 2, 29).is_some());
        assert!(Day::new(2000, 2, 29).is_some());
        for (y, m, d) in [
            (2023, 2, 29),
            (1900, 2, 29),
            (2024, 4, 31),
            (2024, 13, 1),
            (2024, 0, 1),
            (2024, 1, 0),
            (0, 1, 1),
        ] {
            assert_eq!(Day::new(y, m, d), None, "{y}-{m}-{d}");
        }
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        assert_eq!(Day::parse("2024-02-29"), Some(day(2024, 2, 29)));
        for other in [
            "",
            "2023-02-29",
            "0000-01-01",
            "-000001-01-01",
            "20240229",
            "2024-2-29",
            "2024-02-29T00:00:00",
            " 2024-02-29",
            "２０２４-02-29",
        ] {
            assert_eq!(Day::parse(other), None, "{other}");
        }
    }

    #[test]
    fn the_day_begins_at_midnight_in_china() {
        let midnight = day(2026, 11, 22).start_in_china();
        assert_eq!(midnight.rfc3339(), "2026-11-21T16:00:00.000Z");
        assert_eq!(Day::in_china(midnight).to_string(), "2026-11-22");
        let before = At::from_ms(midnight.ms() - 1);
        assert_eq!(Day::in_china(before).to_string(), "2026-11-21");
    }

    #[test]
    fn instants_out_of_range_give_the_first_or_last_day() {
        assert_eq!(Day::in_china(At::from_ms(i64::MIN)), day(1970, 1, 1));
        assert_eq!(Day::in_china(At::from_ms(i64::MAX)), day(9999, 12, 31));
        assert!(day(1, 1, 1).start_in_china() < day(9999, 12, 31).start_in_china());
    }

    proptest! {
        #[test]
        fn a_day_contains_its_own_beginning(days in 0_i64..2_932_896) {
            let day = Day::in_china(At::from_ms(days * 86_400_000));
            prop_assert_eq!(Day::in_china(day.start_in_china()), day);
        }

        #[test]
        fn no_instant_panics(ms in any::<i64>()) {
            let _ = Day::in_china(At::from_ms(ms));
        }
    }

    #[test]
    fn the_time_of_day_is_chinas() {
        assert_eq!(time_in_china(At::from_ms(0)), "08:00:00");
        assert_eq!(
            time_in_china(At::from_ms(1_793_332_985_999)),
            "12:03:05",
            "whole seconds"
        );
        assert_eq!(time_in_china(At::from_ms(i64::MIN)), "08:00:00");
        assert_eq!(time_in_china(At::from_ms(i64::MAX)).len(), 8);
        let at = At::from_ms(1_793_361_600_123);
        assert_eq!(date_time_in_china(at), "2026-10-30 20:00:00");
    }
}
