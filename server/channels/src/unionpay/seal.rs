//! Our signature on a message (wire facts 1.3).
//!
//! `certId` in, fields sorted and joined, SHA-256 written as 64 lower-case
//! hex characters, those characters signed with `SHA256withRSA`, Base64. The
//! text is thus hashed twice; that is UnionPay's rule.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::certificate::Certificate;
use super::fields::{Fields, SIGNATURE};
use crate::crypto::{SigningKey, sha256_hex};

/// Our key and the number of its certificate.
#[derive(Debug)]
pub(super) struct Seal {
    key: SigningKey,
    cert_id: String,
}

impl Seal {
    /// A key with its certificate; the caller checked that they fit.
    pub(super) fn new(key: SigningKey, certificate: &Certificate) -> Self {
        Self {
            key,
            cert_id: certificate.serial_decimal().to_owned(),
        }
    }

    /// Adds `certId` and `signature`.
    pub(super) fn sign(&self, fields: &mut Fields) {
        fields.set("certId", &self.cert_id);
        let digest = sha256_hex(fields.signed_text().as_bytes());
        fields.set(
            SIGNATURE,
            &STANDARD.encode(self.key.sign(digest.as_bytes())),
        );
    }
}
