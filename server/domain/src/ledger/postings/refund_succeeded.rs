//! A refund succeeded: the network refunded the payer.

use super::transfer;
use crate::ids::RefundId;
use crate::ledger::{Account, Journal, Reference, ReferenceForm};
use crate::refund::Refund;

pub(super) const FORM: ReferenceForm = ReferenceForm {
    kind: "refund_succeeded",
    before: "refund/",
    after: "/succeeded",
};

impl Reference {
    /// `refund/<refund>/succeeded`
    pub fn refund_succeeded(refund: &RefundId) -> Self {
        Self::new(&FORM, refund.as_str())
    }
}

pub(crate) fn refund_succeeded(refund: &Refund) -> Journal {
    transfer(
        Reference::refund_succeeded(&refund.id),
        Account::refunds_in_transit(),
        Account::clearing(&refund.channel),
        refund.amount,
    )
}

#[cfg(test)]
pub(super) fn rows(samples: &crate::ledger::table::Samples) -> Vec<crate::ledger::table::Row> {
    let event = "the payer has the money back";
    vec![(event, refund_succeeded(&samples.requested))]
}
