//! Times as in messages: RFC 3339, in China's time.

use domain::clock::At;

use crate::networks::china_time::local;

/// `2018-06-08T10:34:56+08:00`.
pub(super) fn rfc3339(at: At) -> String {
    local(at).strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

/// `20180608`, as in the numbers of payments and refunds.
pub(super) fn day(at: At) -> String {
    local(at).strftime("%Y%m%d").to_string()
}

/// The instant of an RFC 3339 text with an offset; `None` for any other text.
pub(super) fn read(text: &str) -> Option<At> {
    let timestamp: jiff::Timestamp = text.parse().ok()?;
    // jiff also reads times without the `T` and with brackets behind.
    let plain = text.as_bytes().get(10) == Some(&b'T') && !text.contains('[');
    plain.then_some(At::from_ms(timestamp.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::{read, rfc3339};
    use domain::clock::At;

    #[test]
    fn china_is_eight_hours_ahead() {
        let at = At::from_ms(1_528_425_296_000);
        assert_eq!(rfc3339(at), "2018-06-08T10:34:56+08:00");
        assert_eq!(read("2018-06-08T10:34:56+08:00"), Some(at));
        assert_eq!(read("2018-06-08T02:34:56Z"), Some(at));
        for bad in [
            "2018-06-08",
            "2018-06-08 10:34:56+08:00",
            "2018-06-08T10:34:56",
            "",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
