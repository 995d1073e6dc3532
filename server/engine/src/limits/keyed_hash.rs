//! The hash under which a budget is stored: HMAC-SHA-256 with a key derived
//! from the first seal key. There are few phone numbers: without a key, all of
//! them could be hashed and compared.

use crate::seal::{SealKeyError, derived_keys};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::secret::Secret;

/// Bytes of the hash that are kept.
const KEPT: usize = 16;

/// The key of the hash.
pub(super) struct KeyedHash(hmac::Key);

impl KeyedHash {
    /// With a key derived from the first seal key. Under another first key all
    /// budgets are full.
    ///
    /// # Errors
    /// [`SealKeyError`].
    pub(super) fn new(seal_keys: &Secret) -> Result<Self, SealKeyError> {
        let derived = derived_keys(seal_keys)?;
        let okm = derived[0].expand(&[b"rate-limits"], HMAC_SHA256);
        okm.map(|okm| Self(okm.into())).map_err(|_| SealKeyError)
    }

    /// The hash of a value.
    pub(super) fn of(&self, value: &[u8]) -> String {
        let tag = hmac::sign(&self.0, value);
        URL_SAFE_NO_PAD.encode(&tag.as_ref()[..KEPT])
    }
}

#[cfg(test)]
mod tests {
    use super::KeyedHash;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use domain::secret::Secret;

    #[test]
    fn a_hash_is_the_same_under_one_key_only_and_does_not_show_the_value() {
        let line = |seed: u8| STANDARD.encode([seed; 32]);
        let hash_under = |keys: String| KeyedHash::new(&Secret::new(keys)).expect("seal keys");
        let (key, other) = (hash_under(line(7)), hash_under(line(8)));
        let hash = key.of(b"13800138000");
        assert_eq!(hash, key.of(b"13800138000"));
        assert_ne!(hash, key.of(b"13800138001"));
        assert_ne!(hash, other.of(b"13800138000"));
        let with_older = hash_under(format!("{}\n{}", line(7), line(8)));
        assert_eq!(hash, with_older.of(b"13800138000"), "the first key counts");
        assert!(hash.len() == 22 && !hash.contains("138001380"), "{hash}");
    }
}
