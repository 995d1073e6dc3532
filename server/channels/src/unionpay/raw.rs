//! Parsing a reply: `k=v&k=v`, not URL-encoded (wire facts 1.2).
//!
//! The body may be enclosed in `{}`. A value may contain `{k=v&k=v}` or `[..]`,
//! in which `&` is not a separator; `+`, `/`, `=` and the CRLFs of
//! `signPubKeyCert` are kept. Ambiguous bodies (unclosed brackets, duplicate
//! names) are refused: the outcome is then unknown, and a query decides.

use super::fields::MessageFields;

/// The largest body, in bytes; real ones have 3 KiB.
pub(super) const BODY_MAX_BYTES: usize = 64 * 1024;
/// The deepest nesting; real replies have one level.
const DEPTH_MAX: usize = 8;

/// The message cannot be parsed. Without detail, because the text may contain
/// what must not be logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a readable message")]
pub(super) struct Unreadable;

/// The fields of a reply's body.
pub(super) fn parse_body(bytes: &[u8]) -> Result<MessageFields, Unreadable> {
    if bytes.is_empty() || bytes.len() > BODY_MAX_BYTES {
        return Err(Unreadable);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable)?;
    // A final line end is not part of the message.
    let text = text.trim_end_matches(['\r', '\n']);
    let text = text
        .strip_prefix('{')
        .and_then(|t| t.strip_suffix('}'))
        .unwrap_or(text);
    parse_pairs(text)
}

/// The pairs of a `{k=v&k=v}` value, such as `tokenPayData`.
pub(super) fn parse_group(value: &str) -> Result<MessageFields, Unreadable> {
    let inner = value
        .strip_prefix('{')
        .and_then(|v| v.strip_suffix('}'))
        .ok_or(Unreadable)?;
    parse_pairs(inner)
}

fn parse_pairs(text: &str) -> Result<MessageFields, Unreadable> {
    let mut fields = MessageFields::new();
    for pair in split_top_level(text)? {
        let (name, value) = pair.split_once('=').ok_or(Unreadable)?;
        fields.add(name, value).map_err(|_| Unreadable)?;
    }
    Ok(fields.without_empty())
}

/// Splits at each `&` outside brackets. A closing bracket without an opening
/// one is text.
fn split_top_level(text: &str) -> Result<Vec<&str>, Unreadable> {
    let mut parts = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'[' => {
                if open.len() == DEPTH_MAX {
                    return Err(Unreadable);
                }
                open.push(if byte == b'{' { b'}' } else { b']' });
            }
            b'}' | b']' if open.last() == Some(&byte) => {
                open.pop();
            }
            b'&' if open.is_empty() => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !open.is_empty() {
        return Err(Unreadable);
    }
    parts.push(&text[start..]);
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::{Unreadable, parse_body, parse_group};
    use proptest::prelude::*;

    fn value(body: &str, name: &str) -> Option<String> {
        parse_body(body.as_bytes())
            .ok()?
            .get(name)
            .map(str::to_owned)
    }

    #[test]
    fn separators_in_brackets_are_kept() {
        let body = "a=1&tokenPayData={token=6235&trId=62&n={x=1&y=2}}&respMsg=成功[0&0]&z=2";
        assert_eq!(
            value(body, "tokenPayData").as_deref(),
            Some("{token=6235&trId=62&n={x=1&y=2}}")
        );
        assert_eq!(value(body, "respMsg").as_deref(), Some("成功[0&0]"));
        assert_eq!(value(body, "z").as_deref(), Some("2"));
        let group = parse_group("{token=6235&trId=62&n={x=1&y=2}}").expect("reads");
        assert_eq!(
            (group.get("token"), group.get("n")),
            (Some("6235"), Some("{x=1&y=2}"))
        );
    }

    #[test]
    fn the_body_may_be_in_braces_and_end_with_a_line_end() {
        assert_eq!(value("{a=1&b={c=2}}", "b").as_deref(), Some("{c=2}"));
        assert_eq!(value("a=1&b=2\r\n", "b").as_deref(), Some("2"));
    }

    #[test]
    fn a_certificate_and_a_signature_survive() {
        let pem = "-----BEGIN CERTIFICATE-----\r\nAB+/=\r\n-----END CERTIFICATE-----";
        let body = format!("signPubKeyCert={pem}&signature=a+/b==&empty=&x=1");
        assert_eq!(value(&body, "signPubKeyCert").as_deref(), Some(pem));
        assert_eq!(value(&body, "signature").as_deref(), Some("a+/b=="));
        assert_eq!(value(&body, "empty"), None);
    }

    #[test]
    fn ambiguous_bodies_are_refused() {
        let deep = format!("a={}{}", "{".repeat(9), "}".repeat(9));
        let long = format!("a={}", "x".repeat(70_000));
        let odd = [
            "", "a", "a=1&a=2", "a=1&a=", "a={b=1", "a=[b}", "=1", "a=1&&b=2", "<html>=1",
        ];
        for body in odd.into_iter().chain([deep.as_str(), &long]) {
            assert_eq!(
                parse_body(body.as_bytes()).err(),
                Some(Unreadable),
                "{body:.20}"
            );
        }
        assert_eq!(
            parse_body(b"respMsg=\xb3\xc9\xb9\xa6").err(),
            Some(Unreadable),
            "GBK"
        );
        assert!(parse_group("token=1").is_err());
    }

    /// Text with balanced brackets.
    fn wire_value() -> impl Strategy<Value = String> {
        let leaf =
            "[ -%'-Z^-z成功\r\n]{0,12}".prop_filter("no bare separator", |s| !s.contains('&'));
        leaf.prop_recursive(3, 12, 3, |inner| {
            (prop::collection::vec(inner, 1..3), prop::bool::ANY).prop_map(|(parts, curly)| {
                let body = parts.join("&");
                if curly {
                    format!("{{{body}}}")
                } else {
                    format!("[{body}]")
                }
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_joined_is_read_back(
            pairs in prop::collection::btree_map("[a-zA-Z][a-zA-Z0-9]{0,9}", wire_value(), 1..9),
        ) {
            let body: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={v}")).collect();
            let body = body.join("&");
            prop_assume!(!body.ends_with(['\r', '\n']));
            let fields = parse_body(body.as_bytes()).expect("reads");
            for (name, value) in &pairs {
                prop_assert_eq!(fields.get(name), Some(value.as_str()).filter(|v| !v.is_empty()));
            }
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse_body(&bytes);
        }

        #[test]
        fn no_text_panics(text in "[a-c=&{}\\[\\]]{0,60}") {
            let _ = parse_body(text.as_bytes());
            let _ = parse_group(&text);
        }
    }
}
