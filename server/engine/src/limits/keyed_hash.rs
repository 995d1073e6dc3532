//! The hash under which a budget is stored: HMAC-SHA-256 with a key derived
//! from the seal key (HKDF-SHA-256). Without the key nobody can try all phone
//! numbers, which are few.

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::hmac::{self, HMAC_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::secret::Secret;

/// Bytes of the hash that are kept.
const KEPT: usize = 16;

/// The key of the hash.
pub(super) struct KeyedHash(hmac::Key);

impl KeyedHash {
    /// With a key derived from the one in the settings.
    pub(super) fn new(seal_key: &Secret) -> Self {
        let salt = Salt::new(HKDF_SHA256, b"paydesk-rate-limits.v1");
        let derived = salt.extract(seal_key.expose().trim().as_bytes());
        let okm = derived.expand(&[b"subject"], HMAC_SHA256);
        Self(okm.expect("a hash's own length is allowed").into())
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
    use domain::secret::Secret;

    #[test]
    fn a_hash_is_the_same_under_one_key_only_and_does_not_show_the_value() {
        let (key, other) = (
            KeyedHash::new(&Secret::new("a")),
            KeyedHash::new(&Secret::new("b")),
        );
        let hash = key.of(b"13800138000");
        assert_eq!(hash, key.of(b"13800138000"));
        assert_ne!(hash, key.of(b"13800138001"));
        assert_ne!(hash, other.of(b"13800138000"));
        assert!(hash.len() == 22 && !hash.contains("138001380"), "{hash}");
    }
}
