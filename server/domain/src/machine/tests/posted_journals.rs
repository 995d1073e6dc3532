//! Journals as the store keeps them, and what their balances must be.

use super::simulator::Simulator;
use crate::attempt::AttemptStatus;
use crate::channel_id::ChannelId;
use crate::ledger::{Account, Journal, Reference};
use crate::money::Money;
use crate::refund::{Refund, RefundCause, RefundState};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct PostedJournals {
    journals: BTreeMap<String, Journal>,
    balances: BTreeMap<Account, i64>,
}

impl PostedJournals {
    /// Keeps a journal once per reference; the same reference with another
    /// content is a bug.
    pub(super) fn post(&mut self, journal: Journal) {
        let reference = journal.reference().to_string();
        if let Some(known) = self.journals.get(&reference) {
            assert_eq!(known, &journal, "one reference, two contents");
            return;
        }
        for line in journal.lines() {
            *self.balances.entry(line.account().clone()).or_default() += line.amount().minor();
        }
        self.journals.insert(reference, journal);
    }

    pub(super) fn balance(&self, account: &Account) -> i64 {
        self.balances.get(account).copied().unwrap_or(0)
    }

    fn has(&self, reference: &Reference) -> bool {
        self.journals.contains_key(&reference.to_string())
    }
}

fn sum<'a>(refunds: impl Iterator<Item = &'a Refund>) -> i64 {
    refunds.map(|refund| refund.amount.minor()).sum()
}

/// What holds of the balances after every transition.
pub(super) fn check(simulator: &Simulator) -> Result<(), TestCaseError> {
    let (order, books) = (&simulator.order, &simulator.books);
    let of = |cause| simulator.refunds.iter().filter(move |r| r.cause == cause);
    let in_state = |state| simulator.refunds.iter().filter(move |r| r.state == state);
    prop_assert_eq!(books.balances.values().sum::<i64>(), 0, "trial balance");

    let reserved = sum(of(RefundCause::Merchant).filter(|r| r.state != RefundState::Failed));
    let refunded = sum(of(RefundCause::Merchant).filter(|r| r.state == RefundState::Succeeded));
    prop_assert_eq!(order.reserved, Money::fen(reserved));
    prop_assert_eq!(order.refunded, Money::fen(refunded));
    let paid = if order.state.is_paid() {
        order.facts.amount.minor()
    } else {
        0
    };
    prop_assert!(
        refunded <= reserved && reserved <= paid,
        "{} {} {}",
        refunded,
        reserved,
        paid
    );

    let payable = Account::payable(order.facts.merchant_id.clone());
    prop_assert_eq!(
        books.balance(&payable),
        reserved - paid,
        "owed to the merchant"
    );
    let surplus: i64 = simulator
        .surplus
        .iter()
        .map(|s| s.receipt.amount.minor())
        .sum();
    prop_assert_eq!(
        books.balance(&Account::suspense()),
        sum(of(RefundCause::Surplus)) - surplus,
        "each surplus has its refund"
    );
    let open = sum(simulator.refunds.iter().filter(|r| r.state.is_open()));
    prop_assert_eq!(books.balance(&Account::refunds_in_transit()), -open);
    prop_assert_eq!(
        books.balance(&Account::clearing(&ChannelId::constant("union_pay"))),
        paid + surplus - sum(in_state(RefundState::Succeeded)),
        "received and not refunded"
    );
    check_references(simulator)
}

/// Each attempt, surplus and refund has the journals of its state.
fn check_references(simulator: &Simulator) -> Result<(), TestCaseError> {
    let books = &simulator.books;
    for attempt in &simulator.attempts {
        let journal = books.has(&Reference::paid(&attempt.id));
        prop_assert_eq!(journal, attempt.state.status() == AttemptStatus::Paid);
    }
    for surplus in &simulator.surplus {
        prop_assert!(books.has(&Reference::surplus(
            &surplus.channel,
            &surplus.receipt.network_id
        )));
    }
    for refund in &simulator.refunds {
        let id = &refund.id;
        prop_assert!(books.has(&Reference::refund_begun(id)));
        let done = books.has(&Reference::refund_succeeded(id));
        prop_assert_eq!(done, refund.state == RefundState::Succeeded);
        let revived = books.has(&Reference::refund_revived(id));
        let failed = books.has(&Reference::refund_failed(id));
        prop_assert_eq!(failed && !revived, refund.state == RefundState::Failed);
        prop_assert_eq!(refund.receipt.is_some(), done, "a refund has a receipt");
        prop_assert_eq!(refund.ended_at.is_some(), !refund.state.is_open());
        if refund.cause == RefundCause::Surplus {
            prop_assert!(!failed, "surplus never fails");
            let whole = simulator
                .surplus
                .iter()
                .find(|s| s.receipt.network_id == refund.payment);
            prop_assert_eq!(whole.map(|s| s.receipt.amount), Some(refund.amount));
        }
    }
    Ok(())
}
