//! Our numbers at WeChat Pay, and its own.

use crate::start_error::StartError;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Characters of a path that are not escaped.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// Checks an `out_trade_no`: 6 to 32 of `[0-9A-Za-z_-|*]` [O].
pub(super) fn order(number: &str) -> Result<(), StartError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-|*".contains(&b);
    if (6..=32).contains(&number.len()) && number.bytes().all(plain) {
        Ok(())
    } else {
        Err(StartError::Field("out_trade_no"))
    }
}

/// Checks an `out_refund_no`: 1 to 64 of `[0-9A-Za-z_-|*@]` [O].
pub(super) fn refund(number: &str) -> Result<(), StartError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"_-|*@".contains(&b);
    if (1..=64).contains(&number.len()) && number.bytes().all(plain) {
        Ok(())
    } else {
        Err(StartError::Field("out_refund_no"))
    }
}

/// True for a `transaction_id` or `refund_id`: up to 32 letters and digits [O].
pub(super) fn is_theirs(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A number as a segment of a path.
pub(super) fn in_path(number: &str) -> String {
    utf8_percent_encode(number, IN_PATH).to_string()
}

#[cfg(test)]
mod tests {
    use super::{in_path, is_theirs, order, refund};

    #[test]
    fn lengths_and_characters() {
        for good in ["123456", "Ab_-|*", &"9".repeat(32)] {
            assert!(order(good).is_ok() && refund(good).is_ok(), "{good}");
        }
        assert!(refund("1").is_ok() && refund("a@b").is_ok() && refund(&"9".repeat(64)).is_ok());
        for bad in [
            "",
            "12345",
            "12345@",
            "12345 ",
            "12345/",
            "订单123456",
            &"9".repeat(33),
        ] {
            assert!(order(bad).is_err(), "{bad}");
        }
        for bad in ["", "a b", "a/b", "a?b", "号", &"9".repeat(65)] {
            assert!(refund(bad).is_err(), "{bad}");
        }
        assert!(is_theirs("4200001234202606011234567890"));
        assert!(!is_theirs("") && !is_theirs("a-b") && !is_theirs(&"9".repeat(33)));
    }

    #[test]
    fn a_path_needs_no_other_escapes() {
        assert_eq!(in_path("Ab9_-"), "Ab9_-");
        assert_eq!(in_path("a|b*c@d"), "a%7Cb%2Ac%40d");
    }
}
