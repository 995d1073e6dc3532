//! Calls of the `/v1` API without sockets.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::Value;
use tower::ServiceExt as _;

/// The longest answer, in bytes.
const BODY_MAX: usize = 1 << 20;

/// An answer of the API.
#[derive(Debug)]
pub struct ApiAnswer {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body as JSON; null where it is not.
    pub body: Value,
    /// The body as it was sent.
    pub text: String,
}

impl ApiAnswer {
    /// The refusal's code; empty for any other answer.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The pointer of the first refused field.
    pub fn pointer(&self) -> Option<&str> {
        self.body["errors"][0]["pointer"].as_str()
    }

    /// Status, code and first field pointer of a refusal.
    pub fn refusal(&self) -> (u16, &str, &str) {
        (self.status, self.code(), self.pointer().unwrap_or_default())
    }

    /// True where it is the stored answer of an earlier call.
    pub fn replayed(&self) -> bool {
        self.headers.contains_key("idempotent-replayed")
    }
}

/// Calls the router and reads the answer.
pub async fn call(router: Router, request: Request<Body>) -> ApiAnswer {
    let response = router.oneshot(request).await.expect("a router never fails");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), BODY_MAX).await;
    let text = String::from_utf8(bytes.expect("a body").to_vec()).expect("UTF-8");
    ApiAnswer {
        status,
        headers,
        body: serde_json::from_str(&text).unwrap_or_default(),
        text,
    }
}
