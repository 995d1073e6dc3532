//! Tests only: a fixed key of the mall, and the check of its signatures.

use super::signing_key::MallSigningKey;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use domain::secret::Secret;

/// RFC 9421's `test-key-ed25519` (appendix B.1.4).
pub(crate) const PEM: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----\n";

/// The key, with the id that tests use.
pub(crate) fn key() -> MallSigningKey {
    MallSigningKey::from_pem("jiangnan-1", &Secret::new(PEM)).expect("a good key")
}

/// True when the test key signed `message`.
pub(crate) fn verifies(message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, key().public())
        .verify(message, signature)
        .is_ok()
}
