//! URL-encoded forms: encoding requests, decoding notices.
//!
//! A notice is decoded as a web form (`+` is a blank, `%XX` a byte) in UTF-8.
//! Every request asks for UTF-8, so GBK, which ACP also allows, is refused.

use domain::secret::Secret;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;
use zeroize::Zeroizing;

use super::fields::MessageFields;
use super::raw::BODY_MAX_BYTES;

/// All characters except the unreserved ones are escaped; a blank as `%20`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Why a form was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FormError {
    /// Empty, too long, a malformed pair or a duplicate name.
    Unreadable,
    /// Not UTF-8; most likely GBK.
    NotUtf8,
}

/// The fields as a form body.
pub(super) fn encode(fields: &MessageFields) -> Secret {
    let room = fields
        .iter()
        .map(|(name, value)| name.len() + 3 * value.len() + 2)
        .sum();
    let mut body = Zeroizing::new(String::with_capacity(room));
    for (name, value) in fields.iter() {
        if !body.is_empty() {
            body.push('&');
        }
        body.push_str(name);
        body.push('=');
        body.extend(utf8_percent_encode(value, ESCAPED));
    }
    Secret::new(std::mem::take(&mut *body))
}

/// The fields of a form body.
pub(super) fn decode(body: &[u8]) -> Result<MessageFields, FormError> {
    if body.is_empty() || body.len() > BODY_MAX_BYTES {
        return Err(FormError::Unreadable);
    }
    let text = std::str::from_utf8(body).map_err(|_| FormError::NotUtf8)?;
    let mut fields = MessageFields::new();
    for pair in text.trim_end_matches(['\r', '\n']).split('&') {
        let (name, value) = pair.split_once('=').ok_or(FormError::Unreadable)?;
        let name = unescape(name)?;
        let value = unescape(value)?;
        fields
            .add(&name, &value)
            .map_err(|_| FormError::Unreadable)?;
    }
    Ok(fields.without_empty())
}

fn unescape(text: &str) -> Result<String, FormError> {
    let spaced: Cow<'_, str> = if text.contains('+') {
        text.replace('+', " ").into()
    } else {
        text.into()
    };
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(Cow::into_owned)
        .map_err(|_| FormError::NotUtf8)
}

#[cfg(test)]
mod tests {
    use super::{FormError, decode, encode};
    use crate::unionpay::fields::MessageFields;
    use proptest::prelude::*;

    #[test]
    fn a_form_is_read_as_a_browser_writes_it() {
        let fields = decode(b"a=1+2%2B3%3D&b=%E6%88%90%E5%8A%9F&c=").expect("reads");
        assert_eq!(fields.get("a"), Some("1 2+3="));
        assert_eq!(fields.get("b"), Some("成功"));
        assert_eq!(fields.get("c"), None);
    }

    #[test]
    fn other_bodies_are_refused() {
        for body in ["", "a", "a=1&a=2", "a=1&&b=2", "{\"a\":1}"] {
            assert_eq!(
                decode(body.as_bytes()).err(),
                Some(FormError::Unreadable),
                "{body}"
            );
        }
        assert_eq!(decode(b"a=%B3%C9%B9%A6").err(), Some(FormError::NotUtf8));
        assert_eq!(decode(b"a=\xb3\xc9").err(), Some(FormError::NotUtf8));
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_read_back(
            pairs in prop::collection::btree_map("[a-zA-Z][a-zA-Z0-9]{0,9}", "\\PC{1,20}", 1..9),
        ) {
            let mut fields = MessageFields::new();
            for (name, value) in &pairs {
                fields.set(name, value);
            }
            prop_assume!(fields.iter().next().is_some());
            let body = encode(&fields);
            prop_assert!(body.expose().is_ascii());
            prop_assert_eq!(decode(body.expose().as_bytes()).expect("reads"), fields.clone());
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&bytes);
        }
    }
}
