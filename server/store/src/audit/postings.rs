//! The question of each posting, one file each: its journals are those of its
//! events, with exactly the lines that the events mean.
//!
//! The lines are derived here once more from the rows of orders, surplus and
//! refunds, and not by the code that posts them.

mod paid;
mod refund_begun;
mod refund_failed;
mod refund_revived;
mod refund_succeeded;
mod surplus;

use super::Question;
use domain::ledger::PostingKind;

/// All of them.
pub(super) fn questions() -> impl Iterator<Item = Question> {
    PostingKind::ALL.iter().map(|kind| question(*kind))
}

/// The question of a posting; exhaustive, so that none is without one.
fn question(kind: PostingKind) -> Question {
    match kind {
        PostingKind::Paid => paid::question(),
        PostingKind::Surplus => surplus::question(),
        PostingKind::RefundBegun => refund_begun::question(),
        PostingKind::RefundSucceeded => refund_succeeded::question(),
        PostingKind::RefundFailed => refund_failed::question(),
        PostingKind::RefundRevived => refund_revived::question(),
    }
}

/// Compares the lines of a posting's journals with those that `lines` selects:
/// `reference`, `book`, `account`, `currency`, `amount`. Finds a line that is
/// missing, that is one too many, of another amount or book, or without its
/// event.
fn same_lines(kind: PostingKind, lines: &str) -> String {
    let kind = kind.form().kind;
    format!(
        "SELECT reference || ' ' || book || ' ' || account AS what, CAST(SUM(meant) AS BIGINT) AS expected,
                CAST(SUM(booked) AS BIGINT) AS found, currency
         FROM (SELECT reference, book, account, currency, amount AS meant, 0 AS booked FROM ({lines}) AS m
               UNION ALL
               SELECT l.reference, l.book, l.account, l.currency, 0, l.amount
               FROM journals j JOIN journal_lines l ON l.reference = j.reference WHERE j.kind = '{kind}') AS b
         GROUP BY reference, book, account, currency HAVING SUM(meant) <> SUM(booked) LIMIT 101"
    )
}

/// The two lines of each event that moves an amount between two accounts of the
/// client book. `events` selects `reference`, `debit`, `credit`, `currency`,
/// `amount`.
fn transfers(events: &str) -> String {
    format!(
        "WITH e AS ({events})
         SELECT reference, 'client' AS book, debit AS account, currency, amount FROM e
         UNION ALL
         SELECT reference, 'client', credit, currency, -amount FROM e"
    )
}

#[cfg(test)]
mod tests {
    use super::{PostingKind, question, questions};
    use std::collections::BTreeSet;

    #[test]
    fn each_posting_has_a_question_of_its_own() {
        for kind in PostingKind::ALL {
            let own = format!("j.kind = '{}'", kind.form().kind);
            assert!(question(*kind).sql.contains(&own), "{kind:?}");
        }
        let names: BTreeSet<_> = questions().map(|question| question.name).collect();
        assert_eq!(names.len(), PostingKind::ALL.len());
    }
}
