//! Payments: each paid order has its journal, and each journal its order.

use super::{Question, same_lines, transfers};
use domain::ledger::PostingKind;

pub(super) fn question() -> Question {
    let events = "SELECT 'paid/' || a.id AS reference, 'clearing:' || a.channel AS debit,
                         'payable:' || o.merchant_id AS credit, o.currency, o.amount
                  FROM orders o JOIN attempts a ON a.id = o.paid_attempt";
    Question::new(
        "paid_order_is_booked",
        "the journals of payments are those of the paid orders, of exactly their amounts",
        same_lines(PostingKind::Paid, &transfers(events)),
    )
}
