//! Refunds that failed and succeeded after all: each has its journal, and each
//! journal its refund. The refund's row does not tell that it failed before;
//! its journal of that does.

use super::{Question, same_lines, transfers};
use domain::ledger::PostingKind;

pub(super) fn question() -> Question {
    let events = "SELECT 'refund/' || r.id || '/revived' AS reference,
                         CASE r.cause WHEN 'surplus' THEN 'suspense' ELSE 'payable:' || o.merchant_id END AS debit,
                         'refunds_in_transit' AS credit, r.currency, r.amount
                  FROM refunds r JOIN orders o ON o.id = r.order_id
                  JOIN journals f ON f.reference = 'refund/' || r.id || '/failed'
                  WHERE r.state = 'succeeded'";
    Question::new(
        "refund_revived_is_booked",
        "the journals of refunds that were revived are those of such refunds, of exactly their amounts",
        same_lines(PostingKind::RefundRevived, &transfers(events)),
    )
}
