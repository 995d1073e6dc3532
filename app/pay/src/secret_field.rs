//! A secret field of a form. It is deserialized into a [`Secret`], so that no
//! argument of a server function shows in `Debug` or stays in memory.

use domain::secret::Secret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that is never shown: card number, name, SMS code. A missing field is
/// empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct SecretField(Secret);

impl SecretField {
    /// True for the empty text.
    #[cfg(feature = "ssr")]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The secret inside.
    pub(crate) fn into_secret(self) -> Secret {
        self.0
    }
}

impl<'de> Deserialize<'de> for SecretField {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(Secret::new(text)))
    }
}

impl Serialize for SecretField {
    /// Serializes as empty. Server functions require the trait, but only a
    /// browser would serialize their arguments.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("")
    }
}

#[cfg(test)]
mod tests {
    use super::SecretField;

    #[test]
    fn it_is_read_and_never_shown() {
        let field: SecretField = serde_json::from_str("\"6222021234567890\"").expect("a string");
        assert_eq!(format!("{field:?}"), "SecretField(Secret(..))");
        assert_eq!(serde_json::to_string(&field).expect("a string"), "\"\"");
        assert_eq!(field.into_secret().expose(), "6222021234567890");
    }
}
