//! What holds after every step of every history.

use super::world::{Act, Back, Told, World, act};
use super::{EXPIRES, books, facts};
use crate::attempt::AttemptState;
use crate::clock::At;
use crate::ledger::Account;
use crate::machine::{FollowUp, Transition, WRONG_CODES_MAX};
use crate::order::OrderState;
use crate::refund::{RefundCause, RefundState};
use crate::surplus::Surplus;
use proptest::prelude::*;

impl World {
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
                .map(|a| a.state);
            prop_assert!(state.is_some_and(AttemptState::is_live), "{:?}", state);
        }
        let paid: Vec<_> = self
            .attempts
            .iter()
            .filter(|a| a.state == AttemptState::Paid)
            .map(|a| &a.id)
            .collect();
        prop_assert!(paid.len() <= 1, "paid twice: {:?}", paid);
        prop_assert_eq!(order.paid_attempt.as_ref(), paid.first().copied());
        prop_assert_eq!(order.paid_attempt.is_some(), order.state.is_paid());
        prop_assert_eq!(order.paid_at.is_some(), order.state.is_paid());
        let back = order.refunded.minor();
        match order.state {
            OrderState::Refunded => prop_assert_eq!(order.refunded, order.facts.amount),
            OrderState::PartiallyRefunded => {
                prop_assert!(back > 0 && back < order.facts.amount.minor());
            }
            _ => prop_assert_eq!(back, 0),
        }
        for attempt in &self.attempts {
            if attempt.state == AttemptState::Paid {
                let amount = attempt.receipt.as_ref().map(|r| r.amount);
                prop_assert_eq!(amount, Some(order.facts.amount), "paid is paid to the fen");
            }
            let money = matches!(attempt.state, AttemptState::Paid | AttemptState::Surplus);
            prop_assert_eq!(attempt.receipt.is_some(), money, "money has a receipt");
            if attempt.wrong_codes >= WRONG_CODES_MAX {
                prop_assert!(!attempt.state.is_live(), "five wrong codes end the attempt");
            }
        }
        books::check(self)
    }

    /// The money of a word is in the books, wherever it went.
    fn has_seen(&self, network_id: &str) -> bool {
        let of_attempt = |id: &str| {
            let receipts = self.attempts.iter().filter_map(|a| a.receipt.as_ref());
            receipts.into_iter().any(|r| r.network_id == id)
        };
        let is_it = |s: &Surplus| s.receipt.network_id == network_id;
        of_attempt(network_id) || self.surplus.iter().any(is_it)
    }
}

/// What holds of one step, whatever the state it began in.
fn check_step(before: &World, act: &Act, step: &Transition) -> Result<(), TestCaseError> {
    let (was, is) = (&before.order, &step.order);
    prop_assert_eq!(is.sequence, was.sequence + u32::from(step.news.is_some()));
    if was.state != is.state && is.state.is_final() {
        prop_assert!(step.news.is_some(), "an end is told");
    }
    prop_assert_eq!(was.version, is.version, "versions are the store's");
    check_end(before, act, step)?;
    if was.state == OrderState::Paying && is.state == OrderState::Open {
        prop_assert!(
            step.work.contains(&FollowUp::ExpireAt(is.expires_at)),
            "its expiry is looked at again"
        );
    }
    if let Some(new) = &step.attempt {
        let old = before.attempts.iter().find(|a| a.id == new.id);
        if let Some(old) =
            old.filter(|a| matches!(a.state, AttemptState::Paid | AttemptState::Surplus))
        {
            prop_assert_eq!(old, new, "money never changes its place");
        }
        if old.is_none() {
            prop_assert!(
                step.work.contains(&FollowUp::Query(new.id.clone())),
                "its end is asked for from the start"
            );
        }
    }
    match act {
        Act::Learn(_, Told::Unknown | Told::PaidNothing) => {
            prop_assert_eq!(was, is);
            prop_assert!(step.attempt.is_none(), "what is not known ends nothing");
            prop_assert!(step.journals.is_empty() && step.work.is_empty());
        }
        Act::Learn(i, Told::Paid | Told::PaidOther | Told::PaidAgain) => {
            let state = step.attempt.as_ref().unwrap_or(&before.attempts[*i]).state;
            prop_assert!(
                matches!(state, AttemptState::Paid | AttemptState::Surplus),
                "money is never dropped"
            );
        }
        Act::LearnRefund(_, Back::Unknown | Back::OtherAmount) => {
            prop_assert_eq!(was, is);
            prop_assert!(step.refund.is_none(), "what is not known ends nothing");
            prop_assert!(step.journals.is_empty() && step.work.is_empty());
        }
        Act::WrongCode(_) => prop_assert!(!is.state.is_final(), "wrong codes never end the order"),
        _ => {}
    }
    Ok(())
}

/// An order that has ended never opens again: only refunds move it on, from
/// paid, by its money alone. A refund that has succeeded never moves again.
fn check_end(before: &World, act: &Act, step: &Transition) -> Result<(), TestCaseError> {
    let (was, is) = (&before.order, &step.order);
    if was.state.is_final() {
        let rest = crate::order::Order {
            state: was.state,
            reserved: was.reserved,
            refunded: was.refunded,
            sequence: was.sequence,
            ..is.clone()
        };
        prop_assert_eq!(was, &rest, "an ended order never opens again");
        let by_refund = matches!(act, Act::Refund(_) | Act::LearnRefund(..));
        prop_assert!(was == is || by_refund, "{:?} moved it", act);
        prop_assert!(was.state.is_paid() == is.state.is_paid());
        prop_assert!(is.refunded.minor() >= was.refunded.minor());
    }
    if let Some(new) = &step.refund {
        let old = before.refunds.iter().find(|r| r.id == new.id);
        prop_assert!(
            old.is_none_or(|r| r.state != RefundState::Succeeded),
            "done is done"
        );
        let fixed = |r: &crate::refund::Refund| (r.amount, r.cause, r.payment.clone());
        prop_assert!(old.is_none_or(|old| fixed(old) == fixed(new)));
        if new.state == RefundState::Pending {
            let carried = |w: &FollowUp| matches!(w, FollowUp::Refund(id, _) if *id == new.id);
            prop_assert!(step.work.iter().any(carried), "somebody carries it out");
        }
    }
    Ok(())
}

/// The number of the network's under which an act's money came.
fn network_id(act: &Act) -> Option<String> {
    match act {
        Act::Learn(i, Told::Paid) => Some(format!("q{i}")),
        Act::Learn(i, Told::PaidAgain) => Some(format!("q{i}-again")),
        Act::Learn(i, Told::PaidOther) => Some(format!("q{i}-other")),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_history_keeps_the_laws(acts in proptest::collection::vec(act(), 1..60)) {
        let mut world = World::new();
        for act in &acts {
            if let Act::Wait(seconds) = act {
                world.now = world.now.plus_s(*seconds);
            }
            if let Some(Ok(step)) = world.ask(act) {
                check_step(&world, act, &step)?;
                world.keep(step);
                if let Some(id) = network_id(act) {
                    prop_assert!(world.has_seen(&id), "{} is dropped", id);
                }
            }
            world.check_state()?;
        }
    }

    /// From wherever a history led: when every attempt's time is over and the
    /// network has said so, the order ends.
    #[test]
    fn every_history_comes_to_an_end(acts in proptest::collection::vec(act(), 1..40)) {
        let mut world = World::new();
        for act in &acts {
            if let Some(Ok(step)) = world.ask(act) {
                world.keep(step);
            }
        }
        world.now = world.order.expires_at;
        let lapses = (0..world.attempts.len()).map(Act::Lapse);
        for act in lapses.chain([Act::Expire]) {
            let step = world.ask(&act).expect("an act").expect("no refusal");
            world.keep(step);
        }
        prop_assert!(world.order.state.is_final(), "{:?}", world.order.state);
        prop_assert!(world.attempts.iter().all(|a| !a.state.is_live()));
    }

    /// From wherever a history led: when the network has done every refund
    /// that is open, nothing lies in suspense or in transit, and the network
    /// holds what the merchant is owed.
    #[test]
    fn all_that_is_not_wanted_goes_back(acts in proptest::collection::vec(act(), 1..60)) {
        let mut world = World::new();
        for act in &acts {
            if let Some(Ok(step)) = world.ask(act) {
                world.keep(step);
            }
        }
        for i in 0..world.refunds.len() {
            if world.refunds[i].state.is_open() {
                let step = world.ask(&Act::LearnRefund(i, Back::Succeeded));
                world.keep(step.expect("an act").expect("no refusal"));
            }
        }
        world.check_state()?;
        prop_assert_eq!(world.books.balance(&Account::Suspense), 0);
        prop_assert_eq!(world.books.balance(&Account::RefundsInTransit), 0);
        let back = world.refunds.iter().filter(|r| r.cause == RefundCause::Surplus);
        prop_assert_eq!(back.count(), world.surplus.len());
    }
}

#[test]
fn five_wrong_codes_end_the_attempt_and_another_may_begin() {
    let mut world = World::new();
    for act in [
        Act::Begin,
        Act::WrongCode(0),
        Act::WrongCode(0),
        Act::WrongCode(0),
        Act::WrongCode(0),
    ] {
        let step = world.ask(&act).expect("an act").expect("possible");
        world.keep(step);
    }
    assert!(world.attempts[0].state.is_live(), "four are forgiven");
    let step = world
        .ask(&Act::WrongCode(0))
        .expect("an act")
        .expect("possible");
    world.keep(step);
    assert_eq!(world.attempts[0].state, AttemptState::Declined);
    assert_eq!(world.order.state, OrderState::Open);
    assert!(world.ask(&Act::Begin).expect("an act").is_ok());
}

#[test]
fn time_may_be_added_twelve_times_and_not_when_it_is_over() {
    let mut world = World::new();
    for _ in 0..12 {
        let step = world
            .ask(&Act::MoreTime)
            .expect("an act")
            .expect("possible");
        world.keep(step);
    }
    assert_eq!(world.order.expires_at, EXPIRES.plus_s(12 * 600));
    assert!(world.ask(&Act::MoreTime).expect("an act").is_err());
    let late = World {
        now: EXPIRES,
        ..World::new()
    };
    assert!(late.ask(&Act::MoreTime).expect("an act").is_err());
    let just = World {
        now: At::from_ms(EXPIRES.ms() - 1),
        ..World::new()
    };
    assert!(just.ask(&Act::MoreTime).expect("an act").is_ok());
}
