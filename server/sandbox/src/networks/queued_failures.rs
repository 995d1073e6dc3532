//! The failures of the next payments and refunds, queued on the control page.

use std::collections::VecDeque;

use serde::Deserialize;

use super::injected_failure::InjectedFailure;

/// What a failure applies to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FailureTarget {
    /// A payment.
    #[default]
    Payment,
    /// A refund or an undo.
    Refund,
}

/// The queues, of all networks.
#[derive(Debug, Default)]
pub(super) struct QueuedFailures {
    payments: VecDeque<InjectedFailure>,
    refunds: VecDeque<InjectedFailure>,
}

impl QueuedFailures {
    /// The failures that wait.
    pub(super) const fn of(&self, target: FailureTarget) -> &VecDeque<InjectedFailure> {
        match target {
            FailureTarget::Payment => &self.payments,
            FailureTarget::Refund => &self.refunds,
        }
    }

    /// The same, to be changed.
    pub(super) const fn of_mut(&mut self, target: FailureTarget) -> &mut VecDeque<InjectedFailure> {
        match target {
            FailureTarget::Payment => &mut self.payments,
            FailureTarget::Refund => &mut self.refunds,
        }
    }

    /// The failure of a payment or refund of `fen` fen that is made now: the
    /// first in the queue that its network `has`, else that of the amount.
    pub(super) fn take(
        &mut self,
        target: FailureTarget,
        fen: i64,
        has: impl Fn(InjectedFailure) -> bool,
    ) -> Option<InjectedFailure> {
        let queue = self.of_mut(target);
        let first = queue.iter().position(|failure| has(*failure));
        let queued = first.and_then(|at| queue.remove(at));
        queued.or_else(|| InjectedFailure::of_amount(fen).filter(|failure| has(*failure)))
    }
}
