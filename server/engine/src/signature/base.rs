//! The text that is signed (RFC 9421 section 2.5): one line per covered
//! component, then the line of the parameters.

use axum::http::HeaderMap;
use domain::refusal::Refusal;

use super::claim::{Claim, joined};
use super::invalid;

/// Method and address of a request, as the signer knows them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The desk's public address, without a slash at the end:
    /// `https://pay.example`.
    pub origin: &'a str,
    /// Path and query as received, byte for byte.
    pub path_and_query: &'a str,
}

impl Target<'_> {
    /// The value of a derived component (RFC 9421 section 2.2); `None` for
    /// one that requests do not have, or that is not supported.
    fn derived(&self, name: &str) -> Option<String> {
        let (path, query) = match self.path_and_query.split_once('?') {
            Some((path, query)) => (path, query),
            None => (self.path_and_query, ""),
        };
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

/// The text that `claim` says was signed.
///
/// # Errors
/// `signature_invalid` for a component that is not there or not supported.
pub(crate) fn text(
    claim: &Claim,
    target: &Target<'_>,
    headers: &HeaderMap,
) -> Result<String, Refusal> {
    let mut text = String::with_capacity(512);
    for name in &claim.components {
        let value = if name.starts_with('@') {
            target.derived(name)
        } else {
            joined(headers, name)?
        };
        let Some(value) = value else {
            return Err(invalid(format!(
                "the covered component \"{}\" is not there",
                plain(name)
            )));
        };
        for part in ["\"", name, "\": ", &value, "\n"] {
            text.push_str(part);
        }
    }
    text.push_str("\"@signature-params\": ");
    text.push_str(&claim.params);
    Ok(text)
}

/// A component's name as it may be repeated in an answer.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || "@-_".contains(*c))
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn derived_components_are_those_of_the_rfc() {
        let target = Target {
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
        let bare = Target {
            origin: "http://127.0.0.1:3000",
            path_and_query: "/v1/events",
            ..target
        };
        assert_eq!(
            bare.derived("@query").as_deref(),
            Some("?"),
            "an absent query is a lone mark"
        );
        assert_eq!(
            bare.derived("@authority").as_deref(),
            Some("127.0.0.1:3000")
        );
        assert_eq!(bare.derived("@status"), None);
    }
}
