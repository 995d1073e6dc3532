//! Times as in messages, in China's time (+08:00 all year).

use domain::clock::At;
use jiff::civil::{Date, DateTime};

use crate::networks::china_time::{CHINA, local};

/// UnionPay's clearing day ends at 23:00, one hour before midnight (wire facts
/// 1.10).
const CLEARING_LEAD_S: i64 = 3600;

/// `YYYYMMDDhhmmss`.
pub(super) fn full(at: At) -> String {
    local(at).strftime("%Y%m%d%H%M%S").to_string()
}

/// `MMDDhhmmss`, the format of `traceTime`.
pub(super) fn trace_time(at: At) -> String {
    local(at).strftime("%m%d%H%M%S").to_string()
}

/// `MMDD` of the clearing day, the format of `settleDate`.
pub(super) fn settle_date(at: At) -> String {
    local(at.plus_s(CLEARING_LEAD_S))
        .strftime("%m%d")
        .to_string()
}

/// The instant of a `YYYYMMDDhhmmss`; `None` for any other text.
pub(super) fn read(text: &str) -> Option<At> {
    if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let two = |from: usize| text[from..from + 2].parse::<i8>().ok();
    let date = Date::new(text[..4].parse().ok()?, two(4)?, two(6)?).ok()?;
    let time = jiff::civil::Time::new(two(8)?, two(10)?, two(12)?, 0).ok()?;
    let at = CHINA.to_timestamp(DateTime::from_parts(date, time)).ok()?;
    Some(At::from_ms(at.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::{full, read, settle_date, trace_time};
    use domain::clock::At;

    #[test]
    fn china_is_eight_hours_ahead() {
        let at = At::from_ms(1_662_614_526_000);
        assert_eq!(full(at), "20220908132206");
        assert_eq!(read("20220908132206"), Some(at));
        assert_eq!(trace_time(at), "0908132206");
    }

    #[test]
    fn the_clearing_day_ends_at_eleven_at_night() {
        assert_eq!(settle_date(read("20220908225959").expect("a time")), "0908");
        assert_eq!(settle_date(read("20220908230000").expect("a time")), "0909");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2022090813220",
            "20220230000000",
            "2022090813220x",
            "20220908246060",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
