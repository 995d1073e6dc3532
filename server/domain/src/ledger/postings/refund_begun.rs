//! A refund began: its money is reserved.

use super::{refund_source, transfer};
use crate::ids::{MerchantId, RefundId};
use crate::ledger::{Account, Journal, Reference, ReferenceForm};
use crate::refund::Refund;

pub(super) const FORM: ReferenceForm = ReferenceForm {
    kind: "refund_begun",
    before: "refund/",
    after: "/begun",
};

impl Reference {
    /// `refund/<refund>/begun`
    pub fn refund_begun(refund: &RefundId) -> Self {
        Self::new(&FORM, refund.as_str())
    }
}

/// The merchant is the order's.
pub(crate) fn refund_begun(refund: &Refund, merchant: &MerchantId) -> Journal {
    transfer(
        Reference::refund_begun(&refund.id),
        refund_source(refund, merchant),
        Account::refunds_in_transit(),
        refund.amount,
    )
}

#[cfg(test)]
pub(super) fn rows(samples: &crate::ledger::table::Samples) -> Vec<crate::ledger::table::Row> {
    let begun = |refund| refund_begun(refund, &samples.merchant);
    vec![
        (
            "the refund of surplus begins, in the commit that booked the surplus",
            begun(&samples.of_surplus),
        ),
        (
            "a refund that a mall requested begins",
            begun(&samples.requested),
        ),
    ]
}
