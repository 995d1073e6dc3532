//! Every state with every event, printed as a table, so that each change of
//! the machine shows in a review.

use super::{EXPIRES, PRICE, QUERY_AT, attempt, order, receipt};
use crate::attempt::{Attempt, AttemptState, AttemptStatus, DeclineReason};
use crate::clock::At;
use crate::ids::{AttemptId, RefundId};
use crate::machine::{AttemptOutcome, FollowUp, OrderEvent, Transition};
use crate::money::Money;
use crate::order::{Order, OrderState};
use crate::refund::{Refund, RefundCause, RefundOutcome, RefundRequest, RefundState};
use crate::refusal::Refusal;
use crate::surplus::Surplus;
use std::fmt::Write as _;

/// The pairs of states that an order and one of its attempts can have; `true`
/// where the attempt is the order's live one.
const PAIRS: &[(OrderState, AttemptStatus, bool)] = &[
    (OrderState::Open, AttemptStatus::Abandoned, false),
    (OrderState::Open, AttemptStatus::Declined, false),
    (OrderState::Open, AttemptStatus::Surplus, false),
    (OrderState::Paying, AttemptStatus::Started, true),
    (OrderState::Paying, AttemptStatus::AwaitingPayer, true),
    (OrderState::Paying, AttemptStatus::Unsettled, true),
    (OrderState::Paying, AttemptStatus::Abandoned, false),
    (OrderState::Paid, AttemptStatus::Paid, false),
    (OrderState::Paid, AttemptStatus::AwaitingPayer, false),
    (OrderState::Paid, AttemptStatus::Abandoned, false),
    (OrderState::PartiallyRefunded, AttemptStatus::Paid, false),
    (
        OrderState::PartiallyRefunded,
        AttemptStatus::Abandoned,
        false,
    ),
    (OrderState::Refunded, AttemptStatus::Paid, false),
    (OrderState::Refunded, AttemptStatus::Abandoned, false),
    (OrderState::Closed, AttemptStatus::Abandoned, false),
    (OrderState::Expired, AttemptStatus::Abandoned, false),
];

fn with_data(status: AttemptStatus) -> AttemptState {
    match status {
        AttemptStatus::Started => AttemptState::Started,
        AttemptStatus::AwaitingPayer => AttemptState::AwaitingPayer,
        AttemptStatus::Unsettled => AttemptState::Unsettled,
        AttemptStatus::Paid => AttemptState::Paid(receipt("q1", PRICE)),
        AttemptStatus::Declined => AttemptState::Declined {
            reason: DeclineReason::Issuer,
            code: String::from("51"),
        },
        AttemptStatus::Abandoned => AttemptState::Abandoned,
        AttemptStatus::Surplus => AttemptState::Surplus(receipt("q1", PRICE)),
    }
}

fn pair(state: OrderState, attempt_state: AttemptStatus, live: bool) -> (Order, Attempt) {
    let tried = Attempt {
        state: with_data(attempt_state),
        ..attempt(1)
    };
    let other = AttemptId::stored(String::from("att_other"));
    let paid = attempt_state == AttemptStatus::Paid;
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

fn events<'a>(fresh: &'a Attempt, tried: &'a Attempt) -> Vec<(&'static str, OrderEvent<'a>, At)> {
    let (early, late) = (At::from_ms(0), EXPIRES);
    let declined = AttemptOutcome::Declined(DeclineReason::Issuer, String::from("51"));
    vec![
        ("begin", OrderEvent::Begin(fresh, QUERY_AT), early),
        ("begin, too late", OrderEvent::Begin(fresh, QUERY_AT), late),
        ("submit", OrderEvent::Submit(tried), early),
        (
            "learn awaiting",
            OrderEvent::Learn(tried, AttemptOutcome::AwaitingPayer),
            early,
        ),
        (
            "learn paid",
            OrderEvent::Learn(tried, AttemptOutcome::Paid(receipt("q1", PRICE))),
            early,
        ),
        (
            "learn paid, too late",
            OrderEvent::Learn(tried, AttemptOutcome::Paid(receipt("q1", PRICE))),
            late,
        ),
        (
            "learn paid, other amount",
            OrderEvent::Learn(tried, AttemptOutcome::Paid(receipt("q1", Money::fen(1)))),
            early,
        ),
        (
            "learn paid, other number",
            OrderEvent::Learn(tried, AttemptOutcome::Paid(receipt("q2", PRICE))),
            early,
        ),
        ("learn declined", OrderEvent::Learn(tried, declined), early),
        (
            "learn unknown",
            OrderEvent::Learn(tried, AttemptOutcome::Unknown),
            early,
        ),
        ("wrong code", OrderEvent::WrongCode(tried), early),
        ("cancel", OrderEvent::Cancel(tried), early),
        ("lapse", OrderEvent::Lapse(tried), early),
        ("more time", OrderEvent::MoreTime, early),
        ("more time, too late", OrderEvent::MoreTime, late),
        ("close", OrderEvent::Close, early),
        ("expire, too early", OrderEvent::Expire, early),
        ("expire", OrderEvent::Expire, late),
    ]
}

fn describe(before: (&Order, &Attempt), result: &Result<Transition, Refusal>) -> String {
    let transition = match result {
        Err(refusal) => return format!("refused: {}", refusal.code.name()),
        Ok(transition) => transition,
    };
    let mut text = String::new();
    let order = transition.order().unwrap_or(before.0);
    if order == before.0
        && transition.attempt().is_none_or(|a| a == before.1)
        && transition.refund().is_none()
        && transition.journals.is_empty()
        && transition.follow_ups.is_empty()
    {
        text.push_str("nothing changes");
    } else {
        text.push_str(order.state.name());
    }
    if let Some(attempt) = transition.attempt().filter(|a| *a != before.1) {
        write!(text, ", attempt {}", attempt.state.status().name()).expect("writes to a string");
    }
    if let Some(refund) = transition.refund() {
        write!(text, ", refund {}", refund.state.name()).expect("writes to a string");
    }
    for journal in &transition.journals {
        write!(text, ", book {}", journal.reference().kind()).expect("writes to a string");
    }
    for work in &transition.follow_ups {
        text.push_str(match work {
            FollowUp::Query(..) => ", query it",
            FollowUp::ExpireAt(_) => ", look at its time",
            FollowUp::RefundSurplus(_) => ", send it back",
            FollowUp::Refund(..) => ", carry it out",
        });
    }
    for announcement in &transition.events {
        write!(text, ", tell {}", announcement.event.name()).expect("writes to a string");
    }
    text
}

/// Pairs of states that an order and a refund of 10.00 can have. The order has
/// as much reserved, and refunded where the refund has succeeded.
const REFUNDS: &[(OrderState, RefundCause, RefundState)] = &[
    (
        OrderState::Paid,
        RefundCause::Merchant,
        RefundState::Pending,
    ),
    (
        OrderState::Paid,
        RefundCause::Merchant,
        RefundState::Unknown,
    ),
    (OrderState::Paid, RefundCause::Merchant, RefundState::Failed),
    (
        OrderState::PartiallyRefunded,
        RefundCause::Merchant,
        RefundState::Succeeded,
    ),
    (OrderState::Open, RefundCause::Surplus, RefundState::Pending),
    (
        OrderState::Expired,
        RefundCause::Surplus,
        RefundState::Unknown,
    ),
    (
        OrderState::Paid,
        RefundCause::Surplus,
        RefundState::Succeeded,
    ),
];

fn refunding(
    state: OrderState,
    cause: RefundCause,
    refund_state: RefundState,
) -> (Order, Attempt, Refund) {
    let (order, tried) = pair(state, AttemptStatus::Paid, false);
    let sum = Money::fen(1_000);
    let surplus = Surplus::under(&tried, receipt("q1", sum));
    let refund = Refund {
        cause,
        state: refund_state,
        ..Refund::of_surplus(
            RefundId::stored(String::from("rfd_1")),
            &surplus,
            At::from_ms(0),
        )
    };
    let merchants = cause == RefundCause::Merchant;
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
        let (order, tried) = pair(state, AttemptStatus::Paid, false);
        for (name, fen) in [
            ("all the rest", None),
            ("1.00", Some(100)),
            ("118.01", Some(11_801)),
            ("128.00", Some(12_800)),
            ("128.01", Some(12_801)),
            ("nothing", Some(0)),
            ("less than nothing", Some(-1)),
        ] {
            let ask = RefundRequest {
                mall_refund_no: String::from("R-1"),
                amount: fen.map(Money::fen),
                reason: None,
            };
            let id = RefundId::stored(String::from("rfd_2"));
            let result = Refund::requested(id, &order, Some(&tried), &ask, now)
                .and_then(|refund| order.apply(OrderEvent::Refund(&refund), now));
            let described = describe((&order, &tried), &result);
            writeln!(table, "  {:<26}-> {described}", format!("refund {name}")).expect("writes");
        }
    }
    for &(state, cause, refund_state) in REFUNDS {
        let (order, tried, refund) = refunding(state, cause, refund_state);
        let (cause, far) = (cause.name(), refund_state.name());
        writeln!(table, "{}, {cause} refund {far}", state.name()).expect("writes");
        for (name, event) in [
            ("send", OrderEvent::SendRefund(&refund)),
            (
                "learn succeeded",
                OrderEvent::LearnRefund(
                    &refund,
                    RefundOutcome::Succeeded(receipt("r1", refund.amount)),
                ),
            ),
            (
                "learn succeeded, other sum",
                OrderEvent::LearnRefund(&refund, RefundOutcome::Succeeded(receipt("r1", PRICE))),
            ),
            (
                "learn declined",
                OrderEvent::LearnRefund(&refund, RefundOutcome::Declined(String::from("35"))),
            ),
            (
                "learn unknown",
                OrderEvent::LearnRefund(&refund, RefundOutcome::Unknown),
            ),
        ] {
            let result = order.apply(event, now);
            writeln!(
                table,
                "  {name:<26}-> {}",
                describe((&order, &tried), &result)
            )
            .expect("writes");
        }
    }
    insta::assert_snapshot!(table);
}

/// The network carries out a declined refund after another one took the money:
/// no correct booking is possible, so nothing changes.
#[test]
fn a_refund_that_was_refused_and_done_takes_no_other_refunds_money() {
    let (order, _, refund) =
        refunding(OrderState::Paid, RefundCause::Merchant, RefundState::Failed);
    let full = Order {
        reserved: PRICE,
        ..order
    };
    let done = RefundOutcome::Succeeded(receipt("r1", refund.amount));
    let transition = full
        .apply(OrderEvent::LearnRefund(&refund, done), At::from_ms(0))
        .expect("no refusal");
    assert_eq!(transition, Transition::default());
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
        for (name, event, now) in events(&fresh, &tried) {
            let result = order.apply(event, now);
            writeln!(
                table,
                "  {name:<26}-> {}",
                describe((&order, &tried), &result)
            )
            .expect("writes");
        }
    }
    insta::assert_snapshot!(table);
}
