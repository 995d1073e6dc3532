//! After a refund's end: the numbers of it that may move money yet.
//!
//! A number that was given up can arrive after all, against all the network
//! promises; then the refund ends by it while the number that took its place
//! is still under way, or was made already. So numbers in doubt are asked
//! about until it is known of each what became of it, and nothing is ever
//! sent here. Money that went back twice raises its alarm where the
//! network's word is taken in ([`super::learn`]).

use super::Case;
use super::carry::{Unheard, ask_at, unheard};
use super::learn::Belief;
use crate::engine::Engine;
use crate::jobs::Next;
use channels::{Outcome, Why};
use domain::clock::At;
use std::sync::Arc;
use store::Error;
use store::refund_tries::{RefundTryEnd, RefundTryRow};

/// How old a number that was given up gets before nobody asks any more: a
/// day, many times what any message can be under way.
const LATE_S: i64 = 86_400;

impl Case {
    /// Numbers that may still move money.
    fn in_doubt(&self, now: At) -> impl Iterator<Item = &RefundTryRow> {
        self.tries.iter().filter(move |row| match row.ended {
            None => true,
            Some(RefundTryEnd::Lost) => now < row.txn_time.plus_s(LATE_S),
            Some(RefundTryEnd::Returned | RefundTryEnd::Declined) => false,
        })
    }

    /// When to look again after a refund that has ended.
    pub(super) fn watch_again(&self, now: At) -> Next {
        let soonest = self.in_doubt(now).map(|row| ask_at(row, now)).min();
        soonest.map_or(Next::Done, Next::At)
    }
}

impl Engine {
    /// Asks once about each number that is in doubt.
    ///
    /// # Errors
    /// A fault; the job asks again.
    pub(super) async fn watch_refund(self: &Arc<Self>, case: Case) -> Result<Next, Error> {
        let now = self.now();
        for row in case.in_doubt(now) {
            match self.ask_refund(&case, row).await? {
                Outcome::Unknown(Why::NotFound) => {
                    if row.ended.is_none() && unheard(row, now) == Unheard::Lost {
                        self.give_number_up(row).await?;
                    }
                }
                word => {
                    self.learn_refund(&row.wire_no, word, Belief::Asked).await?;
                }
            }
        }
        let case = self.refund_case(&case.refund.id).await?;
        Ok(case.watch_again(self.now()))
    }
}
