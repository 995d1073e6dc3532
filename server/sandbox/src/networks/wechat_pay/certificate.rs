//! What WeChat Pay tells of its certificates, from the certificates themselves.

use domain::clock::At;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::certificate_fields::{CertificateFields, element};

/// The DER tags of what is read.
const SEQUENCE: u8 = 0x30;
const UTC_TIME: u8 = 0x17;
/// The place of the validity in a certificate.
const VALIDITY: usize = 3;

/// The serial number of a PEM certificate as hexadecimal digits in capitals;
/// `None` for any other text.
pub(super) fn hex_serial(pem: &str) -> Option<String> {
    let fields = CertificateFields::from_pem(pem)?;
    let nibbles = fields.serial()?.iter().flat_map(|b| [b >> 4, b & 15]);
    let digits = nibbles.map(|n| char::from(b"0123456789ABCDEF"[usize::from(n)]));
    Some(digits.collect())
}

/// The first and the last instant of a PEM certificate; `None` for any other
/// text.
pub(super) fn validity(pem: &str) -> Option<[At; 2]> {
    let fields = CertificateFields::from_pem(pem)?;
    let (_, validity) = element(fields.starting_at(VALIDITY)?, SEQUENCE)?;
    let (rest, from) = element(validity, UTC_TIME)?;
    let (_, until) = element(rest, UTC_TIME)?;
    Some([utc_time(from)?, utc_time(until)?])
}

/// The instant of a `YYMMDDhhmmssZ`.
fn utc_time(text: &[u8]) -> Option<At> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let two = |from: usize| text.get(from..from + 2)?.parse::<i8>().ok();
    let date = Date::new(2000 + i16::from(two(0)?), two(2)?, two(4)?).ok()?;
    let time = date.at(two(6)?, two(8)?, two(10)?, 0);
    let at = Offset::UTC.to_timestamp(time).ok()?;
    Some(At::from_ms(at.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::{hex_serial, validity};
    use crate::networks::wechat_pay::keys::WechatPayKeys;
    use domain::clock::At;

    #[test]
    fn serial_number_and_validity_of_a_certificate() {
        let dir = tempfile::tempdir().expect("a folder");
        let keys = WechatPayKeys::load_or_create(dir.path()).expect("makes");
        let pem = &keys.desk().signing_cert;
        let serial = hex_serial(pem).expect("a serial number");
        assert_eq!(serial.len(), 40);
        assert!(
            serial
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        );
        let days = [1_577_836_800_000, 2_524_521_600_000].map(At::from_ms);
        assert_eq!(validity(pem), Some(days), "2020-01-01 and 2049-12-31");
        assert_eq!((hex_serial("text"), validity("text")), (None, None));
    }
}
