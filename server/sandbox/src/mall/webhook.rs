//! An event from Paydesk, by Standard Webhooks 1.0.0 with Ed25519 (`v1a`).
//!
//! The signature is over `{webhook-id}.{webhook-timestamp}.{raw body}`, so the
//! raw body is verified before it is parsed. A timestamp more than five minutes
//! off is refused as a possible replay.

use super::order_request::ApiAmount;
use super::refund::DeskRefund;
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;
use serde::Deserialize;

/// The greatest difference to the sender's clock, in seconds.
const TOLERANCE_S: u64 = 300;

/// Why a message is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WebhookRejection {
    /// A header is missing or unreadable.
    #[error("webhook-id, webhook-timestamp or webhook-signature is missing or unreadable")]
    Headers,
    /// The timestamp is too far from now.
    #[error("webhook-timestamp is more than five minutes off")]
    Time,
    /// No known key made the signature.
    #[error("the signature does not fit")]
    Signature,
    /// The signature is valid, but the body is not an event of the API.
    #[error("the body is not an event")]
    Body,
}

/// The headers of a message.
#[derive(Debug)]
pub(crate) struct WebhookEnvelope {
    id: String,
    timestamp: String,
    /// All `v1a` signatures: there are several during a key rotation.
    pub(crate) signatures: Vec<Vec<u8>>,
}

impl WebhookEnvelope {
    /// Reads the three headers and checks the time.
    pub(crate) fn read(headers: &HeaderMap, now: At) -> Result<Self, WebhookRejection> {
        let header = |name: &str| {
            headers
                .get(name)
                .and_then(|v| v.to_str().ok())
                .ok_or(WebhookRejection::Headers)
        };
        let (id, timestamp) = (header("webhook-id")?, header("webhook-timestamp")?);
        let sent: i64 = timestamp.parse().map_err(|_| WebhookRejection::Headers)?;
        if id.is_empty() || id.contains('.') {
            return Err(WebhookRejection::Headers);
        }
        if sent.abs_diff(now.ms().div_euclid(1000)) > TOLERANCE_S {
            return Err(WebhookRejection::Time);
        }
        let signature = |part: &str| STANDARD.decode(part.strip_prefix("v1a,")?).ok();
        let signatures: Vec<_> = header("webhook-signature")?
            .split(' ')
            .filter_map(signature)
            .collect();
        if signatures.is_empty() {
            return Err(WebhookRejection::Headers);
        }
        Ok(Self {
            id: id.to_owned(),
            timestamp: timestamp.to_owned(),
            signatures,
        })
    }

    /// The bytes that were signed.
    pub(crate) fn signed_bytes(&self, body: &[u8]) -> Vec<u8> {
        let mut bytes = format!("{}.{}.", self.id, self.timestamp).into_bytes();
        bytes.extend_from_slice(body);
        bytes
    }

    /// Parses a body whose signature was verified.
    pub(crate) fn open(self, body: &[u8]) -> Result<WebhookEvent, WebhookRejection> {
        let body: WebhookBody = serde_json::from_slice(body).map_err(|_| WebhookRejection::Body)?;
        Ok(WebhookEvent {
            id: self.id,
            kind: body.kind,
            data: body.data,
        })
    }
}

#[derive(Deserialize)]
struct WebhookBody {
    #[serde(rename = "type")]
    kind: String,
    data: EventData,
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct WebhookEvent {
    /// The same in every repeat.
    pub(crate) id: String,
    /// `order.paid`, `order.closed`, ...
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The order it is about.
    pub(crate) data: EventData,
}

/// The data of an event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct EventData {
    /// Paydesk's id of the order.
    #[serde(alias = "order_id")]
    pub(crate) id: String,
    /// The mall's order number.
    pub(crate) mall_order_no: String,
    /// The payee.
    pub(crate) merchant_id: String,
    /// Its state.
    pub(crate) state: String,
    /// The order's amount.
    pub(crate) amount: ApiAmount,
    /// Numbers the order's events from 1; an older one is ignored.
    pub(crate) sequence: u32,
    /// The refund of a `refund.` event.
    pub(crate) refund: Option<DeskRefund>,
}
