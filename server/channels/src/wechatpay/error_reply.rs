//! The code of an error, and codes that are queried after.

use super::json;
use crate::outcome::UnknownReason;
use serde::Deserialize;

#[derive(Deserialize)]
struct ErrorReply {
    code: String,
}

/// The code in the body of an error.
pub(super) fn code(body: &[u8]) -> Option<String> {
    json::read(body).map(|ErrorReply { code }| code)
}

/// A code or state after which to query. Only short plain ones are logged.
pub(super) fn pending(code: &str) -> UnknownReason {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let short = (1..=32).contains(&code.len()) && code.bytes().all(plain);
    UnknownReason::PendingCode(if short { code } else { "?" }.to_owned())
}
