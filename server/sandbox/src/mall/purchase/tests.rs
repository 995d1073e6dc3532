//! What moves a purchase, and what does not.

use super::{
    CreateVia, EventOutcome, NoteKind, PendingEvents, Purchase, PurchaseNote, PurchaseState,
};
use crate::mall::buyer::Buyer;
use crate::mall::desk_client::DeskOrder;
use crate::mall::order_request::tests::order_request;
use crate::mall::refund::DeskRefund;
use crate::mall::webhook::{EventData, WebhookEvent};
use domain::clock::At;

pub(crate) fn purchase() -> Purchase {
    Purchase {
        order: order_request(),
        buyer: Buyer::Lin,
        seller: String::from("临安茶舍"),
        create_via: CreateVia::Api,
        ticket: String::from("t1"),
        bought: Vec::new(),
        state: PurchaseState::Sending,
        desk_id: None,
        sequence: 0,
        event_ids: Vec::new(),
        notes: vec![PurchaseNote {
            at: At::from_ms(0),
            saw: NoteKind::Placed,
        }],
        refunds: Vec::new(),
        pending_events: PendingEvents::default(),
    }
}

fn event(id: &str, state: &str, sequence: u32) -> WebhookEvent {
    let order = order_request();
    WebhookEvent {
        id: id.to_owned(),
        kind: format!("order.{state}"),
        data: EventData {
            id: String::from("ord_1"),
            mall_order_no: order.mall_order_no,
            merchant_id: order.merchant_id,
            state: state.to_owned(),
            amount: order.amount,
            sequence,
            refund: None,
        },
    }
}

fn answer(state: &str) -> DeskOrder {
    let EventData {
        id,
        mall_order_no,
        merchant_id,
        state,
        amount,
        ..
    } = event("", state, 0).data;
    DeskOrder {
        id,
        mall_order_no,
        merchant_id,
        state,
        amount,
        pay_url: None,
        refunds: Vec::new(),
        surplus: Vec::new(),
    }
}

#[test]
fn an_event_is_taken_once() {
    let mut bought = purchase();
    assert_eq!(
        bought.apply_event(&event("evt_1", "paid", 1), At::from_ms(5)),
        EventOutcome::Taken
    );
    let after = bought.clone();
    assert_eq!(
        bought.apply_event(&event("evt_1", "paid", 1), At::from_ms(6)),
        EventOutcome::Ignored
    );
    assert_eq!(bought, after);
    assert_eq!(bought.state, PurchaseState::Paid);
}

#[test]
fn an_older_event_changes_nothing() {
    let mut bought = purchase();
    assert_eq!(
        bought.apply_event(&event("evt_2", "refunded", 2), At::from_ms(5)),
        EventOutcome::Taken
    );
    assert_eq!(
        bought.apply_event(&event("evt_1", "paid", 1), At::from_ms(6)),
        EventOutcome::Ignored
    );
    assert_eq!(bought.state, PurchaseState::Refunded);
}

#[test]
fn an_older_event_of_another_refund_is_news_of_that_refund_only() {
    let of = |id: &str, sequence, refund: &str| {
        let mut event = event(id, "partially_refunded", sequence);
        event.data.refund = Some(DeskRefund {
            id: refund.to_owned(),
            cause: String::from("merchant"),
            state: String::from("succeeded"),
            amount: event.data.amount.clone(),
            mall_refund_no: Some(format!("no-{refund}")),
        });
        event
    };
    let mut bought = purchase();
    let mut refunded = of("evt_3", 3, "rfd_2");
    refunded.data.state = String::from("refunded");
    assert_eq!(
        bought.apply_event(&refunded, At::from_ms(5)),
        EventOutcome::Taken
    );
    assert_eq!(
        bought.apply_event(&of("evt_2", 2, "rfd_1"), At::from_ms(6)),
        EventOutcome::Taken
    );
    assert_eq!((bought.refunds.len(), bought.sequence), (2, 3));
    assert_eq!(bought.state, PurchaseState::Refunded);
    let again = of("evt_9", 1, "rfd_1");
    assert_eq!(
        bought.apply_event(&again, At::from_ms(7)),
        EventOutcome::Ignored
    );
}

#[test]
fn the_same_form_twice_is_one_refund() {
    let mut bought = purchase();
    let no = bought.next_refund_no();
    assert!(bought.may_use_refund_no(&no) && !bought.may_use_refund_no("JN-R7"));
    let first = bought.request_refund(&no, None, At::from_ms(1));
    let other = Some(order_request().amount);
    assert_eq!(bought.request_refund(&no, other, At::from_ms(2)), first);
    assert!(bought.may_use_refund_no(&no));
    assert_ne!(bought.next_refund_no(), no);
    bought.refuse_refund(&no, "refund_exceeds_paid", At::from_ms(3));
    assert!(!bought.refunds[0].is_waiting() && !bought.refunds[0].counts());
}

#[test]
fn another_amount_payee_or_order_is_not_ours() {
    let mut bought = purchase();
    bought.apply_answer(&answer("open"), At::from_ms(1));
    let mut less = event("evt_1", "paid", 1);
    less.data.amount.value = String::from("0.01");
    let mut payee = event("evt_1", "paid", 1);
    payee.data.merchant_id = String::from("mer_2");
    let mut other = event("evt_1", "paid", 1);
    other.data.id = String::from("ord_2");
    for wrong in [less, payee, other] {
        assert_eq!(
            bought.apply_event(&wrong, At::from_ms(2)),
            EventOutcome::Mismatch
        );
    }
    assert_eq!(bought.state, PurchaseState::Open);
}

#[test]
fn what_was_paid_stays_paid() {
    let mut bought = purchase();
    assert!(bought.apply_answer(&answer("open"), At::from_ms(1)));
    assert!(bought.apply_answer(&answer("paying"), At::from_ms(2)));
    assert!(
        bought.apply_answer(&answer("open"), At::from_ms(3)),
        "a declined try opens it again"
    );
    assert!(bought.apply_answer(&answer("paid"), At::from_ms(4)));
    assert!(!bought.apply_answer(&answer("open"), At::from_ms(5)));
    bought.apply_event(&event("evt_1", "expired", 1), At::from_ms(6));
    assert_eq!(bought.state, PurchaseState::Paid);
    bought.refuse("goods_not_payable", At::from_ms(7));
    assert_eq!(bought.state, PurchaseState::Paid);
}

#[test]
fn a_page_follows_until_the_event_says_what_asking_said() {
    let mut bought = purchase();
    bought.apply_answer(&answer("open"), At::from_ms(0));
    bought.apply_answer(&answer("paid"), At::from_ms(1_000));
    assert!(!bought.is_waiting() && bought.may_change(At::from_ms(120_999)));
    assert!(!bought.may_change(At::from_ms(121_000)), "not for ever");
    bought.apply_event(&event("evt_1", "paid", 1), At::from_ms(2_000));
    assert!(!bought.may_change(At::from_ms(2_000)));

    let mut refund = DeskRefund {
        id: String::from("rfd_1"),
        cause: String::from("merchant"),
        state: String::from("succeeded"),
        amount: order_request().amount,
        mall_refund_no: Some(String::from("no-1")),
    };
    let mut after = answer("refunded");
    after.refunds.push(refund.clone());
    bought.apply_answer(&after, At::from_ms(3_000));
    assert!(bought.may_change(At::from_ms(3_000)));
    let mut of_refund = event("evt_2", "refunded", 2);
    refund.state = String::from("unknown");
    of_refund.data.refund = Some(refund);
    bought.apply_event(&of_refund, At::from_ms(4_000));
    assert!(!bought.may_change(At::from_ms(4_000)));
}

#[test]
fn what_an_event_said_first_is_not_waited_for() {
    let mut bought = purchase();
    bought.apply_event(&event("evt_1", "paid", 1), At::from_ms(1));
    bought.apply_answer(&answer("paid"), At::from_ms(2));
    assert!(!bought.may_change(At::from_ms(2)));
}
