//! Every state against every happening, printed: a change of the machine is a
//! change of this table, for all to read.

use super::{EXPIRES, PRICE, attempt, order, receipt};
use crate::attempt::{Attempt, AttemptState, DeclineReason};
use crate::clock::At;
use crate::ids::AttemptId;
use crate::machine::{Happening, Step, Verdict, Work};
use crate::money::Money;
use crate::order::{Order, OrderState};
use crate::refusal::Refusal;
use std::fmt::Write as _;

/// The states an order and one of its attempts can be in together. `true`:
/// the attempt is the order's live one.
const PAIRS: &[(OrderState, AttemptState, bool)] = &[
    (OrderState::Open, AttemptState::Abandoned, false),
    (OrderState::Open, AttemptState::Declined, false),
    (OrderState::Open, AttemptState::Surplus, false),
    (OrderState::Paying, AttemptState::Started, true),
    (OrderState::Paying, AttemptState::AwaitingPayer, true),
    (OrderState::Paying, AttemptState::Unsettled, true),
    (OrderState::Paying, AttemptState::Abandoned, false),
    (OrderState::Paid, AttemptState::Paid, false),
    (OrderState::Paid, AttemptState::AwaitingPayer, false),
    (OrderState::Paid, AttemptState::Abandoned, false),
    (OrderState::Closed, AttemptState::Abandoned, false),
    (OrderState::Expired, AttemptState::Abandoned, false),
];

fn pair(state: OrderState, attempt_state: AttemptState, live: bool) -> (Order, Attempt) {
    let tried = Attempt {
        state: attempt_state,
        ..attempt(1)
    };
    let other = AttemptId::stored(String::from("att_other"));
    let paid = attempt_state == AttemptState::Paid;
    let order = Order {
        state,
        live_attempt: match state {
            OrderState::Paying if live => Some(tried.id.clone()),
            OrderState::Paying => Some(other.clone()),
            _ => None,
        },
        paid_attempt: match state {
            OrderState::Paid if paid => Some(tried.id.clone()),
            OrderState::Paid => Some(other),
            _ => None,
        },
        ..order()
    };
    (order, tried)
}

fn happenings<'a>(
    fresh: &'a Attempt,
    tried: &'a Attempt,
) -> Vec<(&'static str, Happening<'a>, At)> {
    let (early, late) = (At::from_ms(0), EXPIRES);
    let declined = Verdict::Declined(DeclineReason::Issuer, String::from("51"));
    vec![
        ("begin", Happening::Begin(fresh), early),
        ("begin, too late", Happening::Begin(fresh), late),
        ("submit", Happening::Submit(tried), early),
        (
            "learn awaiting",
            Happening::Learn(tried, Verdict::AwaitingPayer),
            early,
        ),
        (
            "learn paid",
            Happening::Learn(tried, Verdict::Paid(receipt(PRICE))),
            early,
        ),
        (
            "learn paid, too late",
            Happening::Learn(tried, Verdict::Paid(receipt(PRICE))),
            late,
        ),
        (
            "learn paid, other amount",
            Happening::Learn(tried, Verdict::Paid(receipt(Money::fen(1)))),
            early,
        ),
        ("learn declined", Happening::Learn(tried, declined), early),
        (
            "learn unknown",
            Happening::Learn(tried, Verdict::Unknown),
            early,
        ),
        ("wrong code", Happening::WrongCode(tried), early),
        ("cancel", Happening::Cancel(tried), early),
        ("lapse", Happening::Lapse(tried), early),
        ("more time", Happening::MoreTime, early),
        ("more time, too late", Happening::MoreTime, late),
        ("close", Happening::Close, early),
        ("expire, too early", Happening::Expire, early),
        ("expire", Happening::Expire, late),
    ]
}

fn told(before: (&Order, &Attempt), result: &Result<Step, Refusal>) -> String {
    let step = match result {
        Err(refusal) => return format!("refused: {}", refusal.code.name()),
        Ok(step) => step,
    };
    let mut text = String::new();
    if step.order == *before.0
        && step.attempt.as_ref().is_none_or(|a| a == before.1)
        && step.work.is_empty()
    {
        text.push_str("nothing changes");
    } else {
        text.push_str(step.order.state.name());
    }
    if let Some(attempt) = step.attempt.as_ref().filter(|a| *a != before.1) {
        write!(text, ", attempt {}", attempt.state.name()).expect("writes to a string");
    }
    for work in &step.work {
        text.push_str(match work {
            Work::Query(_) => ", query it",
            Work::ExpireAt(_) => ", look at its time",
        });
    }
    if let Some(news) = step.news {
        write!(text, ", tell {}", news.name()).expect("writes to a string");
    }
    text
}

#[test]
fn every_transition_is_in_the_table() {
    let fresh = attempt(9);
    let mut table = String::new();
    for &(state, attempt_state, live) in PAIRS {
        let (order, tried) = pair(state, attempt_state, live);
        let place = if live { "live" } else { "not live" };
        writeln!(
            table,
            "{}, attempt {} ({place})",
            state.name(),
            attempt_state.name()
        )
        .expect("writes");
        for (name, happening, now) in happenings(&fresh, &tried) {
            let result = order.apply(happening, now);
            writeln!(table, "  {name:<26}-> {}", told((&order, &tried), &result)).expect("writes");
        }
    }
    insta::assert_snapshot!(table);
}
