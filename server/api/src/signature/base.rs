//! The signature base (RFC 9421 section 2.5), the text that is signed: one
//! line per covered component, then the line of the parameters.

use axum::http::HeaderMap;
use domain::refusal::Refusal;

use super::component::Component;
use super::fields::{combined, invalid, member};
use super::input::SignatureInput;

/// Method and address of a request, as they are signed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestTarget<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The desk's public address, without a slash at the end:
    /// `https://pay.example`.
    pub origin: &'a str,
    /// Path and query as received, byte for byte.
    pub path_and_query: &'a str,
}

impl RequestTarget<'_> {
    fn path_and_query(&self) -> (&str, &str) {
        let parts = self.path_and_query.split_once('?');
        parts.unwrap_or((self.path_and_query, ""))
    }

    /// True where the query is not empty. An empty one is signed as an absent
    /// one is (RFC 9421 section 2.2.7).
    pub(crate) fn has_query(&self) -> bool {
        !self.path_and_query().1.is_empty()
    }

    /// The value of the parameter with this name, both percent-encoded (RFC
    /// 9421 section 2.2.8); `None` unless the query holds the name once.
    fn query_parameter(&self, name: &str) -> Option<String> {
        let (_, query) = self.path_and_query();
        // Of the same set, but with a plus sign for a blank.
        let encoded = |text: &str| {
            let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            encoded.replace('+', "%20")
        };
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let mut values = pairs.filter(|(of, _)| encoded(of) == name);
        let (_, value) = values.next()?;
        values.next().is_none().then(|| encoded(&value))
    }

    /// The value of a derived component (RFC 9421 section 2.2); `None` for
    /// one that requests do not have or we do not support.
    fn derived(&self, name: &str) -> Option<String> {
        let (path, query) = self.path_and_query();
        let (scheme, authority) = self.origin.split_once("://")?;
        Some(match name {
            "@method" => self.method.to_owned(),
            "@target-uri" => format!("{}{}", self.origin, self.path_and_query),
            "@request-target" => self.path_and_query.to_owned(),
            "@path" => path.to_owned(),
            "@query" => format!("?{query}"),
            "@scheme" => scheme.to_ascii_lowercase(),
            "@authority" => {
                let authority = authority.to_ascii_lowercase();
                let default_port = if scheme.eq_ignore_ascii_case("https") {
                    ":443"
                } else {
                    ":80"
                };
                authority
                    .strip_suffix(default_port)
                    .unwrap_or(&authority)
                    .to_owned()
            }
            _ => return None,
        })
    }
}

/// The signature base for these components and parameters.
///
/// # Errors
/// `signature_invalid` for a component that is absent or not supported.
pub(crate) fn signature_base(
    input: &SignatureInput,
    target: &RequestTarget<'_>,
    headers: &HeaderMap,
) -> Result<String, Refusal> {
    let mut text = String::with_capacity(512);
    for component in &input.components {
        let value = match component {
            Component::Plain(name) if name.starts_with('@') => target.derived(name),
            Component::Plain(name) => combined(headers, name)?,
            Component::QueryParameter(name) => target.query_parameter(name),
            Component::Member { field, key } => member(headers, field, key)?,
        };
        let identifier = component.identifier();
        let Some(value) = value else {
            return Err(invalid(format!(
                "the covered component {} is not there, or not once",
                printable(&identifier)
            )));
        };
        for part in [identifier.as_str(), ": ", &value, "\n"] {
            text.push_str(part);
        }
    }
    text.push_str("\"@signature-params\": ");
    text.push_str(&input.params);
    Ok(text)
}

/// A component with only characters that are safe in an answer.
fn printable(identifier: &str) -> String {
    identifier
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "@-_;=\"".contains(*c))
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::RequestTarget;

    #[test]
    fn derived_components_are_those_of_the_rfc() {
        let target = RequestTarget {
            method: "GET",
            origin: "https://Pay.Example:443",
            path_and_query: "/v1/orders?mall_order_no=%41&x",
        };
        for (name, value) in [
            ("@method", "GET"),
            (
                "@target-uri",
                "https://Pay.Example:443/v1/orders?mall_order_no=%41&x",
            ),
            ("@request-target", "/v1/orders?mall_order_no=%41&x"),
            ("@path", "/v1/orders"),
            ("@query", "?mall_order_no=%41&x"),
            ("@scheme", "https"),
            ("@authority", "pay.example"),
        ] {
            assert_eq!(target.derived(name).as_deref(), Some(value), "{name}");
        }
        let bare = RequestTarget {
            origin: "http://127.0.0.1:3000",
            path_and_query: "/v1/events",
            ..target
        };
        assert_eq!(
            bare.derived("@query").as_deref(),
            Some("?"),
            "an absent query is a lone question mark"
        );
        assert_eq!(
            bare.derived("@authority").as_deref(),
            Some("127.0.0.1:3000")
        );
        assert_eq!(bare.derived("@status"), None);
        assert!(target.has_query() && !bare.has_query());
    }

    /// The examples of RFC 9421 section 2.2.8.
    #[test]
    fn a_query_parameter_is_signed_as_the_rfc_encodes_it() {
        let target = RequestTarget {
            method: "GET",
            origin: "https://www.example.com",
            path_and_query: "/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&qux=&twice=1&twice=2",
        };
        for (name, value) in [
            ("var", Some("this%20is%20a%20big%0Amultiline%20value")),
            ("bar", Some("with%20plus%20whitespace")),
            ("fa%C3%A7ade%22%3A%20", Some("something")),
            ("qux", Some("")),
            ("twice", None),
            ("absent", None),
        ] {
            assert_eq!(target.query_parameter(name).as_deref(), value, "{name}");
        }
    }
}
