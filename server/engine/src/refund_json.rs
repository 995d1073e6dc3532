//! The JSON of a refund in the API and in events.

use domain::clock::At;
use domain::refund::Refund;
use serde::Serialize;
use utoipa::ToSchema;

use crate::amount_json::AmountJson;
use crate::schema_names::{RefundCauseName, RefundStateName};

/// A refund.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RefundView)]
pub struct RefundJson {
    /// Its id.
    #[schema(pattern = "^rfd_[0-9a-z]{26}$")]
    pub id: String,
    /// The id of its order.
    #[schema(pattern = "^ord_[0-9a-z]{26}$")]
    pub order_id: String,
    /// The id of the attempt that is refunded.
    #[schema(pattern = "^att_[0-9a-z]{26}$")]
    pub attempt_id: String,
    /// `merchant`: the mall requested it, or the merchant in its console.
    /// `surplus`: the money came late, twice or in the wrong amount.
    #[schema(value_type = RefundCauseName)]
    pub cause: String,
    /// `pending`, `unknown` (sent to the network, the result is not known yet),
    /// `succeeded` or `failed` (declined by the network; no money moved).
    #[schema(value_type = RefundStateName)]
    pub state: String,
    /// The amount refunded.
    pub amount: AmountJson,
    /// The mall's own number; null where the mall did not request it.
    #[schema(required = true)]
    pub mall_refund_no: Option<String>,
    /// The reason given by the mall or the merchant.
    #[schema(required = true)]
    pub reason: Option<String>,
    /// The network's id of the payment that is refunded.
    pub payment_network_id: String,
    /// The network's id of the refund; null until it succeeded.
    #[schema(required = true)]
    pub network_id: Option<String>,
    /// The network's code of the last decline; null if there was none.
    #[schema(required = true)]
    pub declined_code: Option<String>,
    /// When it was created.
    #[schema(format = "date-time")]
    pub created_at: String,
    /// When it succeeded or failed; null until then.
    #[schema(format = "date-time", required = true)]
    pub ended_at: Option<String>,
}

impl RefundJson {
    /// Converts a refund for the API.
    pub fn of(refund: &Refund) -> Self {
        Self {
            id: refund.id.to_string(),
            order_id: refund.order_id.to_string(),
            attempt_id: refund.attempt_id.to_string(),
            cause: refund.cause.name().to_owned(),
            state: refund.state.name().to_owned(),
            amount: AmountJson::of(refund.amount),
            mall_refund_no: refund.mall_refund_no.clone(),
            reason: refund.reason.clone(),
            payment_network_id: refund.payment.clone(),
            network_id: refund.receipt.as_ref().map(|r| r.network_id.clone()),
            declined_code: refund.declined.clone(),
            created_at: refund.created_at.rfc3339(),
            ended_at: refund.ended_at.map(At::rfc3339),
        }
    }
}
