//! The headers of every answer that a router gives: pages, API, files, errors,
//! redirects, operations. Their values stand in `ui::headers`; an answer that
//! sets one itself keeps it.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use ui::headers;

/// Whether browsers reach this listener by https, so that they have to stay
/// with it (HSTS).
#[derive(Clone, Copy, Debug)]
pub(crate) struct IsHttps(pub(crate) bool);

/// Middleware: adds the headers that are missing.
pub(crate) async fn add_common_headers(
    State(IsHttps(https)): State<IsHttps>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    headers::complete(response.headers_mut(), https);
    response
}

#[cfg(test)]
mod tests {
    use super::{IsHttps, add_common_headers};
    use axum::Router;
    use axum::body::Body;
    use axum::extract::Request;
    use axum::http::{HeaderMap, StatusCode};
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt as _;

    async fn headers(https: bool, path: &str) -> HeaderMap {
        let own = [
            ("cache-control", "public"),
            ("referrer-policy", "strict-origin"),
        ];
        let router = Router::new()
            .route("/", get(async || StatusCode::NO_CONTENT))
            .route("/own", get(async move || own))
            .layer(from_fn_with_state(IsHttps(https), add_common_headers));
        let request = Request::builder().uri(path).body(Body::empty());
        let answer = router.oneshot(request.expect("a request")).await;
        answer.expect("answered").headers().clone()
    }

    #[tokio::test]
    async fn an_answer_has_them_all_and_keeps_its_own() {
        for path in ["/", "/none"] {
            let all = headers(true, path).await;
            for (name, value) in [
                ("strict-transport-security", "max-age=63072000"),
                (
                    "content-security-policy",
                    "default-src 'none'; frame-ancestors 'none'",
                ),
                ("x-content-type-options", "nosniff"),
                ("cache-control", "no-store"),
                ("referrer-policy", "same-origin"),
                ("x-frame-options", "DENY"),
            ] {
                assert_eq!(all[name], value, "{path} {name}");
            }
        }
        let own = headers(true, "/own").await;
        assert_eq!(own["cache-control"], "public");
        assert_eq!(own["referrer-policy"], "strict-origin");
        assert_eq!(own["x-content-type-options"], "nosniff");
        let plain = headers(false, "/").await;
        assert!(!plain.contains_key("strict-transport-security"));
    }
}
