//! A calendar day, as laws, clearing and id numbers count it.
//!
//! Days of payments are China's: UTC+08:00 the whole year (no summer time
//! since 1991), so no time zone data is needed.

use crate::clock::At;

/// A day that exists in the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

const DAY_MS: i64 = 86_400_000;
/// China is eight hours ahead of UTC.
const CHINA_MS: i64 = 8 * 3_600_000;

impl Day {
    /// A day of the years 1 to 9999; `None` where there is no such day.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year >= 1 && year <= 9999 && day >= 1 && day <= days_in(year, month) {
            Some(Self {
                year,
                month,
                of_month: day,
            })
        } else {
            None
        }
    }

    /// The day it is in China at an instant (1970 to 9999; outside, the end
    /// of that range).
    pub fn in_china(at: At) -> Self {
        let days = at.ms().saturating_add(CHINA_MS).div_euclid(DAY_MS);
        Self::from_days(days.clamp(0, 2_932_896))
    }

    /// The instant the day begins in China.
    pub fn start_in_china(self) -> At {
        At::from_ms(self.days() * DAY_MS - CHINA_MS)
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// `2026-11-22`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }

    /// Days since 1970-01-01, by H. Hinnant's `days_from_civil`: years begin
    /// in March, so that the leap day comes last.
    fn days(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.of_month));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The inverse of [`Day::days`].
    fn from_days(days: i64) -> Self {
        let days = days + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let march_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * march_month + 2) / 5 + 1;
        let month = (march_month + 2) % 12 + 1;
        let year = year + era * 400 + i64::from(month <= 2);
        let fits = "a day of 1970 to 9999 has small parts";
        Self {
            year: u16::try_from(year).expect(fits),
            month: u8::try_from(month).expect(fits),
            of_month: u8::try_from(day).expect(fits),
        }
    }
}

/// Days of a month; 0 where there is no such month.
const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::Day;
    use crate::clock::At;
    use proptest::prelude::*;

    fn day(year: u16, month: u8, day: u8) -> Day {
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
    fn the_day_turns_at_midnight_in_china() {
        let midnight = day(2026, 11, 22).start_in_china();
        assert_eq!(midnight.rfc3339(), "2026-11-21T16:00:00.000Z");
        assert_eq!(Day::in_china(midnight).iso(), "2026-11-22");
        assert_eq!(
            Day::in_china(At::from_ms(midnight.ms() - 1)).iso(),
            "2026-11-21"
        );
    }

    proptest! {
        #[test]
        fn every_day_leads_back_to_itself(days in 0_i64..2_932_896) {
            let day = Day::from_days(days);
            prop_assert_eq!(day.days(), days);
            prop_assert_eq!(Day::new(day.year, day.month, day.of_month), Some(day));
        }

        #[test]
        fn no_instant_panics(ms in any::<i64>()) {
            let _ = Day::in_china(At::from_ms(ms));
        }
    }
}
