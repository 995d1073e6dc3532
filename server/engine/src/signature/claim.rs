//! `Signature-Input` and `Signature`: what a request claims to be signed
//! with, before anything is verified.
//!
//! Both are dictionaries of RFC 9651. Bounded in length and number, so that
//! an unknown sender costs little. A label that is not understood (component
//! parameters, no `created`, no `keyid`) is another's, a proxy's say, and is
//! left aside (RFC 9421 section 3.2); where none is understood, the first of
//! them says why.

use axum::http::HeaderMap;
use domain::refusal::{Code, Refusal};
use sfv::{BareItem, Dictionary, InnerList, ListEntry, ListSerializer, Parser};

use super::invalid;

/// Longest value of either field, all lines together.
const FIELD_MAX_BYTES: usize = 8 * 1024;
/// Most signatures looked at.
const CLAIMS_MAX: usize = 4;
/// Most components one signature may cover.
const COMPONENTS_MAX: usize = 32;

/// One signature and what it says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The covered components, in order, each once.
    pub components: Vec<String>,
    /// When it was made, Unix seconds.
    pub created: i64,
    /// Until when it is meant to hold, Unix seconds.
    pub expires: Option<i64>,
    /// The key it was made with.
    pub key_id: String,
    /// The algorithm, if it is named.
    pub algorithm: Option<String>,
    /// The signature itself.
    pub signature: Vec<u8>,
    /// The value of `@signature-params`: components and parameters,
    /// strictly serialized.
    pub params: String,
}

impl Claim {
    /// True when `component` is covered.
    pub(crate) fn covers(&self, component: &str) -> bool {
        self.components.iter().any(|c| c == component)
    }
}

/// The claims of a request that can be read, in its order; at least one.
///
/// # Errors
/// [`Code::SignatureMissing`] without the fields, else
/// [`Code::SignatureInvalid`] where none can be read.
pub(crate) fn read(headers: &HeaderMap) -> Result<Vec<Claim>, Refusal> {
    let (Some(input), Some(signature)) = (
        joined(headers, "signature-input")?,
        joined(headers, "signature")?,
    ) else {
        return Err(Refusal::new(
            Code::SignatureMissing,
            "sign the request (RFC 9421): the fields Signature-Input and Signature are needed",
        ));
    };
    let inputs = dictionary(&input, "Signature-Input")?;
    let signatures = dictionary(&signature, "Signature")?;
    let (mut claims, mut unreadable) = (Vec::new(), None);
    for (label, entry) in &inputs {
        match member(entry, &signatures, label.as_str()) {
            Ok(claim) => claims.push(claim),
            Err(why) => unreadable = unreadable.or(Some(why)),
        }
    }
    claims.truncate(CLAIMS_MAX);
    if claims.is_empty() {
        Err(unreadable.unwrap_or_else(|| invalid("Signature-Input is empty")))
    } else {
        Ok(claims)
    }
}

/// One label of both fields.
fn member(entry: &ListEntry, signatures: &Dictionary, label: &str) -> Result<Claim, Refusal> {
    let ListEntry::InnerList(list) = entry else {
        return Err(invalid(
            "a member of Signature-Input is not a list of components",
        ));
    };
    claim(list, signature_of(signatures, label)?)
}

/// All lines of a field as one value (RFC 9421 section 2.1): trimmed, joined by
/// comma and blank; `None` when there is no such field.
///
/// # Errors
/// [`Code::SignatureInvalid`] for bytes outside visible ASCII, or too many.
pub(crate) fn joined(headers: &HeaderMap, name: &str) -> Result<Option<String>, Refusal> {
    let mut all: Option<String> = None;
    for value in headers.get_all(name) {
        let Ok(text) = value.to_str() else {
            return Err(invalid(format!("the field {name} has bytes outside ASCII")));
        };
        let all = match &mut all {
            Some(all) => {
                all.push_str(", ");
                all
            }
            None => all.insert(String::new()),
        };
        all.push_str(text.trim_matches([' ', '\t']));
        if all.len() > FIELD_MAX_BYTES {
            return Err(invalid(format!("the field {name} is too long")));
        }
    }
    Ok(all)
}

fn dictionary(text: &str, name: &str) -> Result<Dictionary, Refusal> {
    Parser::new(text).parse().map_err(|_| {
        invalid(format!(
            "{name} is not a dictionary of structured fields (RFC 9651)"
        ))
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

fn claim(list: &InnerList, signature: Vec<u8>) -> Result<Claim, Refusal> {
    if list.items.len() > COMPONENTS_MAX {
        return Err(invalid("too many covered components"));
    }
    let mut components: Vec<String> = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let Some(name) = item.bare_item.as_string().map(|s| s.as_str().to_owned()) else {
            return Err(invalid("a covered component is not a string"));
        };
        if !item.params.is_empty() {
            return Err(invalid("component parameters are not supported"));
        }
        if name.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(invalid("component names are in lower case"));
        }
        if components.contains(&name) {
            return Err(invalid("a component is covered twice"));
        }
        components.push(name);
    }
    let created = integer(list, "created")?
        .ok_or_else(|| invalid("the parameter `created` is needed (Unix seconds)"))?;
    let key_id =
        string(list, "keyid")?.ok_or_else(|| invalid("the parameter `keyid` is needed"))?;
    Ok(Claim {
        components,
        created,
        expires: integer(list, "expires")?,
        key_id,
        algorithm: string(list, "alg")?,
        signature,
        params: serialized(list),
    })
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
mod tests {
    use super::read;
    use axum::http::{HeaderMap, HeaderValue};
    use domain::refusal::Code;
    use proptest::prelude::*;

    fn headers(input: &str, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [("signature-input", input), ("signature", signature)] {
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.append(name, value);
            }
        }
        headers
    }

    #[test]
    fn a_claim_is_read_and_its_parameters_kept_as_they_were() {
        let input = r#"a=("@method" "@target-uri");created=1618884473;keyid="k";nonce="n;\"";x=?0"#;
        let claims = read(&headers(input, "a=:AQID:")).expect("reads");
        assert_eq!(claims.len(), 1);
        assert_eq!(claims[0].components, ["@method", "@target-uri"]);
        assert_eq!(
            (claims[0].created, claims[0].key_id.as_str()),
            (1_618_884_473, "k")
        );
        assert_eq!(claims[0].signature, [1, 2, 3]);
        assert_eq!(claims[0].params, input.strip_prefix("a=").expect("label"));
    }

    #[test]
    fn what_cannot_be_understood_is_refused() {
        let good = r#"a=("@method");created=1;keyid="k""#;
        for (input, signature) in [
            (r#"a=("@method");keyid="k""#, "a=:AQID:"),
            (r#"a=("@method");created=1"#, "a=:AQID:"),
            (r#"a=("@method");created="1";keyid="k""#, "a=:AQID:"),
            (r#"a=("@method");created=1;keyid=k"#, "a=:AQID:"),
            (r#"a=("@method" "@method");created=1;keyid="k""#, "a=:AQID:"),
            (r#"a=("Date");created=1;keyid="k""#, "a=:AQID:"),
            (
                r#"a=("@query-param";name="x");created=1;keyid="k""#,
                "a=:AQID:",
            ),
            (r#"a=("@method" 1);created=1;keyid="k""#, "a=:AQID:"),
            (r#"a="@method";created=1;keyid="k""#, "a=:AQID:"),
            (good, "b=:AQID:"),
            (good, "a=AQID"),
            (good, "a=(:AQID:)"),
            ("", "a=:AQID:"),
            ("a=(", "a=:AQID:"),
        ] {
            let refused = read(&headers(input, signature)).expect_err(input);
            assert_eq!(refused.code, Code::SignatureInvalid, "{input}");
        }
        let long = "x".repeat(9_000);
        assert_eq!(
            read(&headers(good, &long)).expect_err("long").code,
            Code::SignatureInvalid
        );
        let five: Vec<String> = (0..5)
            .map(|i| good.replacen('a', &format!("a{i}"), 1))
            .collect();
        let signatures: Vec<String> = (0..5).map(|i| format!("a{i}=:AQID:")).collect();
        let many = read(&headers(&five.join(", "), &signatures.join(", "))).expect("reads");
        assert_eq!(many.len(), 4, "no more are looked at");
        assert_eq!(
            read(&HeaderMap::new()).expect_err("none").code,
            Code::SignatureMissing
        );
    }

    /// What gateways and proxies add to a request on its way.
    #[test]
    fn a_label_that_is_not_understood_is_left_aside() {
        let ours = r#"sig1=("@method" "@target-uri");created=1;keyid="k""#;
        for others in [
            r#"("@method" "signature";key="sig1")"#,
            r#"("@authority";req);created=2;keyid="p""#,
            r#"("@method");created="now";keyid="p""#,
            r#"("@method" "@method");created=2;keyid="p""#,
            r#"("Via");created=2;keyid="p""#,
            "?1",
        ] {
            for input in [format!("{ours}, p={others}"), format!("p={others}, {ours}")] {
                let claims = read(&headers(&input, "p=:BBBB:, sig1=:AQID:")).expect(&input);
                let ids: Vec<&str> = claims.iter().map(|claim| claim.key_id.as_str()).collect();
                assert_eq!(ids, ["k"], "{input}");
            }
        }
        let unsigned = format!(r#"p=("@method");created=2;keyid="p", {ours}"#);
        let claims = read(&headers(&unsigned, "sig1=:AQID:")).expect("one is whole");
        assert_eq!(claims.len(), 1, "a label without a signature");
    }

    proptest! {
        #[test]
        fn no_header_panics(input in "[ -~]{0,200}", signature in "[ -~]{0,60}") {
            let _ = read(&headers(&input, &signature));
        }

        #[test]
        fn no_header_that_looks_right_panics(
            inner in r#"[a-z@"; =?:0-9()-]{0,60}"#, params in r#"(;[a-z]{1,8}(=[0-9"a-z?:-]{0,12})?){0,5}"#,
        ) {
            let _ = read(&headers(&format!("a=({inner}){params}"), "a=:AQID:"));
        }
    }
}
