//! Refunds that failed: each has its journal, and each journal its refund. One
//! that was revived has succeeded, and has both journals.

use super::{Question, same_lines, transfers};
use domain::ledger::PostingKind;

pub(super) fn question() -> Question {
    let events = "SELECT 'refund/' || r.id || '/failed' AS reference, 'refunds_in_transit' AS debit,
                         CASE r.cause WHEN 'surplus' THEN 'suspense' ELSE 'payable:' || o.merchant_id END AS credit,
                         r.currency, r.amount
                  FROM refunds r JOIN orders o ON o.id = r.order_id
                  LEFT JOIN journals v ON v.reference = 'refund/' || r.id || '/revived'
                  WHERE r.state = 'failed' OR (r.state = 'succeeded' AND v.reference IS NOT NULL)";
    Question::new(
        "refund_failed_is_booked",
        "the journals of refunds that failed are those of such refunds, of exactly their amounts",
        same_lines(PostingKind::RefundFailed, &transfers(events)),
    )
}
