//! The provider's public keys from its JWK set: fetched when first needed, and
//! again when no key verifies a signature (a new key), at most twice a minute,
//! so that forged messages cannot flood Paydesk with requests.

use super::desk_client::{DeskClient, NoAnswer};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use domain::clock::At;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Seconds between two fetches.
const FETCH_EVERY_S: i64 = 30;

/// The keys fetched so far.
#[derive(Debug, Default)]
pub(crate) struct ProviderKeys {
    keys: Mutex<Vec<Vec<u8>>>,
    /// When the keys were last fetched. Locked during a fetch, so that several
    /// messages wait for one fetch.
    fetched_at: tokio::sync::Mutex<Option<At>>,
}

impl ProviderKeys {
    /// True when one of the provider's keys signed `message`.
    ///
    /// # Errors
    /// [`NoAnswer`] when the keys are needed and cannot be fetched: the
    /// signature is not checked, and the sender should retry.
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
