//! A secret as a form brings it: read into a [`Secret`] at once, so that no
//! argument of a server function shows in `Debug` or stays in memory.

use domain::secret::Secret;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that must never be shown: card number, name, code. Missing fields
/// are empty ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written(Secret);

impl Written {
    /// The secret inside.
    pub(crate) fn into_secret(self) -> Secret {
        self.0
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(Secret::new(text)))
    }
}

impl Serialize for Written {
    /// Asked for by the shape of server functions only: a browser would write
    /// what was typed. On the server nothing writes it, and it stays empty.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str("")
    }
}

#[cfg(test)]
mod tests {
    use super::Written;

    #[test]
    fn it_is_read_and_never_shown() {
        let written: Written = serde_json::from_str("\"6222021234567890\"").expect("a string");
        assert_eq!(format!("{written:?}"), "Written(Secret(..))");
        assert_eq!(serde_json::to_string(&written).expect("a string"), "\"\"");
        assert_eq!(written.into_secret().expose(), "6222021234567890");
    }
}
