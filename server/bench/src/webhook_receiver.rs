//! The mall's webhook: verifies each event (Standard Webhooks, `v1a`) and puts
//! its type into a mailbox under the order number.

use crate::mailbox::Mailbox;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
struct WebhookMessage {
    #[serde(rename = "type")]
    kind: String,
    data: WebhookData,
}

#[derive(Deserialize)]
struct WebhookData {
    mall_order_no: String,
}

/// Accepts events signed by the provider's public key, 32 bytes.
pub(crate) fn router(provider: Vec<u8>, paid: Arc<Mailbox>) -> Router {
    let provider = Arc::new(provider);
    Router::new().route(
        "/events",
        post(async move |headers: HeaderMap, body: Bytes| {
            match verified(&provider, &headers, &body) {
                Some(event) => {
                    paid.put(event.data.mall_order_no, event.kind);
                    StatusCode::NO_CONTENT
                }
                None => StatusCode::BAD_REQUEST,
            }
        }),
    )
}

fn verified(provider: &[u8], headers: &HeaderMap, body: &[u8]) -> Option<WebhookMessage> {
    let value = |name: &str| headers.get(name)?.to_str().ok();
    let mut signed =
        format!("{}.{}.", value("webhook-id")?, value("webhook-timestamp")?).into_bytes();
    signed.extend_from_slice(body);
    let signature = STANDARD.decode(value("webhook-signature")?.strip_prefix("v1a,")?);
    UnparsedPublicKey::new(&ED25519, provider)
        .verify(&signed, &signature.ok()?)
        .ok()?;
    serde_json::from_slice(body).ok()
}
