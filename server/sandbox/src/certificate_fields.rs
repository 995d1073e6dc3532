//! A certificate's serial number and public key, parsed by hand.
//!
//! Paydesk reads them with an X.509 library. The sandbox uses its own result,
//! so that an error in either is found.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The DER tags of what is read.
const INTEGER: u8 = 0x02;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
/// The places of fields in a certificate, after its version. Between them are
/// the signature's algorithm, the issuer, the validity and the subject.
const SERIAL: usize = 0;
const PUBLIC_KEY: usize = 5;

/// The fields of a certificate.
pub(crate) struct CertificateFields {
    der: Vec<u8>,
}

impl CertificateFields {
    /// Of a PEM text; `None` for one that is no Base64.
    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        let lines = pem.lines().filter(|line| !line.starts_with("-----"));
        let body: String = lines.collect();
        let der = STANDARD.decode(body.trim()).ok()?;
        Some(Self { der })
    }

    /// The bytes of the serial number; `None` where it is no certificate.
    pub(crate) fn serial(&self) -> Option<&[u8]> {
        let (_, serial) = element(self.starting_at(SERIAL)?, INTEGER)?;
        Some(serial)
    }

    /// The serial number as decimal digits.
    pub(crate) fn decimal_serial(&self) -> Option<String> {
        self.serial().map(decimal)
    }

    /// The `SubjectPublicKeyInfo` in DER; `None` where it is no certificate.
    pub(crate) fn public_key(&self) -> Option<&[u8]> {
        let field = self.starting_at(PUBLIC_KEY)?;
        let (rest, _) = element(field, SEQUENCE)?;
        field.get(..field.len() - rest.len())
    }

    /// The certificate from this field on.
    pub(crate) fn starting_at(&self, field: usize) -> Option<&[u8]> {
        let (_, certificate) = element(&self.der, SEQUENCE)?;
        let (_, signed_part) = element(certificate, SEQUENCE)?;
        let mut rest = element(signed_part, VERSION).map_or(signed_part, |(rest, _)| rest);
        for place in 0..field {
            let tag = if place == SERIAL { INTEGER } else { SEQUENCE };
            (rest, _) = element(rest, tag)?;
        }
        Some(rest)
    }
}

/// The rest after the first element, and its content; `None` where the tag
/// differs.
pub(crate) fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
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
    use super::{CertificateFields, decimal};
    use crate::certificate::{authority, leaf, rsa};
    use channels::crypto::{RsaPublicKey, SignatureHash, SigningKey};
    use rcgen::{Issuer, KeyUsagePurpose};

    #[test]
    fn bytes_become_the_number_they_are() {
        assert_eq!(decimal(&[]), "0");
        assert_eq!(decimal(&[0x10, 0x39, 0x30, 0x85, 0x34]), "69678957876");
        let largest = "730750818665451459101842416358141509827966271487"; // 2^159 - 1
        assert_eq!(decimal(&[&[0x7f][..], &[0xff; 19]].concat()), largest);
    }

    #[test]
    fn what_is_no_certificate_has_no_fields() {
        for pem in [
            "",
            "text",
            "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        ] {
            let fields = CertificateFields::from_pem(pem);
            assert!(
                fields.is_none_or(|f| f.serial().is_none() && f.public_key().is_none()),
                "{pem:?}"
            );
        }
    }

    #[test]
    fn a_certificate_has_the_key_it_was_made_for() {
        let issuer = rsa().expect("a key");
        let issuer = Issuer::new(authority("Test", &issuer, 0).expect("its name"), issuer);
        let pair = leaf("Test", KeyUsagePurpose::DigitalSignature, &issuer).expect("a certificate");
        let fields = CertificateFields::from_pem(&pair.cert).expect("reads");
        let channel = channels::unionpay::Certificate::from_pem(&pair.cert).expect("reads");
        assert_eq!(
            fields.decimal_serial().as_deref(),
            Some(channel.serial_decimal())
        );
        let public = RsaPublicKey::from_spki(fields.public_key().expect("a key")).expect("a key");
        let key = SigningKey::from_pem(pair.key.expose()).expect("a key");
        assert!(public.verifies(SignatureHash::Sha256, b"text", &key.sign(b"text")));
    }
}
