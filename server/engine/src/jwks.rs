//! The provider's key, which signs events and return addresses, and the JSON
//! Web Key Set (RFC 7517) that malls verify with.
//!
//! One Ed25519 key. Its `kid` is its thumbprint (RFC 7638), which can be
//! computed from the public key.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::pem::{self, PemError, SectionKind};
use domain::secret::Secret;
use serde_json::{Value, json};

/// The text in the settings is not an Ed25519 key in PKCS#8 PEM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderKeyError {
    /// Not a PEM text with one `PRIVATE KEY`.
    #[error("the provider's key: {0}")]
    Pem(#[from] PemError),
    /// A key of another kind.
    #[error("the provider's key is not an Ed25519 key in PKCS#8")]
    Rejected,
}

/// The provider's signing key.
pub struct ProviderKey {
    pair: Ed25519KeyPair,
    kid: String,
}

impl ProviderKey {
    /// From PKCS#8 PEM, with or without the public half.
    ///
    /// # Errors
    /// [`ProviderKeyError`].
    pub fn from_pem(pem: &Secret) -> Result<Self, ProviderKeyError> {
        let der = pem::decode(pem.expose(), SectionKind::PrivateKey)?;
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
            .map_err(|_| ProviderKeyError::Rejected)?;
        let kid = thumbprint(&x(&pair));
        Ok(Self { pair, kid })
    }

    /// The key's id: its RFC 7638 thumbprint.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// An Ed25519 signature of `message`, 64 bytes.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes.copy_from_slice(self.pair.sign(message).as_ref());
        bytes
    }

    /// The JWK Set with the public half, for `/.well-known/jwks.json`.
    pub fn jwks(&self) -> Value {
        json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "x": x(&self.pair),
            "kid": self.kid, "use": "sig", "alg": "EdDSA",
        }] })
    }
}

impl std::fmt::Debug for ProviderKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProviderKey({})", self.kid)
    }
}

/// The public key as a JWK's `x` (RFC 8037).
fn x(pair: &Ed25519KeyPair) -> String {
    URL_SAFE_NO_PAD.encode(pair.public_key().as_ref())
}

/// RFC 7638: SHA-256 of the required members in alphabetical order.
fn thumbprint(x: &str) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    URL_SAFE_NO_PAD.encode(digest(&SHA256, members.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::ProviderKey;
    use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use domain::secret::Secret;
    use testkit::keys::PROVIDER_KEY;

    #[test]
    fn the_kid_is_the_thumbprint_of_the_rfc() {
        let key = ProviderKey::from_pem(&Secret::new(PROVIDER_KEY)).expect("a key");
        assert_eq!(key.kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        let jwks = key.jwks();
        assert_eq!(
            jwks["keys"][0]["x"],
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
        );
        let x = URL_SAFE_NO_PAD
            .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
            .expect("base64");
        let public = UnparsedPublicKey::new(&ED25519, x);
        assert!(public.verify(b"message", &key.sign(b"message")).is_ok());
        assert!(public.verify(b"massage", &key.sign(b"message")).is_err());
    }

    #[test]
    fn other_texts_are_refused_and_debug_shows_only_the_kid() {
        let public = PROVIDER_KEY.replace("PRIVATE", "PUBLIC");
        let cut = PROVIDER_KEY.replace("rn9g", "");
        for bad in ["", "key", &public, &cut] {
            assert!(ProviderKey::from_pem(&Secret::new(bad)).is_err(), "{bad}");
        }
        let exported = PROVIDER_KEY.replace('\n', "\r\n");
        let exported = format!("\u{feff}Bag Attributes\r\n    localKeyID: 01\r\n{exported}");
        let key = ProviderKey::from_pem(&Secret::new(&exported)).expect("the same key");
        assert_eq!(
            format!("{key:?}"),
            "ProviderKey(kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k)"
        );
    }
}
