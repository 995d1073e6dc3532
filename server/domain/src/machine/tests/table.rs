//! Every state against every happening, printed: a change of the machine is a
//! change of this table, for all to read.

use super::{EXPIRES, PRICE, attempt, order, receipt};
use crate::attempt::{Attempt, AttemptState, DeclineReason};
use crate::clock::At;
use crate::ids::{AttemptId, RefundId};
use crate::machine::{Happening, Step, Verdict, Work};
use crate::money::Money;
use crate::order::{Order, OrderState};
use crate::refund::{Ask, Cause, Refund, RefundState, Word};
use crate::refusal::Refusal;
use crate::surplus::Surplus;
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
    (OrderState::PartiallyRefunded, AttemptState::Paid, false),
    (
        OrderState::PartiallyRefunded,
        AttemptState::Abandoned,
        false,
    ),
    (OrderState::Refunded, AttemptState::Paid, false),
    (OrderState::Refunded, AttemptState::Abandoned, false),
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
    let money = paid || attempt_state == AttemptState::Surplus;
    let tried = Attempt {
        receipt: money.then(|| receipt("q1", PRICE)),
        ..tried
    };
    let refunded = match state {
        OrderState::PartiallyRefunded => Money::fen(1_000),
        OrderState::Refunded => PRICE,
        _ => Money::fen(0),
    };
    let order = Order {
        state,
        live_attempt: match state {
            OrderState::Paying if live => Some(tried.id.clone()),
            OrderState::Paying => Some(other.clone()),
            _ => None,
        },
        paid_attempt: match state {
            state if state.is_paid() && paid => Some(tried.id.clone()),
            state if state.is_paid() => Some(other),
            _ => None,
        },
        reserved: refunded,
        refunded,
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
            Happening::Learn(tried, Verdict::Paid(receipt("q1", PRICE))),
            early,
        ),
        (
            "learn paid, too late",
            Happening::Learn(tried, Verdict::Paid(receipt("q1", PRICE))),
            late,
        ),
        (
            "learn paid, other amount",
            Happening::Learn(tried, Verdict::Paid(receipt("q1", Money::fen(1)))),
            early,
        ),
        (
            "learn paid, other number",
            Happening::Learn(tried, Verdict::Paid(receipt("q2", PRICE))),
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
        && step.refund.is_none()
        && step.journals.is_empty()
        && step.work.is_empty()
    {
        text.push_str("nothing changes");
    } else {
        text.push_str(step.order.state.name());
    }
    if let Some(attempt) = step.attempt.as_ref().filter(|a| *a != before.1) {
        write!(text, ", attempt {}", attempt.state.name()).expect("writes to a string");
    }
    if let Some(refund) = &step.refund {
        write!(text, ", refund {}", refund.state.name()).expect("writes to a string");
    }
    for journal in &step.journals {
        write!(text, ", book {}", journal.reference().kind()).expect("writes to a string");
    }
    for work in &step.work {
        text.push_str(match work {
            Work::Query(_) => ", query it",
            Work::ExpireAt(_) => ", look at its time",
            Work::Return(_) => ", send it back",
            Work::Refund(..) => ", carry it out",
        });
    }
    if let Some(news) = step.news {
        write!(text, ", tell {}", news.name()).expect("writes to a string");
    }
    text
}

/// Order states a refund can meet, and how far the refund has come. The
/// refund is of 10.00; the order has as much reserved, and refunded where
/// that is done.
const REFUNDS: &[(OrderState, Cause, RefundState)] = &[
    (OrderState::Paid, Cause::Merchant, RefundState::Pending),
    (OrderState::Paid, Cause::Merchant, RefundState::Unknown),
    (OrderState::Paid, Cause::Merchant, RefundState::Failed),
    (
        OrderState::PartiallyRefunded,
        Cause::Merchant,
        RefundState::Succeeded,
    ),
    (OrderState::Open, Cause::Surplus, RefundState::Pending),
    (OrderState::Expired, Cause::Surplus, RefundState::Unknown),
    (OrderState::Paid, Cause::Surplus, RefundState::Succeeded),
];

fn refunding(
    state: OrderState,
    cause: Cause,
    refund_state: RefundState,
) -> (Order, Attempt, Refund) {
    let (order, tried) = pair(state, AttemptState::Paid, false);
    let sum = Money::fen(1_000);
    let surplus = Surplus::under(&tried, receipt("q1", sum));
    let refund = Refund {
        cause,
        state: refund_state,
        ..Refund::returning(
            RefundId::stored(String::from("rfd_1")),
            &surplus,
            At::from_ms(0),
        )
    };
    let merchants = cause == Cause::Merchant;
    let reserved = merchants && refund_state != RefundState::Failed;
    let refunded = merchants && refund_state == RefundState::Succeeded;
    let order = Order {
        reserved: if reserved { sum } else { Money::fen(0) },
        refunded: if refunded { sum } else { Money::fen(0) },
        ..order
    };
    (order, tried, refund)
}

#[test]
fn every_turn_of_a_refund_is_in_the_table() {
    let mut table = String::new();
    let now = At::from_ms(0);
    for state in OrderState::ALL {
        writeln!(table, "{}", state.name()).expect("writes");
        let (order, tried) = pair(state, AttemptState::Paid, false);
        for (name, fen) in [
            ("all the rest", None),
            ("1.00", Some(100)),
            ("118.01", Some(11_801)),
            ("128.00", Some(12_800)),
            ("128.01", Some(12_801)),
            ("nothing", Some(0)),
            ("less than nothing", Some(-1)),
        ] {
            let ask = Ask {
                mall_refund_no: String::from("R-1"),
                amount: fen.map(Money::fen),
                reason: None,
            };
            let id = RefundId::stored(String::from("rfd_2"));
            let result = Refund::asked(id, &order, Some(&tried), &ask, now)
                .and_then(|refund| order.apply(Happening::Refund(&refund), now));
            let told = told((&order, &tried), &result);
            writeln!(table, "  {:<26}-> {told}", format!("refund {name}")).expect("writes");
        }
    }
    for &(state, cause, refund_state) in REFUNDS {
        let (order, tried, refund) = refunding(state, cause, refund_state);
        let (cause, far) = (cause.name(), refund_state.name());
        writeln!(table, "{}, {cause} refund {far}", state.name()).expect("writes");
        for (name, happening) in [
            ("send", Happening::SendRefund(&refund)),
            (
                "learn succeeded",
                Happening::LearnRefund(&refund, Word::Succeeded(receipt("r1", refund.amount))),
            ),
            (
                "learn succeeded, other sum",
                Happening::LearnRefund(&refund, Word::Succeeded(receipt("r1", PRICE))),
            ),
            (
                "learn declined",
                Happening::LearnRefund(&refund, Word::Declined(String::from("35"))),
            ),
            (
                "learn unknown",
                Happening::LearnRefund(&refund, Word::Unknown),
            ),
        ] {
            let result = order.apply(happening, now);
            writeln!(table, "  {name:<26}-> {}", told((&order, &tried), &result)).expect("writes");
        }
    }
    insta::assert_snapshot!(table);
}

/// A refusal that was none, while another refund took the money: nothing the
/// order could say would be true, so nothing changes.
#[test]
fn a_refund_that_was_refused_and_done_takes_no_other_refunds_money() {
    let (order, _, refund) = refunding(OrderState::Paid, Cause::Merchant, RefundState::Failed);
    let full = Order {
        reserved: PRICE,
        ..order
    };
    let done = Word::Succeeded(receipt("r1", refund.amount));
    let step = full
        .apply(Happening::LearnRefund(&refund, done), At::from_ms(0))
        .expect("no refusal");
    assert_eq!(step.order, full);
    assert!(step.refund.is_none() && step.journals.is_empty());
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
