//! Parses the query or body of each call.

use domain::order::OrderDraft;
use domain::refund::RefundRequest;
use domain::refusal::{Code, Refusal};
use engine::strict_json;

/// The content of a call, from its query and body.
pub(super) trait Content: Sized {
    /// Parses it.
    ///
    /// # Errors
    /// [`Code::MalformedJson`], [`Code::BadRequest`], or the refusal of a
    /// field.
    fn read(query: &str, body: &[u8]) -> Result<Self, Refusal>;
}

/// A call without parameters: query and body are ignored.
impl Content for () {
    fn read(_query: &str, _body: &[u8]) -> Result<Self, Refusal> {
        Ok(())
    }
}

impl Content for OrderDraft {
    fn read(_query: &str, body: &[u8]) -> Result<Self, Refusal> {
        Self::from_value(&strict_json::parse(body)?, &[])
    }
}

impl Content for RefundRequest {
    fn read(_query: &str, body: &[u8]) -> Result<Self, Refusal> {
        Self::from_value(&strict_json::parse(body)?)
    }
}

/// A POST without fields: an empty body, or an empty object.
#[derive(Debug)]
pub(super) struct NoFields;

impl Content for NoFields {
    fn read(_query: &str, body: &[u8]) -> Result<Self, Refusal> {
        if body.is_empty() {
            return Ok(Self);
        }
        let value = strict_json::parse(body)?;
        domain::credentials::refuse_in(&value)?;
        match value.as_object().map(|fields| fields.keys().next()) {
            Some(None) => Ok(Self),
            Some(Some(name)) => Err(Refusal::at(
                Code::MalformedJson,
                strict_json::pointer(std::slice::from_ref(name)),
                "this call has no fields",
            )),
            None => Err(Refusal::new(
                Code::MalformedJson,
                "the body must be empty, or an empty object",
            )),
        }
    }
}
