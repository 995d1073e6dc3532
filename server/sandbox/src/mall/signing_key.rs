//! The mall's own Ed25519 key: every request, and every signed link, is
//! signed with it. The private half never leaves this file.

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::secret::Secret;

/// The key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the mall's private key is not an Ed25519 key in PEM (PKCS#8)")]
pub struct SigningKeyError;

/// A signing key and the id the desk knows it by.
pub struct MallSigningKey {
    id: String,
    pair: Ed25519KeyPair,
}

impl MallSigningKey {
    /// From a `PRIVATE KEY` block, as `openssl genpkey -algorithm ED25519`
    /// writes it; `id` is the `keyid` the desk knows it by.
    ///
    /// # Errors
    /// [`SigningKeyError`]: not such a block.
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

    /// The 64 bytes of the signature over `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }

    /// The public half, 32 bytes.
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
