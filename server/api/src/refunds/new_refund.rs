//! The schema of the body of `POST /v1/orders/{id}/refunds`. The body itself is
//! read by `domain::refund::RefundRequest`; a test compares the two lists of
//! fields.

use serde::Serialize;
use utoipa::ToSchema;

use crate::new_amount::NewAmount;

#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewRefund {
    /// The mall's own number for it, unique among the mall's refunds.
    #[schema(pattern = "^[A-Za-z0-9._-]{1,64}$")]
    mall_refund_no: String,
    /// How much; left out: all that is left of the order.
    amount: Option<NewAmount>,
    /// One line of visible characters, for the record.
    #[schema(min_length = 1, max_length = 128)]
    reason: Option<String>,
}
