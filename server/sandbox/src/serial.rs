//! A certificate's serial number in decimal, parsed by hand.
//!
//! Paydesk reads it with an X.509 library. The sandbox compares `certId` with
//! its own result, so that an error in either is found.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The DER tags before the serial number.
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const INTEGER: u8 = 0x02;

/// The serial number of a PEM certificate as decimal digits; `None` for any
/// other text.
pub(crate) fn decimal_serial(pem: &str) -> Option<String> {
    let body: String = pem
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let der = STANDARD.decode(body.trim()).ok()?;
    let (_, certificate) = element(&der, SEQUENCE)?;
    let (_, signed_part) = element(certificate, SEQUENCE)?;
    let after_version = element(signed_part, VERSION).map_or(signed_part, |(rest, _)| rest);
    let (_, serial) = element(after_version, INTEGER)?;
    Some(decimal(serial))
}

/// The content of the first element, and the rest after it; `None` where the
/// tag differs.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&found, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        (
            bytes
                .iter()
                .try_fold(0_usize, |n, b| n.checked_mul(256)?.checked_add((*b).into()))?,
            rest,
        )
    };
    let (content, rest) = rest.split_at_checked(length)?;
    (found == tag).then_some((rest, content))
}

/// Big-endian bytes as a decimal number.
fn decimal(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = vec![0]; // least significant first
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) * 256;
            *digit = u8::try_from(carry % 10).expect("a digit");
            carry /= 10;
        }
        while carry > 0 {
            digits.push(u8::try_from(carry % 10).expect("a digit"));
            carry /= 10;
        }
    }
    digits
        .iter()
        .rev()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{decimal, decimal_serial};

    #[test]
    fn bytes_become_the_number_they_are() {
        assert_eq!(decimal(&[]), "0");
        assert_eq!(decimal(&[0x10, 0x39, 0x30, 0x85, 0x34]), "69678957876");
        let largest = "730750818665451459101842416358141509827966271487"; // 2^159 - 1
        assert_eq!(decimal(&[&[0x7f][..], &[0xff; 19]].concat()), largest);
    }

    #[test]
    fn what_is_no_certificate_has_no_number() {
        for pem in [
            "",
            "text",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        ] {
            assert_eq!(decimal_serial(pem), None, "{pem:?}");
        }
    }
}
