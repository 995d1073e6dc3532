//! Refunds that succeeded: each has its journal, and each journal its refund.

use super::{Question, same_lines, transfers};
use domain::ledger::PostingKind;

pub(super) fn question() -> Question {
    let events =
        "SELECT 'refund/' || r.id || '/succeeded' AS reference, 'refunds_in_transit' AS debit,
                         'clearing:' || r.channel AS credit, r.currency, r.amount
                  FROM refunds r WHERE r.state = 'succeeded'";
    Question::new(
        "refund_succeeded_is_booked",
        "the journals of refunds that succeeded are those of such refunds, of exactly their amounts",
        same_lines(PostingKind::RefundSucceeded, &transfers(events)),
    )
}
