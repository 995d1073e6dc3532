//! The body of an event: what happened to which order. Malls query the API for
//! more. Nothing in it identifies the payer.

use domain::attempt::Attempt;
use domain::clock::At;
use domain::machine::Announcement;
use domain::order::Order;
use domain::refund::Refund;
use serde::Serialize;
use utoipa::ToSchema;

use crate::amount_json::AmountJson;
use crate::refund_json::RefundJson;
use crate::schema_names::{EventType, OrderStateName, ProductName};

/// Maximum size of a body in bytes (Standard Webhooks asks for under 20 kB).
pub(crate) const BODY_MAX_BYTES: usize = 20_000;

/// The body of an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventBody {
    /// `order.paid`, `order.closed` (closed by the mall, or expired: `data.state` says which),
    /// `refund.succeeded` or `refund.failed`.
    #[serde(rename = "type")]
    #[schema(value_type = EventType)]
    pub kind: String,
    /// When it happened, RFC 3339 in UTC.
    #[schema(format = "date-time")]
    pub timestamp: String,
    /// The order after the event.
    pub data: EventOrder,
}

/// An order after an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventOrder {
    /// The order's id.
    #[schema(pattern = "^ord_[0-9a-z]{26}$")]
    pub id: String,
    /// The mall's own number.
    pub mall_order_no: String,
    /// The payee.
    pub merchant_id: String,
    /// The payee's store that the order is for; null if it names none.
    #[schema(pattern = "^sto_[0-9a-z]{26}$", required = true)]
    pub store_id: Option<String>,
    /// The order's state: `paid`, `partially_refunded`, `refunded`, `closed` or `expired`.
    #[schema(value_type = OrderStateName)]
    pub state: String,
    /// What was to be paid.
    pub amount: AmountJson,
    /// The number of the event within its order, from 1. Ignore an event whose number is not
    /// above the last one you processed.
    #[schema(minimum = 1)]
    pub sequence: u32,
    /// When it was paid, RFC 3339; null if it was not.
    #[schema(format = "date-time", required = true)]
    pub paid_at: Option<String>,
    /// The payment product; null if it was not paid.
    #[schema(value_type = Option<ProductName>, required = true)]
    pub product: Option<String>,
    /// The network's id of the payment; null if it was not paid.
    #[schema(required = true)]
    pub network_id: Option<String>,
    /// The total of the refunds of cause `merchant` that succeeded.
    pub refunded: AmountJson,
    /// The refund the event is about; only in `refund.succeeded` and `refund.failed`.
    /// Its `cause` is `merchant` if the mall or the merchant requested it, or `surplus` if it
    /// returns money that came late or twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refund: Option<RefundJson>,
}

/// The records that an event shows, as they are after the change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventRecords<'a> {
    /// The order.
    pub(crate) order: &'a Order,
    /// The attempt that paid it.
    pub(crate) attempt: Option<&'a Attempt>,
    /// The refund the event is about.
    pub(crate) refund: Option<&'a Refund>,
}

/// The JSON of an event.
pub(crate) fn text(announcement: Announcement, records: EventRecords<'_>, now: At) -> String {
    let EventRecords {
        order,
        attempt,
        refund,
    } = records;
    let body = EventBody {
        kind: announcement.event.name().to_owned(),
        timestamp: now.rfc3339(),
        data: EventOrder {
            id: order.id.to_string(),
            mall_order_no: order.facts.mall_order_no.clone(),
            merchant_id: order.facts.merchant_id.to_string(),
            store_id: order.facts.store_id.as_ref().map(ToString::to_string),
            state: order.state.name().to_owned(),
            amount: AmountJson::of(order.facts.amount),
            sequence: announcement.sequence,
            paid_at: order.paid_at.map(At::rfc3339),
            product: attempt.map(|a| a.product.name().to_owned()),
            network_id: attempt
                .and_then(|a| a.state.receipt())
                .map(|r| r.network_id.clone()),
            refunded: AmountJson::of(order.refunded),
            refund: refund.map(RefundJson::of),
        },
    };
    let text = serde_json::to_string(&body).expect("texts and numbers are always JSON");
    assert!(
        text.len() <= BODY_MAX_BYTES,
        "every field of an event is bounded when it is accepted"
    );
    text
}
