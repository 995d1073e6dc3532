//! The fields of a message, and the text that is signed.
//!
//! Values may be card data, so `Debug` shows only names, and values are wiped
//! on drop.

use std::collections::BTreeMap;
use zeroize::Zeroize;

/// The field of the signature, which is not part of the signed text.
pub(super) const SIGNATURE: &str = "signature";

/// The most fields of a message; real ones have about 30.
pub(super) const FIELDS_MAX: usize = 128;
/// The longest field name; real ones have up to 20 characters.
const NAME_MAX_BYTES: usize = 64;

/// The fields of one message, sorted by name. Names are unique ASCII letters
/// and digits.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct MessageFields(BTreeMap<String, String>);

/// Why a field was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MessageFieldError {
    /// Not a valid name.
    Name,
    /// A duplicate name: it would be ambiguous which one was signed.
    Duplicate,
    /// More than [`FIELDS_MAX`].
    TooMany,
}

impl MessageFields {
    /// No fields yet.
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Sets a field of a message to send. Values are trimmed; an empty one is
    /// left out [O: SDKUtil.filterBlank].
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Adds a field of a received message, unchanged. An empty value still
    /// counts as a use of its name; [`MessageFields::without_empty`] removes
    /// it.
    pub(super) fn add(&mut self, name: &str, value: &str) -> Result<(), MessageFieldError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if name.is_empty() || name.len() > NAME_MAX_BYTES || !name.bytes().all(plain) {
            return Err(MessageFieldError::Name);
        }
        if self.0.len() >= FIELDS_MAX {
            return Err(MessageFieldError::TooMany);
        }
        if self.0.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(MessageFieldError::Duplicate);
        }
        Ok(())
    }

    /// Removes empty values, which are not part of the signed text.
    pub(super) fn without_empty(mut self) -> Self {
        self.0.retain(|_, value| !value.is_empty());
        self
    }

    /// A field's value.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All fields, sorted by name.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The text that both sides hash: `k=v&k=v...` sorted by name in ASCII
    /// order, values unchanged, without the signature [O, V].
    pub(super) fn signed_text(&self) -> zeroize::Zeroizing<String> {
        let mut text = zeroize::Zeroizing::new(String::with_capacity(self.text_len()));
        for (name, value) in self.iter().filter(|(name, _)| *name != SIGNATURE) {
            if !text.is_empty() {
                text.push('&');
            }
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
        text
    }

    /// The capacity of the text: growing would leave a copy in memory.
    fn text_len(&self) -> usize {
        self.iter()
            .map(|(name, value)| name.len() + value.len() + 2)
            .sum()
    }
}

impl Drop for MessageFields {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl std::fmt::Debug for MessageFields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{MessageFieldError, MessageFields};

    #[test]
    fn sorted_joined_and_without_the_signature() {
        let mut fields = MessageFields::new();
        for (name, value) in [
            ("txnAmt", "1"),
            ("Zed", "z"),
            ("signature", "s"),
            ("b", " x= y& "),
        ] {
            fields.set(name, value);
        }
        fields.set("empty", "  ");
        assert_eq!(fields.signed_text().as_str(), "Zed=z&b=x= y&&txnAmt=1");
        assert!(
            !format!("{fields:?}").contains("x= y"),
            "values are not for logs"
        );
    }

    #[test]
    fn received_fields_are_kept_unchanged_and_once() {
        let mut fields = MessageFields::new();
        assert_eq!(fields.add("a", " 1 "), Ok(()));
        assert_eq!(fields.add("empty", ""), Ok(()));
        assert_eq!(fields.add("empty", "x"), Err(MessageFieldError::Duplicate));
        assert_eq!(fields.add("a", " 1 "), Err(MessageFieldError::Duplicate));
        for name in ["", "a b", "a=b", "字", &"n".repeat(65)] {
            assert_eq!(
                fields.add(name, "v"),
                Err(MessageFieldError::Name),
                "{name:?}"
            );
        }
        let mut many = MessageFields::new();
        let refused = (0..200).find_map(|n| many.add(&format!("n{n}"), "v").err());
        assert_eq!(refused, Some(MessageFieldError::TooMany));
    }
}
