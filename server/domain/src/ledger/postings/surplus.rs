//! Surplus arrived: the network owes the provider, who keeps it in suspense
//! until its refund begins.

use super::transfer;
use crate::ledger::{Account, Journal, Reference, ReferenceForm};
use crate::product::Channel;
use crate::surplus::Surplus;

pub(super) const FORM: ReferenceForm = ReferenceForm {
    kind: "surplus",
    before: "surplus/",
    after: "",
};

impl Reference {
    /// `surplus/<network id>`, by the network's id of the payment.
    pub fn surplus(channel: Channel, network_id: &str) -> Self {
        match channel {
            // The first network. Another one has `surplus/<channel>/<network id>`,
            // because two networks may give the same id.
            Channel::UnionPay => Self::new(&FORM, network_id),
        }
    }
}

pub(crate) fn surplus(surplus: &Surplus) -> Journal {
    let receipt = &surplus.receipt;
    transfer(
        Reference::surplus(surplus.channel, &receipt.network_id),
        Account::clearing(surplus.channel),
        Account::suspense(),
        receipt.amount,
    )
}

#[cfg(test)]
pub(super) fn rows(samples: &crate::ledger::table::Samples) -> Vec<crate::ledger::table::Row> {
    let event = "money comes late, twice or in another amount";
    vec![(event, surplus(&samples.surplus))]
}
