//! Surplus: each has its journal, and each journal its surplus.

use super::{Question, same_lines, transfers};
use domain::ledger::PostingKind;

pub(super) fn question() -> Question {
    // Only the first network's references have no channel.
    let events = "SELECT 'surplus/' || CASE a.channel WHEN 'union_pay' THEN '' ELSE a.channel || '/' END
                             || s.network_id AS reference,
                         'clearing:' || a.channel AS debit, 'suspense' AS credit, s.currency, s.amount
                  FROM surplus s JOIN attempts a ON a.id = s.attempt_id";
    Question::new(
        "surplus_is_booked",
        "the journals of surplus are those of the surplus, of exactly its amounts",
        same_lines(PostingKind::Surplus, &transfers(events)),
    )
}
