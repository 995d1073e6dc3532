//! The fields of one message and the text that is signed.
//!
//! A sorted map of names to non-empty values. Values may be card data, so
//! `Debug` shows names only and the values are wiped when dropped.

use std::collections::BTreeMap;
use zeroize::Zeroize;

/// The signature's own field: the one left out of the signed text.
pub(super) const SIGNATURE: &str = "signature";

/// Most fields in one message: real ones have about 30.
pub(super) const FIELDS_MAX: usize = 128;
/// Longest field name: real ones have up to 20 characters.
const NAME_MAX_BYTES: usize = 64;

/// The fields of one message. Names are unique ASCII letters and digits;
/// no value is empty.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Fields(BTreeMap<String, String>);

/// A field that cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldError {
    /// A name that is no name.
    Name,
    /// The same name twice: which one was signed is anybody's guess.
    Twice,
    /// More than [`FIELDS_MAX`].
    TooMany,
}

impl Fields {
    /// No fields yet.
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Sets a field of a message of ours. Values are trimmed, and an empty
    /// one is left out, before signing and on the wire alike [O:
    /// SDKUtil.filterBlank].
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.0.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Takes a field of a message of theirs, untouched. An empty value is
    /// not part of the signed text and is left out, but its name counts.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<(), FieldError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if name.is_empty() || name.len() > NAME_MAX_BYTES || !name.bytes().all(plain) {
            return Err(FieldError::Name);
        }
        if self.0.len() >= FIELDS_MAX {
            return Err(FieldError::TooMany);
        }
        if self.0.insert(name.to_owned(), value.to_owned()).is_some() {
            return Err(FieldError::Twice);
        }
        Ok(())
    }

    /// Ends the reading of a message of theirs: empty values go.
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

    /// `k=v&k=v...` sorted by name in ASCII order, values as they are, the
    /// signature left out: what both sides hash [O, V].
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

    /// Room for the whole text, so that it never moves and leaves no copy.
    fn text_len(&self) -> usize {
        self.iter()
            .map(|(name, value)| name.len() + value.len() + 2)
            .sum()
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{FieldError, Fields};

    #[test]
    fn sorted_joined_and_without_the_signature() {
        let mut fields = Fields::new();
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
    fn their_fields_are_taken_as_they_are_once() {
        let mut fields = Fields::new();
        assert_eq!(fields.take("a", " 1 "), Ok(()));
        assert_eq!(fields.take("empty", ""), Ok(()));
        assert_eq!(fields.take("empty", "x"), Err(FieldError::Twice));
        assert_eq!(fields.take("a", " 1 "), Err(FieldError::Twice));
        for name in ["", "a b", "a=b", "字", &"n".repeat(65)] {
            assert_eq!(fields.take(name, "v"), Err(FieldError::Name), "{name:?}");
        }
        let mut many = Fields::new();
        let refused = (0..200).find_map(|n| many.take(&format!("n{n}"), "v").err());
        assert_eq!(refused, Some(FieldError::TooMany));
    }
}
