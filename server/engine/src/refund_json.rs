//! The JSON of a refund in the API and in events.

use domain::clock::At;
use domain::refund::Refund;
use serde::Serialize;
use utoipa::ToSchema;

use crate::amount_json::AmountJson;

/// Money on its way back to the payer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RefundView)]
pub struct RefundJson {
    /// Its id, `rfd_`.
    pub id: String,
    /// Its order.
    pub order_id: String,
    /// The attempt whose money goes back.
    pub attempt_id: String,
    /// `merchant`: the mall asked for it. `surplus`: the money came late,
    /// twice or in the wrong amount.
    pub cause: String,
    /// `pending`, `unknown` (with the network; only it can say), `succeeded`
    /// or `failed` (the network said no, and no money moved).
    pub state: String,
    /// How much goes back.
    pub amount: AmountJson,
    /// The mall's own number; null for surplus.
    pub mall_refund_no: Option<String>,
    /// The mall's words.
    pub reason: Option<String>,
    /// The network's id of the payment whose money goes back.
    pub payment_network_id: String,
    /// The network's id of the refund; null until it succeeded.
    pub network_id: Option<String>,
    /// The code of the network's last no; null where there was none.
    pub declined_code: Option<String>,
    /// When it was recorded.
    pub created_at: String,
    /// When it succeeded or failed; null while it is under way.
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
