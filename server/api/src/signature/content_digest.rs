//! `Content-Digest` (RFC 9530): checks that the body is the one that was sent.
//! Only sha-256 and sha-512 are checked; older algorithms are ignored.

use aws_lc_rs::digest::{Algorithm, SHA256, SHA512, digest};
use axum::http::HeaderMap;
use domain::refusal::Refusal;
use sfv::{Dictionary, ListEntry, Parser};
use subtle::ConstantTimeEq;

use super::fields::{combined, invalid};

/// Compares every supported digest in the field with that of `body`.
///
/// # Errors
/// `signature_invalid` where one differs, or none is supported.
pub(crate) fn check(headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let field = combined(headers, "content-digest")?
        .ok_or_else(|| invalid("the field Content-Digest is not there"))?;
    let digests: Dictionary = Parser::new(&field)
        .parse()
        .map_err(|_| invalid("Content-Digest is not a dictionary of structured fields"))?;
    let mut compared = 0;
    for (name, entry) in &digests {
        let Some(algorithm) = algorithm(name.as_str()) else {
            continue;
        };
        let ListEntry::Item(item) = entry else {
            return Err(invalid("a member of Content-Digest is not a byte sequence"));
        };
        let claimed = item
            .bare_item
            .as_byte_sequence()
            .ok_or_else(|| invalid("a member of Content-Digest is not a byte sequence"))?;
        if !bool::from(digest(algorithm, body).as_ref().ct_eq(claimed)) {
            return Err(invalid(
                "Content-Digest does not fit the body as it was received",
            ));
        }
        compared += 1;
    }
    if compared == 0 {
        Err(invalid("Content-Digest needs sha-256 or sha-512"))
    } else {
        Ok(())
    }
}

/// The algorithm of this name, if it is supported.
pub(super) fn algorithm(name: &str) -> Option<&'static Algorithm> {
    match name {
        "sha-256" => Some(&SHA256),
        "sha-512" => Some(&SHA512),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use axum::http::{HeaderMap, HeaderValue};

    /// The body and digests of RFC 9421 B.2 and RFC 9530 B.
    const BODY: &[u8] = br#"{"hello": "world"}"#;
    const SHA512: &str = "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
    const SHA256: &str = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";

    fn fits(field: &str, body: &[u8]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(
            "content-digest",
            HeaderValue::from_str(field).expect("a header"),
        );
        check(&headers, body).is_ok()
    }

    #[test]
    fn the_rfc_s_own_digests_fit() {
        assert!(fits(SHA512, BODY));
        assert!(fits(SHA256, BODY));
        assert!(fits(&format!("{SHA256}, {SHA512}"), BODY));
        assert!(
            fits(&format!("md5=:AAAA:, {SHA256}"), BODY),
            "unknown algorithms are ignored"
        );
    }

    #[test]
    fn one_wrong_digest_is_enough_to_refuse() {
        assert!(!fits(SHA256, br#"{"hello": "worle"}"#));
        assert!(!fits(&format!("{SHA512}, sha-256=:AAAA:"), BODY));
        for bad in [
            "md5=:AAAA:",
            "sha-256=AAAA",
            "sha-256",
            "",
            "sha-256=(:AAAA:)",
            ":",
        ] {
            assert!(!fits(bad, BODY), "{bad}");
        }
        assert!(check(&HeaderMap::new(), BODY).is_err());
    }
}
