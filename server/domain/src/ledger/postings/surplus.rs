//! Surplus arrived: the network owes the provider, who keeps it in suspense
//! until its refund begins.

use super::transfer;
use crate::channel_id::ChannelId;
use crate::ledger::{Account, Journal, Reference, ReferenceForm};
use crate::surplus::Surplus;

pub(super) const FORM: ReferenceForm = ReferenceForm {
    kind: "surplus",
    before: "surplus/",
    after: "",
};

/// The channel whose references do not name it.
const FIRST: &str = "union_pay";

impl Reference {
    /// `surplus/<channel>/<network id>`, by the network's id of the payment.
    /// [`FIRST`] has `surplus/<network id>`: journals of before channels had it,
    /// and a repeated report must not be booked again.
    pub fn surplus(channel: &ChannelId, network_id: &str) -> Self {
        if channel.as_str() == FIRST {
            Self::new(&FORM, network_id)
        } else {
            Self::new(&FORM, &format!("{channel}/{network_id}"))
        }
    }
}

pub(crate) fn surplus(surplus: &Surplus) -> Journal {
    let receipt = &surplus.receipt;
    transfer(
        Reference::surplus(&surplus.channel, &receipt.network_id),
        Account::clearing(&surplus.channel),
        Account::suspense(),
        receipt.amount,
    )
}

#[cfg(test)]
pub(super) fn rows(samples: &crate::ledger::table::Samples) -> Vec<crate::ledger::table::Row> {
    let event = "money comes late, twice or in another amount";
    vec![(event, surplus(&samples.surplus))]
}
