//! Verifies a signed request and signs an answer.
//!
//! The signed text is computed from the raw body by code of this crate (form
//! decoder, sorting, joining, hexadecimal), not by that of `channels`; only RSA
//! is shared. An error on one side is therefore found by the other.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{DecryptingKey, RsaKeyError, RsaPublicKey, SignatureHash, SigningKey};

use super::keys::NetworkKit;
use crate::certificate_fields::CertificateFields;

/// The fields of a message, by name.
pub(super) type MessageFields = BTreeMap<String, String>;

/// The most fields of a request; real ones have about 30.
const FIELDS_MAX: usize = 100;

/// Why a body was refused.
pub(super) enum EnvelopeError {
    /// Not a form, or a duplicate name. None of its fields is used.
    Garbled,
    /// A form without the institution's signature. Its fields are used only for
    /// the fields that the answer repeats.
    Unsigned(MessageFields),
}

/// The network's keys, ready for use.
#[derive(Debug)]
pub(super) struct NetworkKeys {
    signing: SigningKey,
    /// `signPubKeyCert`: CRLF between lines, none at the end.
    signing_cert: String,
    decrypting: DecryptingKey,
    /// The `encryptCertId` that a request must have.
    encrypt_cert_id: String,
    institution: RsaPublicKey,
    /// The `certId` that a request must have.
    institution_cert_id: String,
}

/// Why a kit cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// A key cannot be used.
    #[error("a sandbox key: {0}")]
    Key(#[from] RsaKeyError),
    /// A certificate cannot be read.
    #[error("a sandbox certificate cannot be read")]
    Certificate,
}

impl NetworkKeys {
    /// Reads the network's part of the kit.
    pub(super) fn new(kit: &NetworkKit) -> Result<Self, KeysError> {
        let read = |pem: &str| CertificateFields::from_pem(pem).ok_or(KeysError::Certificate);
        let serial = |cert: &CertificateFields| cert.decimal_serial().ok_or(KeysError::Certificate);
        let institution = read(&kit.institution_cert)?;
        let institution_key = institution.public_key().ok_or(KeysError::Certificate)?;
        let lines: Vec<&str> = kit.signing_cert.lines().map(str::trim_end).collect();
        Ok(Self {
            signing: SigningKey::from_pem(kit.signing_key.expose())?,
            signing_cert: lines.join("\r\n").trim_end().to_owned(),
            decrypting: DecryptingKey::from_pem(kit.decrypting_key.expose())?,
            encrypt_cert_id: serial(&read(&kit.encrypt_cert)?)?,
            institution: RsaPublicKey::from_spki(institution_key)?,
            institution_cert_id: serial(&institution)?,
        })
    }

    /// The fields of a request, if the institution signed exactly these.
    pub(super) fn open(&self, body: &[u8]) -> Result<MessageFields, EnvelopeError> {
        let fields = decode_form(body).ok_or(EnvelopeError::Garbled)?;
        let is = |name: &str, value: &str| fields.get(name).is_some_and(|v| v == value);
        let signature = fields
            .get("signature")
            .and_then(|s| STANDARD.decode(s).ok());
        let said = is("version", "5.1.0")
            && is("signMethod", "01")
            && is("certId", &self.institution_cert_id);
        let hash = hex_of_sha256(signed_text(&fields).as_bytes());
        let signed = signature.is_some_and(|s| {
            self.institution
                .verifies(SignatureHash::Sha256, hash.as_bytes(), &s)
        });
        if said && signed {
            Ok(fields)
        } else {
            Err(EnvelopeError::Unsigned(fields))
        }
    }

    /// Signs `fields` as UnionPay: adds `signPubKeyCert` and `signature`.
    pub(super) fn seal(&self, mut fields: MessageFields) -> MessageFields {
        fields.retain(|_, value| !value.is_empty());
        fields.insert("signPubKeyCert".to_owned(), self.signing_cert.clone());
        let hash = hex_of_sha256(signed_text(&fields).as_bytes());
        let signature = STANDARD.encode(self.signing.sign(hash.as_bytes()));
        fields.insert("signature".to_owned(), signature);
        fields
    }

    /// Decrypts a Base64 text that was encrypted for the network's certificate;
    /// `None` when that fails or the result is not text.
    pub(super) fn decrypt(&self, base64: &str) -> Option<String> {
        let plain = self
            .decrypting
            .decrypt(&STANDARD.decode(base64).ok()?)
            .ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }

    /// True for the `encryptCertId` of the network's certificate.
    pub(super) fn encrypts_to_us(&self, cert_id: &str) -> bool {
        cert_id == self.encrypt_cert_id
    }
}

/// The body of an answer: `k=v&k=v`, nothing escaped (wire facts 1.2).
pub(super) fn raw(fields: &MessageFields) -> String {
    let pairs: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
    pairs.join("&")
}

/// The form body of a notice, escaped as a browser would.
pub(super) fn form(fields: &MessageFields) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// The text to sign: all fields but the signature, sorted by name and joined.
fn signed_text(fields: &MessageFields) -> String {
    let mut pairs: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, value)| *name != "signature" && !value.is_empty())
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    pairs.sort_unstable_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
    let joined: Vec<String> = pairs.into_iter().map(|(k, v)| [k, v].join("=")).collect();
    joined.join("&")
}

/// SHA-256 as 64 lower-case hexadecimal digits.
pub(super) fn hex_of_sha256(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let hash = digest::digest(&digest::SHA256, bytes);
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    hash.as_ref()
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The fields of a form; `None` for any other body.
fn decode_form(body: &[u8]) -> Option<MessageFields> {
    let mut fields = MessageFields::new();
    for pair in body.split(|byte| *byte == b'&') {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        let (name, value) = (unescape(&pair[..at])?, unescape(&pair[at + 1..])?);
        let twice = fields.insert(name, value).is_some();
        if twice || fields.len() > FIELDS_MAX {
            return None;
        }
    }
    Some(fields)
}

/// `+` is a space and `%XX` a byte; the whole must be UTF-8.
fn unescape(text: &[u8]) -> Option<String> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (nibble(rest.next()?)?, nibble(rest.next()?)?);
                high << 4 | low
            }
            _ => byte,
        });
    }
    String::from_utf8(plain).ok()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{decode_form, hex_of_sha256, signed_text};

    #[test]
    fn a_form_is_read_byte_by_byte() {
        let fields = decode_form(b"b=1+2%2B3%3d&a=%E6%88%90&c=").expect("reads");
        assert_eq!(fields["b"], "1 2+3=");
        assert_eq!(fields["a"], "成");
        assert_eq!(
            signed_text(&fields),
            "a=成&b=1 2+3=",
            "sorted, without the empty one"
        );
        for bad in [
            &b""[..],
            b"a",
            b"a=1&a=2",
            b"a=%4",
            b"a=%zz",
            b"a=%ff",
            b"a=1&",
        ] {
            assert_eq!(decode_form(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn capitals_come_before_small_letters_and_the_signature_nowhere() {
        let fields = decode_form(b"b=2&signature=x&Z=1&aB=3&aa=4").expect("reads");
        assert_eq!(signed_text(&fields), "Z=1&aB=3&aa=4&b=2");
    }

    #[test]
    fn a_hash_known_to_everybody() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex_of_sha256(b"abc"), abc);
    }
}
