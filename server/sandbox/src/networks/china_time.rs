//! China's time (+08:00 all year), for pages and messages.

use domain::clock::At;
use jiff::civil::DateTime;
use jiff::tz::{Offset, offset};

/// China's offset.
pub(super) const CHINA: Offset = offset(8);

/// The local time in China; 1970-01-01 for an instant out of range.
pub(super) fn local(at: At) -> DateTime {
    CHINA.to_datetime(jiff::Timestamp::from_millisecond(at.ms()).unwrap_or_default())
}

/// Date and time, for pages: a time alone reads like a span.
pub(super) fn date_and_time(at: At) -> String {
    local(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::date_and_time;
    use domain::clock::At;

    #[test]
    fn china_is_eight_hours_ahead() {
        let at = At::from_ms(1_662_614_526_000);
        assert_eq!(date_and_time(at), "2022-09-08 13:22:06");
    }
}
