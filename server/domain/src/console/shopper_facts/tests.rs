//! Each state and cause has its sentence.

use super::ShopperFact;
use crate::attempt::{AttemptStatus, DeclineReason};
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::console::{
    AttemptRecord, EventRecord, OrderDetail, OrderRow, RefundRecord, RefundRequester,
    RequestRecord, TimelineEntry, TimelineEvent, WebhookState,
};
use crate::ids::{AttemptId, EventId, OrderId, RefundId};
use crate::money::Money;
use crate::network_request::{Purpose, RequestEnd};
use crate::order::OrderState;
use crate::product::Product;
use crate::refund::RefundState;
use std::collections::BTreeMap;

const UNTIL: At = At::from_ms(900_000);
const AMOUNT: Money = Money::fen(2_800);
const NEXT: Option<At> = Some(At::from_ms(60_000));

fn at(ms: i64) -> At {
    At::from_ms(ms)
}

fn order(state: OrderState, timeline: Vec<TimelineEvent>) -> OrderDetail {
    let entry = |(place, event)| TimelineEntry {
        at: at(i64::try_from(place).expect("small") * 1000),
        event,
    };
    OrderDetail {
        row: OrderRow {
            id: OrderId::stored("ord_1".into()),
            mall_order_no: "T1".into(),
            subject: "tea".into(),
            amount: AMOUNT,
            refunded: Money::fen(0),
            refundable: Money::fen(0),
            state,
            created_at: at(0),
            paid_at: state.is_paid().then_some(at(5)),
            product: None,
            mall: "mall".into(),
            merchant: "shop".into(),
            store: None,
        },
        items: Vec::new(),
        buyer_ref: None,
        metadata: BTreeMap::new(),
        expires_at: UNTIL,
        timeline: timeline.into_iter().enumerate().map(entry).collect(),
    }
}

fn attempt(state: AttemptStatus, declined: Option<DeclineReason>) -> TimelineEvent {
    TimelineEvent::Attempt(AttemptRecord {
        id: AttemptId::stored("att_1".into()),
        product: Product::Scan,
        channel: ChannelId::constant("other"),
        bank: None,
        card_last4: None,
        state,
        declined: declined.map(|reason| (reason, "51".into())),
        receipt: None,
    })
}

fn request(purpose: Purpose, sends: u32, ended: Option<RequestEnd>) -> TimelineEvent {
    TimelineEvent::Request(RequestRecord {
        channel: ChannelId::constant("other"),
        number: "1".into(),
        purpose,
        sends,
        last_sent_at: None,
        code_requested_at: None,
        ended,
    })
}

fn refund(requester: RefundRequester, state: RefundState) -> Vec<TimelineEvent> {
    let id = RefundId::stored("rfd_1".into());
    let record = TimelineEvent::Refund(RefundRecord {
        id: id.clone(),
        attempt_id: AttemptId::stored("att_1".into()),
        amount: AMOUNT,
        state,
        requester,
        mall_refund_no: None,
        reason: None,
        receipt: None,
    });
    let ended = TimelineEvent::RefundEnded {
        id,
        state,
        declined: None,
    };
    let is_over = matches!(state, RefundState::Succeeded | RefundState::Failed);
    [record]
        .into_iter()
        .chain(is_over.then_some(ended))
        .collect()
}

fn paid_event(kind: &str, webhook: WebhookState) -> TimelineEvent {
    TimelineEvent::Event(EventRecord {
        id: EventId::stored("evt_1".into()),
        kind: kind.into(),
        tries: 1,
        last_status: None,
        last_error: None,
        webhook,
    })
}

fn told(state: OrderState, timeline: Vec<TimelineEvent>) -> Vec<ShopperFact> {
    ShopperFact::all(&order(state, timeline), NEXT)
}

#[test]
fn an_open_order_says_why_it_is_not_paid() {
    let nothing = ShopperFact::NotPaidYet { until: UNTIL };
    assert_eq!(
        told(OrderState::Open, vec![]),
        std::slice::from_ref(&nothing)
    );
    let reason = DeclineReason::InsufficientFunds;
    let declined = attempt(AttemptStatus::Declined, Some(reason));
    assert_eq!(
        told(OrderState::Open, vec![declined.clone()]),
        [ShopperFact::Declined {
            reason,
            until: UNTIL
        }]
    );
    // The newest attempt counts.
    let left = attempt(AttemptStatus::Abandoned, None);
    assert_eq!(told(OrderState::Open, vec![declined, left]), [nothing]);
}

#[test]
fn an_unknown_result_is_no_failure() {
    let sent = attempt(AttemptStatus::Unsettled, None);
    let request = request(Purpose::PayByAgreement, 1, None);
    assert_eq!(
        told(OrderState::Paying, vec![sent, request]),
        [ShopperFact::Unknown {
            since: at(0),
            next: NEXT
        }]
    );
    let waits = attempt(AttemptStatus::AwaitingPayer, None);
    assert_eq!(
        told(OrderState::Paying, vec![waits]),
        [ShopperFact::WithPayer { until: UNTIL }]
    );
}

#[test]
fn a_request_without_an_end_may_still_be_paid() {
    let may = ShopperFact::MayStillBePaid { next: NEXT };
    let left = || attempt(AttemptStatus::Abandoned, None);
    for (state, first) in [
        (OrderState::Expired, ShopperFact::Expired),
        (OrderState::Closed, ShopperFact::Closed),
        (OrderState::Open, ShopperFact::NotPaidYet { until: UNTIL }),
    ] {
        for purpose in [Purpose::PayByQr, Purpose::PayOnPage] {
            let open = vec![left(), request(purpose, 0, None)];
            assert_eq!(told(state, open), [first.clone(), may.clone()]);
        }
        for over in [
            request(Purpose::PayByQr, 1, Some(RequestEnd::Lapsed)),
            request(Purpose::PayByAgreement, 0, None),
            request(Purpose::Sign, 0, None),
        ] {
            let told = told(state, vec![left(), over]);
            assert_eq!(told, std::slice::from_ref(&first));
        }
    }
}

#[test]
fn a_paid_order_says_when_the_mall_was_told() {
    let mall = WebhookState::Delivered(at(7));
    let events = vec![
        attempt(AttemptStatus::Paid, None),
        paid_event("refund.succeeded", WebhookState::NotSent),
        paid_event("order.paid", mall),
    ];
    let paid = |mall| ShopperFact::Paid { at: at(5), mall };
    assert_eq!(told(OrderState::Paid, events), [paid(mall)]);
    assert_eq!(
        told(OrderState::Refunded, vec![]),
        [paid(WebhookState::NotSent)]
    );
}

#[test]
fn each_refund_is_told_as_it_is() {
    let (amount, since, ended) = (AMOUNT, at(0), at(1000));
    for (requester, state, expected) in [
        (
            RefundRequester::Mall,
            RefundState::Pending,
            ShopperFact::RefundUnderWay { amount, since },
        ),
        (
            RefundRequester::Mall,
            RefundState::Unknown,
            ShopperFact::RefundUnderWay { amount, since },
        ),
        (
            RefundRequester::Mall,
            RefundState::Succeeded,
            ShopperFact::Refunded { amount, at: ended },
        ),
        (
            RefundRequester::Mall,
            RefundState::Failed,
            ShopperFact::RefundFailed { amount, at: ended },
        ),
        (
            RefundRequester::Desk,
            RefundState::Unknown,
            ShopperFact::SurplusUnderWay { amount, since },
        ),
        (
            RefundRequester::Desk,
            RefundState::Succeeded,
            ShopperFact::SurplusReturned { amount, at: ended },
        ),
    ] {
        let told = told(OrderState::Expired, refund(requester, state));
        assert_eq!(told, [ShopperFact::Expired, expected]);
    }
}
