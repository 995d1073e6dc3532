//! The header `Retry-After` of a mall's answer (RFC 9110 10.2.3): seconds, or a
//! date in any of the three forms of HTTP (5.6.7).

use domain::clock::At;
use std::time::UNIX_EPOCH;

/// When the mall wants to be called again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RetryAfter {
    /// So many seconds after its answer.
    Seconds(i64),
    /// Not before this time.
    Date(At),
}

impl RetryAfter {
    /// Reads the header's value. `None` for any other text.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let value = value.trim();
        if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            // Digits that do not fit are a very long time.
            return Some(Self::Seconds(value.parse().unwrap_or(i64::MAX)));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        let since = date.duration_since(UNIX_EPOCH).ok()?;
        let ms = i64::try_from(since.as_millis()).ok()?;
        Some(Self::Date(At::from_ms(ms)))
    }

    /// Seconds from `now` until then, rounded up; 0 for a date that is over.
    pub(super) const fn seconds_from(self, now: At) -> i64 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::Date(date) => date.seconds_left(now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RetryAfter;
    use domain::clock::At;

    #[test]
    fn it_is_seconds_or_a_date_of_http() {
        let date = Some(RetryAfter::Date(At::from_ms(784_111_777_000)));
        for (value, expected) in [
            ("120", Some(RetryAfter::Seconds(120))),
            (" 0 ", Some(RetryAfter::Seconds(0))),
            ("99999999999999999999", Some(RetryAfter::Seconds(i64::MAX))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", date),
            ("Sunday, 06-Nov-94 08:49:37 GMT", date),
            ("Sun Nov  6 08:49:37 1994", date),
            ("", None),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("1994-11-06T08:49:37Z", None),
        ] {
            assert_eq!(RetryAfter::parse(value), expected, "{value}");
        }
    }
}
