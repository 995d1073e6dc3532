//! UnionPay's timestamps: `YYYYMMDDhhmmss` in China's time.

use domain::clock::At;
use domain::day::CHINA;
use jiff::civil::DateTime;

/// `YYYYMMDDhhmmss` of an instant; `None` outside the years 1970 to 9999.
pub(super) fn format(at: At) -> Option<String> {
    let local = CHINA.to_datetime(jiff::Timestamp::from_millisecond(at.ms()).ok()?);
    (1970..=9999).contains(&local.year()).then(|| {
        format!(
            "{:04}{:02}{:02}{:02}{:02}{:02}",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second()
        )
    })
}

/// The instant of a `YYYYMMDDhhmmss`; `None` for any other text.
pub(super) fn parse(text: &str) -> Option<At> {
    if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let year: i16 = text[..4].parse().ok()?;
    let part = |at: usize| text[at..at + 2].parse::<i8>().ok();
    let local = DateTime::new(year, part(4)?, part(6)?, part(8)?, part(10)?, part(12)?, 0).ok()?;
    let at = CHINA.to_timestamp(local).ok()?;
    Some(At::from_ms(at.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::{format, parse};
    use domain::clock::At;
    use proptest::prelude::*;

    #[test]
    fn china_is_eight_hours_ahead() {
        assert_eq!(
            format(At::from_ms(1_662_614_526_789)).as_deref(),
            Some("20220908132206")
        );
        assert_eq!(
            parse("20220908132206"),
            Some(At::from_ms(1_662_614_526_000))
        );
        assert_eq!(format(At::from_ms(0)).as_deref(), Some("19700101080000"));
    }

    #[test]
    fn other_texts_and_years_are_refused() {
        for text in [
            "",
            "2022090813220",
            "20221308132206",
            "20220230000000",
            "2022090813220x",
            "00000000000000",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(format(At::from_ms(i64::MAX)), None);
        assert_eq!(format(At::from_ms(-100_000_000_000)), None);
    }

    proptest! {
        #[test]
        fn a_second_survives(seconds in 0_i64..4_000_000_000) {
            let at = At::from_ms(seconds * 1000);
            prop_assert_eq!(format(at).and_then(|text| parse(&text)), Some(at));
        }
    }
}
