//! A refund failed: the network declined it, so its money is released.

use super::{refund_source, transfer};
use crate::ids::{MerchantId, RefundId};
use crate::ledger::{Account, Journal, Reference, ReferenceForm};
use crate::refund::Refund;

pub(super) const FORM: ReferenceForm = ReferenceForm {
    kind: "refund_failed",
    before: "refund/",
    after: "/failed",
};

impl Reference {
    /// `refund/<refund>/failed`
    pub fn refund_failed(refund: &RefundId) -> Self {
        Self::new(&FORM, refund.as_str())
    }
}

/// The merchant is the order's.
pub(crate) fn refund_failed(refund: &Refund, merchant: &MerchantId) -> Journal {
    transfer(
        Reference::refund_failed(&refund.id),
        Account::refunds_in_transit(),
        refund_source(refund, merchant),
        refund.amount,
    )
}

#[cfg(test)]
pub(super) fn rows(samples: &crate::ledger::table::Samples) -> Vec<crate::ledger::table::Row> {
    let event = "the network declines a requested refund for certain";
    vec![(event, refund_failed(&samples.requested, &samples.merchant))]
}
