//! WeChat Pay's times: RFC 3339 in China's time, to the second.

use domain::clock::At;
use domain::day::CHINA;
use jiff::Timestamp;

/// `2018-06-08T10:34:56+08:00`; `None` outside the years 1970 to 9999.
pub(super) fn format(at: At) -> Option<String> {
    let seconds = Timestamp::from_second(at.ms().div_euclid(1000)).ok()?;
    let local = CHINA.to_datetime(seconds);
    (1970..=9999)
        .contains(&local.year())
        .then(|| format!("{local}+08:00"))
}

/// True for a time as WeChat Pay writes it.
pub(super) fn is_valid(text: &str) -> bool {
    text.len() <= 40 && text.parse::<Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{format, is_valid};
    use domain::clock::At;
    use proptest::prelude::*;

    #[test]
    fn china_is_eight_hours_ahead() {
        assert_eq!(
            format(At::from_ms(1_528_425_296_999)).as_deref(),
            Some("2018-06-08T10:34:56+08:00")
        );
        assert_eq!(
            format(At::from_ms(0)).as_deref(),
            Some("1970-01-01T08:00:00+08:00")
        );
        assert_eq!(format(At::from_ms(i64::MAX)), None);
        assert_eq!(format(At::from_ms(-100_000_000_000)), None);
    }

    #[test]
    fn other_texts_are_no_times() {
        for text in [
            "",
            "2018-06-08",
            "2018-06-08T10:34:56",
            "20180608103456",
            "now",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_the_second(ms in 0_i64..4_000_000_000_000) {
            let text = format(At::from_ms(ms)).expect("a year of today");
            prop_assert!(is_valid(&text));
            let read: jiff::Timestamp = text.parse().expect("a time");
            prop_assert_eq!(read.as_second(), ms / 1000);
        }
    }
}
