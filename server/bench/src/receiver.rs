//! The mall's end of events: takes each, verifies it (Standard Webhooks,
//! `v1a`), and says on the board which order was paid.

use crate::board::Board;
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
struct Event {
    #[serde(rename = "type")]
    kind: String,
    data: Told,
}

#[derive(Deserialize)]
struct Told {
    mall_order_no: String,
}

/// Takes events signed by the provider's key: 32 bytes.
pub(crate) fn router(provider: Vec<u8>, paid: Arc<Board>) -> Router {
    let provider = Arc::new(provider);
    Router::new().route(
        "/events",
        post(async move |headers: HeaderMap, body: Bytes| {
            match verified(&provider, &headers, &body) {
                Some(event) => {
                    paid.say(event.data.mall_order_no, event.kind);
                    StatusCode::NO_CONTENT
                }
                None => StatusCode::BAD_REQUEST,
            }
        }),
    )
}

fn verified(provider: &[u8], headers: &HeaderMap, body: &[u8]) -> Option<Event> {
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
