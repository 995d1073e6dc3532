//! What holds after every transition of every random history.

use super::simulator::{Action, AttemptReport, RefundReport, Simulator, action};
use super::{EXPIRES, QUERY_AT, facts, posted_journals};
use crate::attempt::{AttemptState, AttemptStatus, DeclineReason};
use crate::clock::At;
use crate::ledger::Account;
use crate::machine::{FollowUp, Transition, WRONG_CODES_MAX};
use crate::order::OrderState;
use crate::refund::{RefundCause, RefundState};
use crate::surplus::Surplus;
use proptest::prelude::*;

impl Simulator {
    fn check_state(&self) -> Result<(), TestCaseError> {
        let order = &self.order;
        prop_assert_eq!(&order.facts, &facts(), "R4: what was signed stays");
        prop_assert_eq!(
            order.live_attempt.is_some(),
            order.state == OrderState::Paying
        );
        if let Some(live) = &order.live_attempt {
            let state = self
                .attempts
                .iter()
                .find(|a| &a.id == live)
                .map(|a| &a.state);
            prop_assert!(state.is_some_and(AttemptState::is_live), "{:?}", state);
        }
        let paid: Vec<_> = self
            .attempts
            .iter()
            .filter(|a| a.state.status() == AttemptStatus::Paid)
            .map(|a| &a.id)
            .collect();
        prop_assert!(paid.len() <= 1, "paid twice: {:?}", paid);
        prop_assert_eq!(order.paid_attempt.as_ref(), paid.first().copied());
        prop_assert_eq!(order.paid_attempt.is_some(), order.state.is_paid());
        prop_assert_eq!(order.paid_at.is_some(), order.state.is_paid());
        let refunded = order.refunded.minor();
        match order.state {
            OrderState::Refunded => prop_assert_eq!(order.refunded, order.facts.amount),
            OrderState::PartiallyRefunded => {
                prop_assert!(refunded > 0 && refunded < order.facts.amount.minor());
            }
            _ => prop_assert_eq!(refunded, 0),
        }
        for attempt in &self.attempts {
            if let AttemptState::Paid(receipt) = &attempt.state {
                prop_assert_eq!(
                    receipt.amount,
                    order.facts.amount,
                    "paid in the exact amount"
                );
            }
            let card = attempt.details.card().expect("a card");
            if card.wrong_codes >= WRONG_CODES_MAX {
                prop_assert!(!attempt.state.is_live(), "five wrong codes end the attempt");
            }
        }
        posted_journals::check(self)
    }

    /// True where the payment with this network id is in the journals.
    fn has_payment(&self, network_id: &str) -> bool {
        let of_attempt = |id: &str| {
            let receipts = self.attempts.iter().filter_map(|a| a.state.receipt());
            receipts.into_iter().any(|r| r.network_id == id)
        };
        let is_it = |s: &Surplus| s.receipt.network_id == network_id;
        of_attempt(network_id) || self.surplus.iter().any(is_it)
    }
}

/// What holds of one transition, from any state.
fn check_transition(
    before: &Simulator,
    action: &Action,
    transition: &Transition,
) -> Result<(), TestCaseError> {
    let was = &before.order;
    let is = transition.order().unwrap_or(was);
    let sequences: Vec<_> = transition.events.iter().map(|e| e.sequence).collect();
    let expected: Vec<_> = (was.sequence + 1..=is.sequence).collect();
    prop_assert_eq!(sequences, expected);
    if was.state != is.state && is.state.is_final() {
        prop_assert!(!transition.events.is_empty(), "an end has an event");
    }
    prop_assert_eq!(was.version, is.version, "versions are the store's");
    check_final(before, action, transition)?;
    if was.state == OrderState::Paying && is.state == OrderState::Open {
        prop_assert!(
            transition
                .follow_ups
                .contains(&FollowUp::ExpireAt(is.expires_at)),
            "its expiry is scheduled again"
        );
    }
    if let Some(new) = transition.attempt() {
        let old = before.attempts.iter().find(|a| a.id == new.id);
        if let Some(old) = old.filter(|a| a.state.receipt().is_some()) {
            prop_assert_eq!(old, new, "a receipt never changes");
        }
        if old.is_none() {
            prop_assert!(
                transition
                    .follow_ups
                    .contains(&FollowUp::Query(new.id.clone(), QUERY_AT)),
                "it is queried from the start"
            );
        }
    }
    check_action(before, action, transition)
}

/// What holds of the transition of one kind of action.
fn check_action(
    before: &Simulator,
    action: &Action,
    transition: &Transition,
) -> Result<(), TestCaseError> {
    let was = &before.order;
    let is = transition.order().unwrap_or(was);
    match action {
        Action::Learn(_, AttemptReport::Unknown | AttemptReport::PaidNothing) => {
            prop_assert_eq!(was, is);
            prop_assert!(
                transition.attempt().is_none(),
                "an unknown result ends nothing"
            );
            prop_assert!(transition.journals.is_empty() && transition.follow_ups.is_empty());
        }
        Action::Learn(
            i,
            AttemptReport::Paid | AttemptReport::PaidOther | AttemptReport::PaidAgain,
        ) => {
            let attempt = transition.attempt().unwrap_or(&before.attempts[*i]);
            prop_assert!(attempt.state.receipt().is_some(), "money is never lost");
        }
        Action::LearnRefund(_, RefundReport::Unknown | RefundReport::OtherAmount) => {
            prop_assert_eq!(was, is);
            prop_assert!(
                transition.refund().is_none(),
                "an unknown result ends nothing"
            );
            prop_assert!(transition.journals.is_empty() && transition.follow_ups.is_empty());
        }
        Action::WrongCode(_) => {
            prop_assert!(!is.state.is_final(), "wrong codes never end the order");
        }
        _ => {}
    }
    Ok(())
}

/// A final order never reopens: only refunds change it, and only its amounts
/// and paid states. A refund that has succeeded never changes again.
fn check_final(
    before: &Simulator,
    action: &Action,
    transition: &Transition,
) -> Result<(), TestCaseError> {
    let was = &before.order;
    let is = transition.order().unwrap_or(was);
    if was.state.is_final() {
        let rest = crate::order::Order {
            state: was.state,
            reserved: was.reserved,
            refunded: was.refunded,
            sequence: was.sequence,
            ..is.clone()
        };
        prop_assert_eq!(was, &rest, "an ended order never opens again");
        let by_refund = matches!(action, Action::Refund(_) | Action::LearnRefund(..));
        prop_assert!(was == is || by_refund, "{:?} moved it", action);
        prop_assert!(was.state.is_paid() == is.state.is_paid());
        prop_assert!(is.refunded.minor() >= was.refunded.minor());
    }
    if let Some(new) = transition.refund() {
        let old = before.refunds.iter().find(|r| r.id == new.id);
        prop_assert!(
            old.is_none_or(|r| r.state != RefundState::Succeeded),
            "success is final"
        );
        let fixed = |r: &crate::refund::Refund| (r.amount, r.cause, r.payment.clone());
        prop_assert!(old.is_none_or(|old| fixed(old) == fixed(new)));
        if new.state == RefundState::Pending {
            let carried = |w: &FollowUp| matches!(w, FollowUp::Refund(id, _) if *id == new.id);
            prop_assert!(transition.follow_ups.iter().any(carried), "a job sends it");
        }
    }
    Ok(())
}

/// The network id of the payment that an action reports.
fn network_id(action: &Action) -> Option<String> {
    match action {
        Action::Learn(i, AttemptReport::Paid) => Some(format!("q{i}")),
        Action::Learn(i, AttemptReport::PaidAgain) => Some(format!("q{i}-again")),
        Action::Learn(i, AttemptReport::PaidOther) => Some(format!("q{i}-other")),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_history_keeps_the_invariants(actions in proptest::collection::vec(action(), 1..60)) {
        let mut simulator = Simulator::new();
        for action in &actions {
            if let Action::Wait(seconds) = action {
                simulator.now = simulator.now.plus_s(*seconds);
            }
            if let Some(Ok(transition)) = simulator.ask(action) {
                check_transition(&simulator, action, &transition)?;
                simulator.keep(transition);
                if let Some(id) = network_id(action) {
                    prop_assert!(simulator.has_payment(&id), "{} is lost", id);
                }
            }
            simulator.check_state()?;
        }
    }

    /// From any state: when every attempt has lapsed and the order's time is
    /// over, the order becomes final.
    #[test]
    fn every_history_comes_to_an_end(actions in proptest::collection::vec(action(), 1..40)) {
        let mut simulator = Simulator::new();
        for action in &actions {
            if let Some(Ok(transition)) = simulator.ask(action) {
                simulator.keep(transition);
            }
        }
        simulator.now = simulator.order.expires_at;
        let lapses = (0..simulator.attempts.len()).map(Action::Lapse);
        for action in lapses.chain([Action::Expire]) {
            let transition = simulator.ask(&action).expect("an action").expect("no refusal");
            simulator.keep(transition);
        }
        prop_assert!(simulator.order.state.is_final(), "{:?}", simulator.order.state);
        prop_assert!(simulator.attempts.iter().all(|a| !a.state.is_live()));
    }

    /// From any state: when the network has carried out every open refund,
    /// suspense and refunds in transit are zero.
    #[test]
    fn all_surplus_is_refunded(actions in proptest::collection::vec(action(), 1..60)) {
        let mut simulator = Simulator::new();
        for action in &actions {
            if let Some(Ok(transition)) = simulator.ask(action) {
                simulator.keep(transition);
            }
        }
        for i in 0..simulator.refunds.len() {
            if simulator.refunds[i].state.is_open() {
                let transition = simulator.ask(&Action::LearnRefund(i, RefundReport::Succeeded));
                simulator.keep(transition.expect("an action").expect("no refusal"));
            }
        }
        simulator.check_state()?;
        prop_assert_eq!(simulator.books.balance(&Account::suspense()), 0);
        prop_assert_eq!(simulator.books.balance(&Account::refunds_in_transit()), 0);
        let of_surplus = simulator.refunds.iter().filter(|r| r.cause == RefundCause::Surplus);
        prop_assert_eq!(of_surplus.count(), simulator.surplus.len());
    }
}

#[test]
fn five_wrong_codes_end_the_attempt_and_another_may_begin() {
    let mut simulator = Simulator::new();
    for action in [
        Action::Begin,
        Action::WrongCode(0),
        Action::WrongCode(0),
        Action::WrongCode(0),
        Action::WrongCode(0),
    ] {
        let transition = simulator
            .ask(&action)
            .expect("an action")
            .expect("possible");
        simulator.keep(transition);
    }
    assert!(simulator.attempts[0].state.is_live(), "four are forgiven");
    let transition = simulator
        .ask(&Action::WrongCode(0))
        .expect("an action")
        .expect("possible");
    simulator.keep(transition);
    assert_eq!(
        simulator.attempts[0].state,
        AttemptState::Declined {
            reason: DeclineReason::WrongCode,
            code: String::from("too_many_wrong_codes"),
        }
    );
    assert_eq!(simulator.order.state, OrderState::Open);
    assert!(simulator.ask(&Action::Begin).expect("an action").is_ok());
}

#[test]
fn time_may_be_added_twelve_times_and_not_when_it_is_over() {
    let mut simulator = Simulator::new();
    for _ in 0..12 {
        let transition = simulator
            .ask(&Action::MoreTime)
            .expect("an action")
            .expect("possible");
        simulator.keep(transition);
    }
    assert_eq!(simulator.order.expires_at, EXPIRES.plus_s(12 * 600));
    assert!(
        simulator
            .ask(&Action::MoreTime)
            .expect("an action")
            .is_err()
    );
    let late = Simulator {
        now: EXPIRES,
        ..Simulator::new()
    };
    assert!(late.ask(&Action::MoreTime).expect("an action").is_err());
    let just = Simulator {
        now: At::from_ms(EXPIRES.ms() - 1),
        ..Simulator::new()
    };
    assert!(just.ask(&Action::MoreTime).expect("an action").is_ok());
}
