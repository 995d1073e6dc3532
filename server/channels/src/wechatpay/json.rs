//! JSON bodies. An object with a field twice is refused: it would be unclear
//! which one counts.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A body; `None` if it is no such object.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    serde_json::from_slice(body).ok()
}

/// The body of a message.
///
/// # Panics
/// Never: messages are structs of texts and numbers.
pub(super) fn write(message: &impl Serialize) -> String {
    serde_json::to_string(message).expect("a struct of texts and numbers is JSON")
}
