//! Encrypts what only the provider may read, with AES-256-GCM and the `APIv3`
//! key: the content of notices, and platform certificates (wire facts 2.2).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::secret::Secret;
use serde::Serialize;

/// The `APIv3` key.
pub(super) struct ResourceKey(LessSafeKey);

/// An encrypted text, as it is written in JSON.
#[derive(Debug, Serialize)]
pub(super) struct EncryptedResource {
    pub(super) algorithm: &'static str,
    pub(super) nonce: String,
    pub(super) associated_data: &'static str,
    /// Base64 of the cipher text and the tag of 16 bytes.
    pub(super) ciphertext: String,
}

impl ResourceKey {
    /// The key; `None` unless it has 32 bytes.
    pub(super) fn new(api_v3_key: &Secret) -> Option<Self> {
        let key = UnboundKey::new(&AES_256_GCM, api_v3_key.expose().as_bytes()).ok()?;
        Some(Self(LessSafeKey::new(key)))
    }

    /// Encrypts `plain`. The nonce is `NONCE_LEN` characters of ASCII, and new
    /// for every text.
    ///
    /// # Errors
    /// The nonce has another length.
    pub(super) fn encrypt(
        &self,
        plain: &str,
        associated_data: &'static str,
        nonce: String,
    ) -> Result<EncryptedResource, Unspecified> {
        let unique = Nonce::try_assume_unique_for_key(nonce.as_bytes())?;
        let mut bytes = plain.as_bytes().to_vec();
        let aad = Aad::from(associated_data.as_bytes());
        self.0.seal_in_place_append_tag(unique, aad, &mut bytes)?;
        Ok(EncryptedResource {
            algorithm: "AEAD_AES_256_GCM",
            nonce,
            associated_data,
            ciphertext: STANDARD.encode(bytes),
        })
    }

    /// The length of a nonce.
    pub(super) const NONCE: usize = NONCE_LEN;
}
