//! The mall's Ed25519 key, which signs every request and every signed link. The
//! private key does not leave this file.

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::secret::Secret;

/// The text is not an Ed25519 private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mall's private key is not an Ed25519 key in PEM (PKCS#8)")]
pub struct SigningKeyError;

/// A signing key and its id at Paydesk.
pub struct MallSigningKey {
    id: String,
    pair: Ed25519KeyPair,
}

impl MallSigningKey {
    /// From a `PRIVATE KEY` block, as `openssl genpkey -algorithm ED25519`
    /// writes it. `id` is the `keyid` registered at Paydesk.
    ///
    /// # Errors
    /// [`SigningKeyError`] for any other text.
    pub fn from_pem(id: &str, pem: &Secret) -> Result<Self, SigningKeyError> {
        let inner = pem
            .expose()
            .trim()
            .strip_prefix("-----BEGIN PRIVATE KEY-----")
            .and_then(|rest| rest.strip_suffix("-----END PRIVATE KEY-----"))
            .ok_or(SigningKeyError)?;
        let compact = Secret::new(inner.split_whitespace().collect::<String>());
        let der = STANDARD
            .decode(compact.expose())
            .map_err(|_| SigningKeyError)?;
        let pair = Ed25519KeyPair::from_pkcs8(&der).map_err(|_| SigningKeyError)?;
        Ok(Self {
            id: id.to_owned(),
            pair,
        })
    }

    /// The `keyid` (RFC 9421) and `iss` (signed link).
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The signature of `message`, 64 bytes.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }

    /// The public key, 32 bytes.
    #[cfg(test)]
    pub(crate) fn public(&self) -> Vec<u8> {
        use aws_lc_rs::signature::KeyPair as _;
        self.pair.public_key().as_ref().to_vec()
    }
}

impl std::fmt::Debug for MallSigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MallKey({})", self.id)
    }
}
