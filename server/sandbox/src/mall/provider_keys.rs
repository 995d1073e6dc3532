//! The provider's public keys, from its JWKS: fetched at the first need,
//! kept, and fetched again when a signature fits none of them (a new key),
//! but not more often than twice a minute, so that forged messages cannot
//! make this mall flood the desk.

use super::desk_client::{DeskClient, NoAnswer};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use domain::clock::At;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Seconds between two fetches.
const FETCH_EVERY_S: i64 = 30;

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
