//! Serves the embedded files: `/assets/{name}`, and each public file at its
//! path.

use super::{Asset, CONSOLE, FILES, PAY, find};
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// One year: these files never change.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// One hour, then revalidated.
const REVALIDATE: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// The routes. Logs a warning if the binary was built without script and wasm.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    if PAY.bundle.and(CONSOLE.bundle).is_none() {
        tracing::warn!(
            "built without its browser half, pages work as with scripts off: run cargo xtask build"
        );
    }
    let public = FILES
        .iter()
        .map(|file| file.address)
        .filter(|address| !address.starts_with("/assets/"));
    let router = Router::new().route("/assets/{name}", get(serve));
    public.fold(router, |router, address| router.route(address, get(serve)))
}

async fn serve(uri: Uri, request: HeaderMap) -> Response {
    let text = |name| {
        request
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let Some(asset) = find(uri.path(), text(header::ACCEPT_ENCODING)) else {
        // A page of an older release may request files that are gone. This
        // answer must not be cached.
        return (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")]).into_response();
    };
    let known = text(header::IF_NONE_MATCH).is_some_and(|tags| matches(tags, &asset.tag));
    let headers = headers(&asset);
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, asset.bytes).into_response()
}

fn headers(asset: &Asset) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media));
    headers.insert(
        header::CACHE_CONTROL,
        if asset.immutable {
            IMMUTABLE
        } else {
            REVALIDATE
        },
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(name) = asset.encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    if let Ok(tag) = HeaderValue::try_from(format!("\"{}\"", asset.tag)) {
        headers.insert(header::ETAG, tag);
    }
    headers
}

/// True if `If-None-Match` contains this tag (RFC 9110 13.1.2, weak
/// comparison).
fn matches(tags: &str, tag: &str) -> bool {
    tags.split(',')
        .map(str::trim)
        .any(|given| given == "*" || given.trim_start_matches("W/").trim_matches('"') == tag)
}

#[cfg(test)]
mod tests {
    use super::{Asset, headers, matches, serve};
    use axum::http::{HeaderMap, StatusCode, Uri};
    use ui::encoding::Encoding;

    fn asset(immutable: bool) -> Asset {
        Asset {
            media: "application/wasm",
            encoding: Encoding::Brotli,
            bytes: b"",
            immutable,
            tag: "t-br".to_owned(),
        }
    }

    #[test]
    fn a_file_named_by_its_content_is_kept_for_good() {
        let sent = headers(&asset(true));
        for (name, value) in [
            ("content-type", "application/wasm"),
            ("content-encoding", "br"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("vary", "accept-encoding"),
            ("etag", "\"t-br\""),
        ] {
            assert_eq!(sent[name], value, "{name}");
        }
        assert_eq!(
            headers(&asset(false))["cache-control"],
            "public, max-age=3600"
        );
    }

    #[test]
    fn a_tag_is_known_again() {
        assert!(matches("\"a\", W/\"t-br\"", "t-br"));
        assert!(matches("*", "t-br"));
        assert!(!matches("\"t\"", "t-br"));
    }

    #[tokio::test]
    async fn an_unknown_file_is_not_found_and_not_kept() {
        let answer = serve(Uri::from_static("/assets/old.js"), HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
}
