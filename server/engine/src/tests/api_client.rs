//! A mall's program: calls the `/v1` API with signed requests.

use super::fixture::Fixture;
use crate::engine::Engine;
use crate::jwks::tests::RFC_8037_KEY;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::Ed25519KeyPair;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::Clock;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tower::ServiceExt;

/// Two equal requests within one second need different signatures.
static NONCE: AtomicU32 = AtomicU32::new(0);

/// An API answer with its JSON body.
pub(crate) struct ApiAnswer {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) replayed: bool,
}

impl ApiAnswer {
    /// Status, code and first field pointer of a refusal.
    pub(crate) fn refusal(&self) -> (u16, &str, &str) {
        let text = |pointer| self.body.pointer(pointer).and_then(Value::as_str);
        (
            self.status,
            text("/code").unwrap_or_default(),
            text("/errors/0/pointer").unwrap_or_default(),
        )
    }
}

/// A POST with this `Idempotency-Key`.
pub(crate) async fn post(fixture: &Fixture, path: &str, key: &str, body: &Value) -> ApiAnswer {
    post_to(&fixture.engine, fixture, path, key, body).await
}

/// A POST to one of several engines.
pub(crate) async fn post_to(
    engine: &Arc<Engine>,
    fixture: &Fixture,
    path: &str,
    key: &str,
    body: &Value,
) -> ApiAnswer {
    let body = body.to_string();
    call(engine, fixture, "POST", path, Some(key), &body).await
}

/// A GET.
pub(crate) async fn get(fixture: &Fixture, path: &str) -> ApiAnswer {
    call(&fixture.engine, fixture, "GET", path, None, "").await
}

async fn call(
    engine: &Arc<Engine>,
    fixture: &Fixture,
    method: &str,
    path: &str,
    key: Option<&str>,
    body: &str,
) -> ApiAnswer {
    let pem = RFC_8037_KEY.lines().nth(1).expect("base64");
    let der = STANDARD.decode(pem).expect("base64");
    let two = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).expect("a key");
    let target = format!("{}{path}", engine.settings.public_url);
    let hash = STANDARD.encode(digest(&SHA256, body.as_bytes()));
    let mut fields = vec![("@method", method.to_owned()), ("@target-uri", target)];
    let mut request = Request::builder().method(method).uri(path);
    if let Some(key) = key {
        let digest = format!("sha-256=:{hash}:");
        request = request
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .header("content-digest", &digest);
        fields.push(("content-digest", digest));
    }
    let names: Vec<_> = fields
        .iter()
        .map(|(name, _)| format!("\"{name}\""))
        .collect();
    let params = format!(
        "({});created={};keyid=\"mall-key\";nonce=\"{}\"",
        names.join(" "),
        fixture.clock.now().ms() / 1000,
        NONCE.fetch_add(1, Ordering::SeqCst)
    );
    let mut lines: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("\"{name}\": {value}"))
        .collect();
    lines.push(format!("\"@signature-params\": {params}"));
    let signature = STANDARD.encode(two.sign(lines.join("\n").as_bytes()));
    let request = request
        .header("signature-input", format!("sig={params}"))
        .header("signature", format!("sig=:{signature}:"))
        .body(Body::from(body.to_owned()))
        .expect("a request");
    let router = crate::api::router(Arc::clone(engine));
    let response = router.oneshot(request).await.expect("never fails");
    let status = response.status().as_u16();
    let replayed = response.headers().contains_key("idempotent-replayed");
    let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("read");
    ApiAnswer {
        status,
        replayed,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
    }
}
