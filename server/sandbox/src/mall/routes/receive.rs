//! `POST /paydesk/events`: the webhook.
//!
//! 204 when the event is verified and stored, or known already; 401 when the
//! signature is not valid; 400 when it is not an event; 503 when the keys
//! cannot be fetched or the file cannot be written, so that Paydesk retries.

use crate::mall::shop::Shop;
use crate::mall::webhook::{WebhookEnvelope, WebhookRejection};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use std::sync::Arc;

/// Receives one event.
pub(super) async fn event(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let now = shop.now();
    let envelope = match WebhookEnvelope::read(&headers, now) {
        Ok(envelope) => envelope,
        Err(refused) => return refuse(refused),
    };
    let signed = envelope.signed_bytes(&body);
    match shop
        .provider
        .signed(&shop.desk, &signed, &envelope.signatures, now)
        .await
    {
        Ok(true) => {}
        Ok(false) => return refuse(WebhookRejection::Signature),
        Err(silence) => {
            tracing::warn!(fault = %silence, "an event cannot be verified yet");
            return StatusCode::SERVICE_UNAVAILABLE;
        }
    }
    match envelope.open(&body) {
        Ok(event) => match shop.apply_event(&event) {
            Ok(()) => StatusCode::NO_CONTENT,
            Err(fault) => {
                tracing::error!(%fault, "an event cannot be written down");
                StatusCode::SERVICE_UNAVAILABLE
            }
        },
        Err(refused) => refuse(refused),
    }
}

fn refuse(refused: WebhookRejection) -> StatusCode {
    tracing::warn!(why = %refused, "an event was refused");
    match refused {
        WebhookRejection::Headers | WebhookRejection::Body => StatusCode::BAD_REQUEST,
        WebhookRejection::Time | WebhookRejection::Signature => StatusCode::UNAUTHORIZED,
    }
}
