//! An attempt paid its order: the network owes the provider, who owes the
//! merchant.

use super::transfer;
use crate::channel_id::ChannelId;
use crate::ids::{AttemptId, MerchantId};
use crate::ledger::{Account, Journal, Reference, ReferenceForm};
use crate::money::Money;

pub(super) const FORM: ReferenceForm = ReferenceForm {
    kind: "paid",
    before: "paid/",
    after: "",
};

impl Reference {
    /// `paid/<attempt>`
    pub fn paid(attempt: &AttemptId) -> Self {
        Self::new(&FORM, attempt.as_str())
    }
}

/// `amount` is more than zero, and at the network of `channel`.
pub(crate) fn paid(
    attempt: &AttemptId,
    channel: &ChannelId,
    merchant: &MerchantId,
    amount: Money,
) -> Journal {
    transfer(
        Reference::paid(attempt),
        Account::clearing(channel),
        Account::payable(merchant.clone()),
        amount,
    )
}

#[cfg(test)]
pub(super) fn rows(samples: &crate::ledger::table::Samples) -> Vec<crate::ledger::table::Row> {
    let surplus = &samples.surplus;
    let amount = surplus.receipt.amount;
    let journal = paid(
        &surplus.attempt_id,
        &surplus.channel,
        &samples.merchant,
        amount,
    );
    vec![("an attempt pays its order", journal)]
}
