//! A refund was revived: the network carried out a refund that it had
//! declined, so its money is reserved again.

use super::{refund_source, transfer};
use crate::ids::{MerchantId, RefundId};
use crate::ledger::{Account, Journal, Reference, ReferenceForm};
use crate::refund::Refund;

pub(super) const FORM: ReferenceForm = ReferenceForm {
    kind: "refund_revived",
    before: "refund/",
    after: "/revived",
};

impl Reference {
    /// `refund/<refund>/revived`
    pub fn refund_revived(refund: &RefundId) -> Self {
        Self::new(&FORM, refund.as_str())
    }
}

/// The merchant is the order's.
pub(crate) fn refund_revived(refund: &Refund, merchant: &MerchantId) -> Journal {
    transfer(
        Reference::refund_revived(&refund.id),
        refund_source(refund, merchant),
        Account::refunds_in_transit(),
        refund.amount,
    )
}

#[cfg(test)]
pub(super) fn rows(samples: &crate::ledger::table::Samples) -> Vec<crate::ledger::table::Row> {
    let event = "the network reports that it carried out a refund it had declined";
    vec![(event, refund_revived(&samples.requested, &samples.merchant))]
}
