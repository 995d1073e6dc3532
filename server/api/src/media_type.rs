//! The media type of a call's body: JSON in UTF-8, as it is.

use axum::http::{HeaderMap, header};
use domain::refusal::{Code, Refusal};
use mime::Mime;

/// Checks `Content-Type` and `Content-Encoding` of a call with a body. One
/// without `Content-Type` is read as JSON.
///
/// # Errors
/// [`Code::ContentEncodingNotSupported`] for a compressed body, because what
/// is signed is the digest of the body as it is sent;
/// [`Code::MediaTypeNotSupported`] for a type other than `application/json`,
/// or a `charset` other than UTF-8.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Refusal> {
    let identity = |value: &str| value.trim().eq_ignore_ascii_case("identity");
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    if !encodings.all(|value| value.to_str().is_ok_and(identity)) {
        return Err(Refusal::new(
            Code::ContentEncodingNotSupported,
            "send the body as it is, without Content-Encoding",
        ));
    }
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let readable = match (types.next(), types.next()) {
        (None, _) => true,
        (Some(one), None) => one
            .to_str()
            .is_ok_and(|text| text.parse().is_ok_and(|mime| is_json(&mime))),
        _ => false,
    };
    if readable {
        Ok(())
    } else {
        Err(Refusal::new(
            Code::MediaTypeNotSupported,
            "send the body as application/json, in UTF-8",
        ))
    }
}

fn is_json(mime: &Mime) -> bool {
    let json = mime.essence_str().eq_ignore_ascii_case("application/json");
    let charset = mime.get_param(mime::CHARSET);
    json && charset.is_none_or(|charset| charset == mime::UTF_8)
}

#[cfg(test)]
mod tests {
    use super::check;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};
    use domain::refusal::Code;

    fn refused(fields: &[(&'static str, &'static str)]) -> Option<Code> {
        let pairs = fields.iter().map(|(name, value)| {
            let name = HeaderName::from_static(name);
            (name, HeaderValue::from_static(value))
        });
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value);
        }
        check(&headers).err().map(|refusal| refusal.code)
    }

    #[test]
    fn json_in_utf_8_is_taken() {
        for of in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
            "application/json; Charset=Utf-8",
            "application/json; version=1",
        ] {
            assert_eq!(refused(&[("content-type", of)]), None, "{of}");
        }
        assert_eq!(refused(&[]), None);
        assert_eq!(refused(&[("content-encoding", "Identity")]), None);
    }

    #[test]
    fn anything_else_is_not() {
        for of in [
            "",
            "json",
            "application/xml",
            "application/x-www-form-urlencoded",
            "text/plain",
            "text/json",
            "application/jsonp",
            "application/ld+json",
            "application/json; charset=gbk",
            "application/json; charset=utf-16",
            "application/json, text/plain",
        ] {
            let code = Some(Code::MediaTypeNotSupported);
            assert_eq!(refused(&[("content-type", of)]), code, "{of}");
        }
        let two = [("content-type", "application/json"); 2];
        assert_eq!(refused(&two), Some(Code::MediaTypeNotSupported));
        for of in ["gzip", "br", "identity, gzip", "", "zstd"] {
            let code = Some(Code::ContentEncodingNotSupported);
            assert_eq!(refused(&[("content-encoding", of)]), code, "{of}");
        }
    }
}
