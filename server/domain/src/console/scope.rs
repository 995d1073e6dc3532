//! What a console shows: one merchant's, or the provider's own.

use crate::ids::MerchantId;
use std::fmt;

/// A console.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// A merchant's.
    Merchant(MerchantId),
    /// The provider's.
    Provider,
}

impl Scope {
    const PROVIDER: &'static str = "provider";

    /// Reads the text of the database and of addresses: a merchant's id, or
    /// `provider`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == Self::PROVIDER {
            return Some(Self::Provider);
        }
        MerchantId::parse(text).map(Self::Merchant)
    }

    /// The merchant; `None` for the provider.
    pub const fn merchant(&self) -> Option<&MerchantId> {
        match self {
            Self::Merchant(id) => Some(id),
            Self::Provider => None,
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Merchant(id) => id.as_str(),
            Self::Provider => Self::PROVIDER,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        for text in ["provider", "mer_00000000000000000000000000"] {
            assert_eq!(Scope::parse(text).expect(text).to_string(), text);
        }
        for text in ["", "Provider", "mal_00000000000000000000000000", "mer_"] {
            assert_eq!(Scope::parse(text), None, "{text}");
        }
    }
}
