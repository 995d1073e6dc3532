//! The router under test, and requests as browsers send them.

use crate::fake_desk::{FakeDesk, FixedClock, FixedEntropy, provider};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;
use ui::settings::{Bundle, PageAssets, PageSettings};

/// An answer with its body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// A header's text; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |v| v.to_str().expect("a plain header"))
    }
}

fn router(public_url: &str, islands: bool) -> Router {
    let bundle = Bundle {
        js: "/assets/paydesk-1.js",
        wasm: "/assets/paydesk-1.wasm",
    };
    let assets = PageAssets {
        bundle: islands.then_some(bundle),
        css: "body{}",
        outcome_css: "",
    };
    let settings = PageSettings {
        public_url: public_url.into(),
        networks: vec!["https://gateway.95516.com".into()],
        provider: Arc::new(provider()),
        clock: Arc::new(FixedClock),
        entropy: Arc::new(FixedEntropy),
    };
    // As the server puts them together.
    let missing = pay::routes::missing(Arc::new(FakeDesk), assets, settings.clone());
    pay::routes::router(Arc::new(FakeDesk), assets, settings).fallback_service(missing)
}

async fn ask(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.expect("routers do not fail");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    // A picture is no text, and is left out.
    let png = bytes.starts_with(b"\x89PNG");
    let body = if png { Vec::new() } else { bytes.to_vec() };
    let body = String::from_utf8(body).expect("UTF-8");
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// GET with headers.
pub(crate) async fn get_with(path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    ask(
        router("https://pay.example", true),
        request.body(Body::empty()).expect("a request"),
    )
    .await
}

/// GET.
pub(crate) async fn get(path: &str) -> Answer {
    get_with(path, &[]).await
}

/// GET from a build without the browser half, over plain HTTP.
pub(crate) async fn get_plain(path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    ask(router("http://127.0.0.1:3000", false), request).await
}

/// HEAD.
pub(crate) async fn head(path: &str) -> Answer {
    let request = Request::head(path).body(Body::empty()).expect("a request");
    ask(router("https://pay.example", true), request).await
}

/// POST of a form by our own page.
pub(crate) async fn post(path: &str, form: &str) -> Answer {
    post_with(
        path,
        form,
        &[
            ("origin", "https://pay.example"),
            ("sec-fetch-site", "same-origin"),
        ],
    )
    .await
}

/// POST of a form with headers.
pub(crate) async fn post_with(path: &str, form: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "text/html");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    ask(
        router("https://pay.example", true),
        request
            .body(Body::from(form.to_owned()))
            .expect("a request"),
    )
    .await
}
