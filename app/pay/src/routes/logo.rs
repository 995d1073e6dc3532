//! The merchant's logo at its own URL, so that pages stay small. Its policy
//! allows no script, also when the image is opened by itself.

use super::site::Site;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use ui::headers;

/// SVG may have its own styles.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/// The image, or 404 if the brand has none.
pub(super) async fn logo(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let page = site.load(&token).await.ok();
    let logo = page.and_then(|page| read(page.brand.logo.as_deref()?));
    let found = logo.is_some();
    let mut response = match logo {
        Some((kind, bytes)) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    };
    let headers = response.headers_mut();
    headers::plain(headers, site.pages.settings());
    if found {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        let kept = HeaderValue::from_static("private, max-age=3600");
        headers.insert(CACHE_CONTROL, kept);
    }
    response
}

/// The content type and the bytes of a `data:` URL, as stored with brands.
fn read(address: &str) -> Option<(&'static str, Vec<u8>)> {
    let rest = address.strip_prefix("data:")?;
    let (kind, data) = rest.split_once(";base64,")?;
    let kind = match kind {
        "image/png" => "image/png",
        "image/svg+xml" => "image/svg+xml",
        _ => return None,
    };
    Some((kind, STANDARD.decode(data).ok()?))
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn pictures_only() {
        assert_eq!(read("data:image/png;base64,iVBOR"), None, "cut short");
        assert_eq!(
            read("data:image/png;base64,aGk="),
            Some(("image/png", b"hi".to_vec()))
        );
        assert_eq!(read("data:text/html;base64,aGk="), None);
        assert_eq!(read("https://elsewhere.example/logo.png"), None);
    }
}
