//! Header fields, read as RFC 9421 signs them.

use axum::http::HeaderMap;
use domain::refusal::{Code, Refusal};
use sfv::{Dictionary, ListSerializer, Parser};

/// Longest value of a field, all its lines together.
const FIELD_MAX_BYTES: usize = 8 * 1024;

/// All lines of a field as one value (RFC 9421 section 2.1): trimmed, joined
/// by comma and space; `None` when the field is absent.
///
/// # Errors
/// [`Code::SignatureInvalid`] for bytes outside visible ASCII, or too many.
pub(super) fn combined(headers: &HeaderMap, name: &str) -> Result<Option<String>, Refusal> {
    let mut lines = Vec::new();
    let mut length = 0;
    for value in headers.get_all(name) {
        let text = value
            .to_str()
            .map_err(|_| invalid(format!("the field {name} has bytes outside ASCII")))?
            .trim_matches([' ', '\t']);
        lines.push(text);
        length += text.len() + 2;
        if length > FIELD_MAX_BYTES + 2 {
            return Err(invalid(format!("the field {name} is too long")));
        }
    }
    Ok((!lines.is_empty()).then(|| lines.join(", ")))
}

/// One member of a dictionary field, strictly serialized (RFC 9421 section
/// 2.1.2); `None` when the field or the member is absent.
///
/// # Errors
/// [`Code::SignatureInvalid`] for a field that is no dictionary, and as
/// [`combined`].
pub(super) fn member(
    headers: &HeaderMap,
    name: &str,
    key: &str,
) -> Result<Option<String>, Refusal> {
    let Some(value) = combined(headers, name)? else {
        return Ok(None);
    };
    let members: Dictionary = Parser::new(&value)
        .parse()
        .map_err(|_| invalid(format!("the field {name} is not a dictionary")))?;
    let found = members.iter().find(|(of, _)| of.as_str() == key);
    Ok(found.and_then(|(_, entry)| {
        let mut serializer = ListSerializer::new();
        serializer.members([entry]);
        serializer.finish()
    }))
}

/// A refusal with [`Code::SignatureInvalid`].
pub(super) fn invalid(detail: impl Into<String>) -> Refusal {
    Refusal::new(Code::SignatureInvalid, detail)
}
