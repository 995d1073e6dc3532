//! An event from the desk, by Standard Webhooks 1.0.0 with Ed25519 (`v1a`).
//!
//! The signature is over `{webhook-id}.{webhook-timestamp}.{raw body}`: the
//! body is checked as it came, before it is read. A time stamp more than
//! five minutes off, either way, is refused: it may be an old message sent
//! again.

use super::order_request::ApiAmount;
use super::refund::DeskRefund;
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;
use serde::Deserialize;

/// How far the sender's clock may be off, in seconds.
const TOLERANCE_S: u64 = 300;

/// Why a message is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WebhookRejection {
    /// A header is missing or unreadable.
    #[error("webhook-id, webhook-timestamp or webhook-signature is missing or unreadable")]
    Headers,
    /// The time stamp is too far from now.
    #[error("webhook-timestamp is more than five minutes off")]
    Time,
    /// Not signed by a known key.
    #[error("the signature does not fit")]
    Signature,
    /// Well signed, but not an event of the contract.
    #[error("the body is not an event")]
    Body,
}

/// The headers of a message.
#[derive(Debug)]
pub(crate) struct WebhookEnvelope {
    id: String,
    timestamp: String,
    /// All `v1a` signatures: several while the provider changes its key.
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

    /// The event in a body whose signature was found good.
    pub(crate) fn open(self, body: &[u8]) -> Result<WebhookEvent, WebhookRejection> {
        let body: EventBody = serde_json::from_slice(body).map_err(|_| WebhookRejection::Body)?;
        Ok(WebhookEvent {
            id: self.id,
            kind: body.kind,
            data: body.data,
        })
    }
}

#[derive(Deserialize)]
struct EventBody {
    #[serde(rename = "type")]
    kind: String,
    data: EventData,
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct WebhookEvent {
    /// The same on every repeat.
    pub(crate) id: String,
    /// `order.paid`, `order.closed`, ...
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// About which order.
    pub(crate) data: EventData,
}

/// The data of an event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct EventData {
    /// The desk's id of the order.
    #[serde(alias = "order_id")]
    pub(crate) id: String,
    /// Our number of it.
    pub(crate) mall_order_no: String,
    /// The payee.
    pub(crate) merchant_id: String,
    /// Its state.
    pub(crate) state: String,
    /// What was ordered.
    pub(crate) amount: ApiAmount,
    /// Counts this order's events from 1: an older one is ignored.
    pub(crate) sequence: u32,
    /// The refund a `refund.` event is about.
    pub(crate) refund: Option<DeskRefund>,
}
