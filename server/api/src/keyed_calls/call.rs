//! The identity of a keyed call.

use domain::ids::MallId;
use domain::refusal::{Code, Refusal};

/// A call by its `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct KeyedCall {
    /// The mall that called.
    pub mall_id: MallId,
    /// Method and path.
    pub route: String,
    /// The mall's key.
    pub key: String,
    /// SHA-256 of the body, base64.
    pub body_hash: String,
}

/// The refusal of a call whose key was used for another body.
pub(super) fn key_reused() -> Refusal {
    Refusal::new(
        Code::IdempotencyKeyReused,
        "this Idempotency-Key was used for another body",
    )
}
