//! The provider's public keys, from its JWKS: fetched at the first need,
//! kept, and fetched again when a signature fits none of them (a new key),
//! but not more often than twice a minute, so that forged messages cannot
//! make this mall flood the desk.

use super::desk_client::{DeskClient, NoAnswer};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::At;
use serde::Deserialize;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Seconds between two fetches.
const FETCH_EVERY_S: i64 = 30;

/// A JWK set as the desk publishes it; keys of other kinds are passed over.
#[derive(Debug, Deserialize)]
pub(crate) struct KeySet {
    keys: Vec<Jwk>,
}

#[derive(Debug, Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
}

impl KeySet {
    /// The raw Ed25519 keys in it (RFC 8037).
    fn ed25519(&self) -> Vec<Vec<u8>> {
        let key = |jwk: &Jwk| {
            let fits = jwk.kty == "OKP" && jwk.crv.as_deref() == Some("Ed25519");
            let bytes = URL_SAFE_NO_PAD.decode(jwk.x.as_deref()?).ok()?;
            (fits && bytes.len() == 32).then_some(bytes)
        };
        self.keys.iter().filter_map(key).collect()
    }
}

/// The keys known so far.
#[derive(Debug, Default)]
pub(crate) struct ProviderKeys {
    keys: Mutex<Vec<Vec<u8>>>,
    /// When the keys were last had. Held while they are fetched, so that two
    /// messages at once wait for one fetch.
    fetched_at: tokio::sync::Mutex<Option<At>>,
}

impl ProviderKeys {
    /// True when one of the provider's keys signed `message`.
    ///
    /// # Errors
    /// [`NoAnswer`] when the keys are needed and cannot be had: the question
    /// is open, so the sender should come again.
    pub(crate) async fn signed(
        &self,
        desk: &DeskClient,
        message: &[u8],
        signatures: &[Vec<u8>],
        now: At,
    ) -> Result<bool, NoAnswer> {
        if self.fits(message, signatures) {
            return Ok(true);
        }
        let mut fetched_at = self.fetched_at.lock().await;
        if fetched_at.is_none_or(|at| at.plus_s(FETCH_EVERY_S) <= now) {
            let set = desk.key_set().await?;
            *self.known() = set.ed25519();
            *fetched_at = Some(now);
        }
        Ok(self.fits(message, signatures))
    }

    fn fits(&self, message: &[u8], signatures: &[Vec<u8>]) -> bool {
        let by = |key: &Vec<u8>| {
            let key = UnparsedPublicKey::new(&ED25519, key);
            signatures.iter().any(|s| key.verify(message, s).is_ok())
        };
        self.known().iter().any(by)
    }

    fn known(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::KeySet;

    #[test]
    fn only_ed25519_keys_are_taken() {
        let set: KeySet = serde_json::from_str(
            r#"{"keys":[
                {"kty":"OKP","crv":"Ed25519","kid":"a","use":"sig","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"},
                {"kty":"OKP","crv":"X25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"},
                {"kty":"OKP","crv":"Ed25519","x":"c2hvcnQ"},
                {"kty":"RSA","n":"AQAB","e":"AQAB"}]}"#,
        )
        .expect("reads");
        assert_eq!(set.ed25519().len(), 1);
    }
}
