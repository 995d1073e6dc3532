//! The console over HTTP.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use http_body_util::BodyExt;
use std::sync::Arc;
use tower::ServiceExt;
use ui::settings::{Bundle, PageAssets, PageSettings};

/// 2026-11-22 08:00:00 UTC, 16:00 in China.
struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> At {
        At::from_ms(1_795_334_400_000)
    }
}

/// "Random" bytes that are always the same.
struct FixedEntropy;

impl Entropy for FixedEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn router(bundle: Option<Bundle>) -> Router {
    let settings = PageSettings {
        public_url: "https://pay.example".into(),
        networks: vec!["https://gateway.95516.com".into()],
        provider: Arc::default(),
        clock: Arc::new(FixedClock),
        entropy: Arc::new(FixedEntropy),
    };
    let assets = PageAssets {
        css: "body{}",
        outcome_css: "",
        bundle,
    };
    console::routes::router(assets, settings)
}

async fn ask(
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
) -> (StatusCode, HeaderMap, String) {
    let bundle = Bundle {
        js: "/assets/console-1.js",
        wasm: "/assets/console-1.wasm",
    };
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    answered(router(Some(bundle)), request).await
}

async fn answered(router: Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let answer = router.oneshot(request).await.expect("routers do not fail");
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    (parts.status, parts.headers, body)
}

#[tokio::test]
async fn the_page_is_in_the_language_of_its_address_or_browser() {
    let english = [("accept-language", "en-GB,en;q=0.9")];
    for (path, headers, lang, title, switch) in [
        ("/console", &[][..], "zh-CN", "支付机构控制台", "?lang=en"),
        (
            "/console?lang=zh-CN",
            &english,
            "zh-CN",
            "支付机构控制台",
            "?lang=en",
        ),
        (
            "/console",
            &english,
            "en",
            "Provider console",
            "?lang=zh-CN",
        ),
        (
            "/console?lang=en&lang=en&x=%",
            &[],
            "en",
            "Provider console",
            "?lang=zh-CN",
        ),
    ] {
        let (status, _, body) = ask(Method::GET, path, headers).await;
        assert_eq!(status, StatusCode::OK);
        assert!(body.contains(&format!("<html lang=\"{lang}\">")), "{path}");
        assert!(body.contains(&format!("<title>{title} · Paydesk</title>")));
        assert_eq!(body.matches("<h1").count(), 1);
        assert!(body.contains(&format!(">{title}</h1>")));
        assert!(body.contains(&format!("href=\"{switch}\"")), "{path}");
        assert!(body.contains(">2026-11-22 16:00:00</time>"), "{body}");
        assert!(!body.contains("<form"), "there is nothing to send");
    }
}

#[tokio::test]
async fn the_page_has_the_headers_of_every_page() {
    let (_, headers, body) = ask(Method::GET, "/console", &[]).await;
    for (name, value) in [
        ("cache-control", "no-store"),
        ("content-type", "text/html; charset=utf-8"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "same-origin"),
        ("strict-transport-security", "max-age=63072000"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(headers[name], value, "{name}");
    }
    let policy = headers["content-security-policy"].to_str().expect("plain");
    for directive in [
        "default-src 'none'",
        "form-action 'self';",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    ] {
        assert!(policy.contains(directive), "{directive}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline"));
    assert!(body.contains("<meta name=\"robots\" content=\"noindex\">"));
}

#[tokio::test]
async fn only_get_and_head_are_answered() {
    let (status, headers, body) = ask(Method::HEAD, "/console", &[]).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, ""));
    assert_eq!(headers["x-frame-options"], "DENY");
    let (status, headers, _) = ask(Method::POST, "/console", &[]).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(headers["allow"], "GET,HEAD");
}

#[tokio::test]
async fn r1_inside_another_page_there_is_only_a_link_to_the_console() {
    let framed = [("sec-fetch-dest", "iframe")];
    let (status, headers, body) = ask(Method::GET, "/console?lang=en", &framed).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!headers.contains_key("x-frame-options"));
    let policy = headers["content-security-policy"].to_str().expect("plain");
    assert!(!policy.contains("frame-ancestors") && !policy.contains("script"));
    assert!(body.contains("href=\"/console?lang=en\" target=\"_top\""));
    assert!(!body.contains("id=\"clock\"") && !body.contains("<script"));
}

#[tokio::test]
async fn it_loads_its_own_bundle_or_works_without_one() {
    let (_, _, body) = ask(Method::GET, "/console", &[]).await;
    assert!(body.contains("import(\"/assets/console-1.js\")"));
    assert_eq!(body.matches("<leptos-island").count(), 1);
    let request = Request::get("/console").body(Body::empty());
    let (status, _, body) = answered(router(None), request.expect("a request")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!body.contains("<script") && !body.contains("leptos-island"));
    assert!(body.contains("这是打开本页时的时间。"));
}
