//! Signing messages (wire facts 1.3).
//!
//! The fields with `certId` are sorted and joined; their SHA-256 as 64
//! lower-case hex characters is signed with `SHA256withRSA`. By UnionPay's rule
//! the text is thus hashed twice.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::fields::{MessageFields, SIGNATURE};
use crate::certificate::Certificate;
use crate::crypto::{SigningKey, sha256_hex};

/// The provider's signing key and the serial number of its certificate.
#[derive(Debug)]
pub(super) struct MessageSigner {
    key: SigningKey,
    cert_id: String,
}

impl MessageSigner {
    /// With a key and its certificate, which the caller has matched.
    pub(super) fn new(key: SigningKey, certificate: &Certificate) -> Self {
        Self {
            key,
            cert_id: certificate.serial_decimal().to_owned(),
        }
    }

    /// Adds `certId` and `signature`.
    pub(super) fn sign(&self, fields: &mut MessageFields) {
        fields.set("certId", &self.cert_id);
        let digest = sha256_hex(fields.signed_text().as_bytes());
        fields.set(
            SIGNATURE,
            &STANDARD.encode(self.key.sign(digest.as_bytes())),
        );
    }
}
