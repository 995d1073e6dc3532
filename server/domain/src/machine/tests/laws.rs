//! What holds after every step of every history.

use super::{EXPIRES, PRICE, attempt, facts, order, receipt};
use crate::attempt::{Attempt, AttemptState, DeclineReason};
use crate::clock::At;
use crate::machine::{Happening, Step, Verdict, WRONG_CODES_MAX, Work};
use crate::money::Money;
use crate::order::{Order, OrderState};
use crate::refusal::Refusal;
use proptest::prelude::*;

/// A happening, before it is known which attempts there are: a number picks
/// one of those begun so far.
#[derive(Clone, Debug)]
enum Act {
    Begin,
    Submit(usize),
    Learn(usize, Word),
    WrongCode(usize),
    Cancel(usize),
    Lapse(usize),
    MoreTime,
    Close,
    Expire,
    Wait(i64),
}

#[derive(Clone, Copy, Debug)]
enum Word {
    AwaitingPayer,
    Paid,
    PaidOther,
    Declined,
    Unknown,
}

impl Word {
    fn verdict(self) -> Verdict {
        match self {
            Self::AwaitingPayer => Verdict::AwaitingPayer,
            Self::Paid => Verdict::Paid(receipt(PRICE)),
            Self::PaidOther => Verdict::Paid(receipt(Money::fen(1))),
            Self::Declined => Verdict::Declined(DeclineReason::Issuer, String::from("51")),
            Self::Unknown => Verdict::Unknown,
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    let which = 0_usize..4;
    let word = prop_oneof![
        3 => Just(Word::AwaitingPayer),
        3 => Just(Word::Paid),
        1 => Just(Word::PaidOther),
        2 => Just(Word::Declined),
        2 => Just(Word::Unknown),
    ];
    prop_oneof![
        4 => Just(Act::Begin),
        3 => which.clone().prop_map(Act::Submit),
        4 => (which.clone(), word).prop_map(|(i, w)| Act::Learn(i, w)),
        4 => which.clone().prop_map(Act::WrongCode),
        2 => which.clone().prop_map(Act::Cancel),
        2 => which.prop_map(Act::Lapse),
        1 => Just(Act::MoreTime),
        1 => Just(Act::Close),
        1 => Just(Act::Expire),
        1 => (0_i64..1200).prop_map(Act::Wait),
    ]
}

/// An order, its attempts and the time, as a store would hold them.
struct World {
    order: Order,
    attempts: Vec<Attempt>,
    now: At,
}

impl World {
    fn new() -> Self {
        Self {
            order: order(),
            attempts: Vec::new(),
            now: At::from_ms(0),
        }
    }

    /// What the machine says to an act; `None` where there is nothing to say.
    fn ask(&self, act: &Act) -> Option<Result<Step, Refusal>> {
        let fresh = attempt(self.attempts.len());
        let happening = match act {
            Act::Begin => Happening::Begin(&fresh),
            Act::Submit(i) => Happening::Submit(self.attempts.get(*i)?),
            Act::Learn(i, word) => Happening::Learn(self.attempts.get(*i)?, word.verdict()),
            Act::WrongCode(i) => Happening::WrongCode(self.attempts.get(*i)?),
            Act::Cancel(i) => Happening::Cancel(self.attempts.get(*i)?),
            Act::Lapse(i) => Happening::Lapse(self.attempts.get(*i)?),
            Act::MoreTime => Happening::MoreTime,
            Act::Close => Happening::Close,
            Act::Expire => Happening::Expire,
            Act::Wait(_) => return None,
        };
        Some(self.order.apply(happening, self.now))
    }

    /// Stores a step whole.
    fn keep(&mut self, step: Step) {
        self.order = step.order;
        if let Some(new) = step.attempt {
            match self.attempts.iter_mut().find(|a| a.id == new.id) {
                Some(old) => *old = new,
                None => self.attempts.push(new),
            }
        }
    }

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
        prop_assert_eq!(
            order.paid_attempt.is_some(),
            order.state == OrderState::Paid
        );
        prop_assert_eq!(order.paid_at.is_some(), order.state == OrderState::Paid);
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
        Ok(())
    }
}

/// What holds of one step, whatever the state it began in.
fn check_step(before: &World, act: &Act, step: &Step) -> Result<(), TestCaseError> {
    let (was, is) = (&before.order, &step.order);
    prop_assert_eq!(is.sequence, was.sequence + u32::from(step.news.is_some()));
    prop_assert_eq!(
        was.state != is.state && is.state.is_final(),
        step.news.is_some(),
        "an end is told once"
    );
    prop_assert_eq!(was.version, is.version, "versions are the store's");
    if was.state.is_final() {
        prop_assert_eq!(was, is, "an ended order never moves again");
    }
    if was.state == OrderState::Paying && is.state == OrderState::Open {
        prop_assert!(
            step.work.contains(&Work::ExpireAt(is.expires_at)),
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
                step.work.contains(&Work::Query(new.id.clone())),
                "its end is asked for from the start"
            );
        }
    }
    match act {
        Act::Learn(_, Word::Unknown) => {
            prop_assert_eq!(was, is);
            prop_assert!(step.attempt.is_none(), "what is not known ends nothing");
        }
        Act::Learn(i, Word::Paid | Word::PaidOther) => {
            let state = step.attempt.as_ref().unwrap_or(&before.attempts[*i]).state;
            prop_assert!(
                matches!(state, AttemptState::Paid | AttemptState::Surplus),
                "money is never dropped"
            );
        }
        Act::WrongCode(_) => prop_assert!(!is.state.is_final(), "wrong codes never end the order"),
        _ => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

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
