//! An encrypted part of a message (wire facts 2.2): AES-256-GCM with the
//! `APIv3` key, in Base64 with the tag behind the ciphertext.

use crate::crypto::AesGcmKey;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use zeroize::Zeroizing;

/// An encrypted part.
#[derive(Deserialize)]
pub(super) struct EncryptedPart {
    algorithm: String,
    ciphertext: String,
    nonce: String,
    #[serde(default)]
    associated_data: Option<String>,
    /// What it is, in notices: `transaction` or `refund`.
    #[serde(default)]
    pub(super) original_type: Option<String>,
}

impl EncryptedPart {
    /// The plain bytes.
    ///
    /// # Errors
    /// The field at fault.
    pub(super) fn open(&self, key: &AesGcmKey) -> Result<Zeroizing<Vec<u8>>, &'static str> {
        if self.algorithm != "AEAD_AES_256_GCM" {
            return Err("algorithm");
        }
        let cipher = STANDARD
            .decode(&self.ciphertext)
            .map_err(|_| "ciphertext")?;
        let aad = self.associated_data.as_deref().unwrap_or_default();
        key.open(self.nonce.as_bytes(), aad.as_bytes(), &cipher)
            .map_err(|_| "ciphertext")
    }
}
