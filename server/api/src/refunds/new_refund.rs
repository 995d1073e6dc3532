//! The schema of the body of `POST /v1/orders/{id}/refunds`. The body itself is
//! read by `domain::refund::RefundRequest`; a test compares the two lists of
//! fields.

use serde::Serialize;
use utoipa::ToSchema;

use engine::amount_json::AmountJson;

#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRefund {
    /// The mall's own number for it, unique among the mall's refunds.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$")]
    mall_refund_no: String,
    /// How much; left out: all that is left of the order.
    #[schema(required = false)]
    amount: AmountJson,
    /// One line, for the record.
    #[schema(required = false, min_length = 1, max_length = 128)]
    reason: String,
}
