//! `Signature-Input` and `Signature`, read before anything is verified.
//!
//! Both are dictionaries of RFC 9651. Length and number are limited, so that an
//! unauthenticated request costs little. A label that cannot be read (a
//! component that is not supported, no `created`, no `keyid`) may be a proxy's
//! and is ignored (RFC 9421 section 3.2). If none can be read, the refusal is
//! that of the first.

use axum::http::HeaderMap;
use domain::refusal::{Code, Refusal};
use sfv::{BareItem, Dictionary, InnerList, ListEntry, ListSerializer, Parser};

use super::component::Component;
use super::fields::{combined, invalid};

/// Maximum number of signatures verified per request.
const SIGNATURES_MAX: usize = 4;
/// Maximum number of components that a signature may cover.
const COMPONENTS_MAX: usize = 32;

/// One signature with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SignatureInput {
    /// The covered components, in order, each once.
    pub components: Vec<Component>,
    /// When it was made, Unix seconds.
    pub created: i64,
    /// When it ends, Unix seconds.
    pub expires: Option<i64>,
    /// The id of its key.
    pub key_id: String,
    /// The algorithm, if it is named.
    pub algorithm: Option<String>,
    /// The signature itself.
    pub signature: Vec<u8>,
    /// The value of `@signature-params`: components and parameters,
    /// strictly serialized.
    pub params: String,
}

impl SignatureInput {
    /// True when the field or derived component of this name is covered whole.
    pub(crate) fn covers(&self, name: &str) -> bool {
        let plain = |c: &Component| matches!(c, Component::Plain(covered) if covered == name);
        self.components.iter().any(plain)
    }
}

/// The signatures of a request that can be read, in its order; at least one.
///
/// # Errors
/// [`Code::SignatureMissing`] without the fields,
/// [`Code::SignatureInvalid`] where none can be read.
pub(crate) fn read(headers: &HeaderMap) -> Result<Vec<SignatureInput>, Refusal> {
    let (Some(input), Some(signature)) = (
        combined(headers, "signature-input")?,
        combined(headers, "signature")?,
    ) else {
        return Err(Refusal::new(
            Code::SignatureMissing,
            "sign the request (RFC 9421): the fields Signature-Input and Signature are needed",
        ));
    };
    let inputs = dictionary(&input, "Signature-Input")?;
    let signatures = dictionary(&signature, "Signature")?;
    let (mut read, mut first_refusal) = (Vec::new(), None);
    for (label, entry) in &inputs {
        match read_label(entry, &signatures, label.as_str()) {
            Ok(input) => read.push(input),
            Err(refusal) => first_refusal = first_refusal.or(Some(refusal)),
        }
    }
    read.truncate(SIGNATURES_MAX);
    if read.is_empty() {
        Err(first_refusal.unwrap_or_else(|| invalid("Signature-Input is empty")))
    } else {
        Ok(read)
    }
}

fn dictionary(value: &str, name: &str) -> Result<Dictionary, Refusal> {
    Parser::new(value).parse().map_err(|_| {
        invalid(format!(
            "{name} is not a dictionary of structured fields (RFC 9651)"
        ))
    })
}

/// One label of both fields.
fn read_label(
    entry: &ListEntry,
    signatures: &Dictionary,
    label: &str,
) -> Result<SignatureInput, Refusal> {
    let ListEntry::InnerList(list) = entry else {
        return Err(invalid(
            "a member of Signature-Input is not a list of components",
        ));
    };
    let signature = signature_of(signatures, label)?;
    let components = components_of(list)?;
    let created = integer(list, "created")?
        .ok_or_else(|| invalid("the parameter `created` is needed (Unix seconds)"))?;
    let key_id =
        string(list, "keyid")?.ok_or_else(|| invalid("the parameter `keyid` is needed"))?;
    Ok(SignatureInput {
        components,
        created,
        expires: integer(list, "expires")?,
        key_id,
        algorithm: string(list, "alg")?,
        signature,
        params: serialized(list),
    })
}

fn signature_of(signatures: &Dictionary, label: &str) -> Result<Vec<u8>, Refusal> {
    let entry = signatures
        .iter()
        .find(|(key, _)| key.as_str() == label)
        .map(|(_, entry)| entry);
    match entry {
        Some(ListEntry::Item(item)) => item.bare_item.as_byte_sequence().map(<[u8]>::to_vec),
        _ => None,
    }
    .ok_or_else(|| invalid("Signature has no byte sequence under a label of Signature-Input"))
}

fn components_of(list: &InnerList) -> Result<Vec<Component>, Refusal> {
    if list.items.len() > COMPONENTS_MAX {
        return Err(invalid("too many covered components"));
    }
    let mut components = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let component = Component::of(item)?;
        if components.contains(&component) {
            return Err(invalid("a component is covered twice"));
        }
        components.push(component);
    }
    Ok(components)
}

fn param<'a>(list: &'a InnerList, name: &str) -> Option<&'a BareItem> {
    list.params
        .iter()
        .find(|(key, _)| key.as_str() == name)
        .map(|(_, value)| value)
}

fn integer(list: &InnerList, name: &str) -> Result<Option<i64>, Refusal> {
    match param(list, name) {
        None => Ok(None),
        Some(value) => value
            .as_integer()
            .map(|n| Some(i64::from(n)))
            .ok_or_else(|| invalid(format!("the parameter `{name}` is not an integer"))),
    }
}

fn string(list: &InnerList, name: &str) -> Result<Option<String>, Refusal> {
    match param(list, name) {
        None => Ok(None),
        Some(value) => value
            .as_string()
            .map(|text| Some(text.as_str().to_owned()))
            .ok_or_else(|| invalid(format!("the parameter `{name}` is not a string"))),
    }
}

fn serialized(list: &InnerList) -> String {
    let mut out = String::new();
    let mut serializer = ListSerializer::with_buffer(&mut out);
    {
        let mut inner = serializer.inner_list();
        inner.items(&list.items);
        let _params = inner.finish().parameters(&list.params);
    }
    let _whole = serializer.finish();
    out
}

#[cfg(test)]
mod tests;
