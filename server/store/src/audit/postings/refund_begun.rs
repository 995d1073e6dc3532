//! Refunds that began: each has its journal, and each journal its refund.

use super::{Question, same_lines, transfers};
use domain::ledger::PostingKind;

pub(super) fn question() -> Question {
    let events = "SELECT 'refund/' || r.id || '/begun' AS reference,
                         CASE r.cause WHEN 'surplus' THEN 'suspense' ELSE 'payable:' || o.merchant_id END AS debit,
                         'refunds_in_transit' AS credit, r.currency, r.amount
                  FROM refunds r JOIN orders o ON o.id = r.order_id";
    Question::new(
        "refund_begun_is_booked",
        "the journals of refunds that began are those of all refunds, of exactly their amounts",
        same_lines(PostingKind::RefundBegun, &transfers(events)),
    )
}
