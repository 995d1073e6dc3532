//! Covered components (RFC 9421 section 2): what a signature says it signs.

use domain::refusal::Refusal;
use sfv::{BareItem, Item};

use super::fields::invalid;

/// A covered component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Component {
    /// A header field, or a derived component that takes no parameter.
    Plain(String),
    /// `"@query-param";name="x"`: one parameter of the query (section 2.2.8).
    QueryParameter(String),
    /// `"field";key="x"`: one member of a dictionary field (section 2.1.2).
    Member {
        /// The field.
        field: String,
        /// The key of the member.
        key: String,
    },
}

impl Component {
    /// Reads one member of a label's list.
    ///
    /// # Errors
    /// `signature_invalid` for anything but a name in lower case, and for
    /// parameters that are not supported (`sf`, `bs`, `req`, `tr`).
    pub(super) fn of(item: &Item) -> Result<Self, Refusal> {
        let Some(name) = item.bare_item.as_string().map(|s| s.as_str().to_owned()) else {
            return Err(invalid("a covered component is not a string"));
        };
        if name.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(invalid("component names are in lower case"));
        }
        let mut parameters = item.params.iter();
        let parameter = parameters.next();
        let value = |value: &BareItem| value.as_string().map(|text| text.as_str().to_owned());
        let read = match parameter.map(|(key, of)| (key.as_str(), value(of))) {
            None if name != "@query-param" => Some(Self::Plain(name)),
            Some(("name", Some(of))) if name == "@query-param" => Some(Self::QueryParameter(of)),
            Some(("key", Some(key))) if !name.starts_with('@') => {
                Some(Self::Member { field: name, key })
            }
            _ => None,
        };
        read.filter(|_| parameters.next().is_none()).ok_or_else(|| {
            invalid("of component parameters only \"@query-param\";name= and \"field\";key= are supported")
        })
    }

    /// The component as a line of the signature base begins with it. A
    /// parameter is not escaped: one that needs it names nothing that exists.
    pub(super) fn identifier(&self) -> String {
        match self {
            Self::Plain(name) => format!("\"{name}\""),
            Self::QueryParameter(name) => format!("\"@query-param\";name=\"{name}\""),
            Self::Member { field, key } => format!("\"{field}\";key=\"{key}\""),
        }
    }
}
