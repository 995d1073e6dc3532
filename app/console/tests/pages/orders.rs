//! The orders of the console in memory: 60 of them, in every state, each with
//! every kind of timeline entry.

use crate::fake_console::{MARKUP, MERCHANT, NOW};
use crate::fake_refunds::{WAITING, approval};
use crate::fake_stores::store_name;
use domain::attempt::{AttemptStatus, DeclineReason, Receipt};
use domain::channel_id::ChannelId;
use domain::console::{
    AttemptRecord, DayResult, EventRecord, OrderCursor, OrderDetail, OrderFilter, OrderPage,
    OrderResult, OrderRow, RefundRecord, RefundRequester, RequestRecord, TimelineEntry,
    TimelineEvent, Toward, WebhookState,
};
use domain::ids::{AttemptId, EventId, MerchantId, OrderId, RefundId};
use domain::ledger::{Account, Journal, Reference};
use domain::money::Money;
use domain::network_request::{Purpose, RequestEnd};
use domain::order::{Item, OrderState};
use domain::product::Product;
use domain::refund::RefundState;
use std::collections::BTreeMap;

/// How many there are.
const COUNT: usize = 60;

/// The oldest one, days before the others.
const LAST: usize = COUNT - 1;

/// The number of the newest one, as long as numbers may be.
pub(crate) const LONG_NUMBER: &str =
    "SHUANGSHIYI-2026.11.11_0000000000000000000000000000000000000-A01";

const CHANNEL: ChannelId = ChannelId::constant("union_pay");

/// The id of an order: 0 is the newest.
pub(crate) fn order_id(place: usize) -> OrderId {
    OrderId::parse(&format!("ord_{place:026}")).expect("an id")
}

fn attempt_id(place: u8) -> AttemptId {
    AttemptId::parse(&format!("att_{place:026}")).expect("an id")
}

fn refund_id(place: u8) -> RefundId {
    RefundId::parse(&format!("rfd_{place:026}")).expect("an id")
}

fn event_id(place: u8) -> EventId {
    EventId::parse(&format!("evt_{place:026}")).expect("an id")
}

fn row(place: usize) -> OrderRow {
    let state = OrderState::ALL[place % OrderState::ALL.len()];
    let (mall_order_no, subject, amount) = match place {
        0 => (
            LONG_NUMBER.to_owned(),
            "西湖龙井明前特级茶叶礼盒装两百五十克，附手工紫砂茶壶一把、茶杯四只和一张写给收礼人的贺卡".repeat(2),
            Money::MAX_ORDER_MINOR,
        ),
        1 => ("T202611220059".into(), MARKUP.into(), 2_800),
        _ => (
            format!("T2026112200{:02}", COUNT - place),
            "Longjing tea 龙井茶 250 g".into(),
            12_800 * i64::try_from(place).expect("small"),
        ),
    };
    let returned = match state {
        OrderState::PartiallyRefunded => amount / 4,
        OrderState::Refunded => amount,
        _ => 0,
    };
    let refundable = if state.is_paid() {
        amount - returned
    } else {
        0
    };
    let age_s = match place {
        LAST => 3 * 86_400,
        _ => 2_220 * i64::try_from(place).expect("small"),
    };
    let created_at = NOW.plus_s(-age_s);
    OrderRow {
        id: order_id(place),
        mall_order_no,
        subject,
        amount: Money::fen(amount),
        refunded: Money::fen(returned),
        refundable: Money::fen(refundable),
        state,
        created_at,
        paid_at: state.is_paid().then(|| created_at.plus_s(95)),
        product: (state != OrderState::Open).then(|| Product::ALL[place % 4]),
        mall: "云上商城".into(),
        merchant: "云上茶舍".into(),
        store: (place % 10 == 3).then(store_name),
    }
}

fn is_of(filter: &OrderFilter, row: &OrderRow) -> bool {
    let number = filter.searched();
    let is_paid = |of: DayResult| of.result == OrderResult::Paid && row.state.is_paid();
    let store = row.store.as_ref().map(|store| &store.id);
    filter.state.is_none_or(|state| row.state == state)
        && filter.store.as_ref().is_none_or(|of| store == Some(of))
        && filter.happened.is_none_or(is_paid)
        && filter
            .created_from
            .is_none_or(|from| row.created_at >= from)
        && filter.created_to.is_none_or(|to| row.created_at < to)
        && number.is_none_or(|number| {
            let is_end = number.len() >= OrderFilter::SUFFIX_MIN;
            row.id.as_str() == number
                || row.mall_order_no == number
                || (is_end && row.mall_order_no.ends_with(number))
        })
}

/// A page of them.
pub(crate) fn page(filter: &OrderFilter, cursor: Option<&OrderCursor>) -> OrderPage {
    let rows: Vec<OrderRow> = (0..COUNT)
        .map(row)
        .filter(|row| is_of(filter, row))
        .collect();
    let most = OrderPage::ROWS as usize;
    let place = |id: &OrderId| rows.iter().position(|row| row.id == *id);
    let first = match cursor.and_then(|cursor| Some((cursor.toward, place(&cursor.id)?))) {
        None => 0,
        Some((Toward::Older, place)) => place + 1,
        Some((Toward::Newer, place)) => place.saturating_sub(most),
    };
    let shown: Vec<OrderRow> = rows.iter().skip(first).take(most).cloned().collect();
    let beside = |row: Option<&OrderRow>, toward| row.map(|row| OrderCursor::beside(row, toward));
    OrderPage {
        next: (first + shown.len() < rows.len())
            .then(|| beside(shown.last(), Toward::Older))
            .flatten(),
        previous: (first > 0)
            .then(|| beside(shown.first(), Toward::Newer))
            .flatten(),
        rows: shown,
    }
}

/// One of them.
pub(crate) fn detail(id: &OrderId) -> Option<OrderDetail> {
    let row = (0..COUNT).map(row).find(|row| row.id == *id)?;
    let item = |name: &str, quantity| Item {
        name: name.into(),
        quantity,
        unit_price: Money::fen(1_400),
    };
    Some(OrderDetail {
        items: vec![item("龙井茶 125 g", 1_200), item(MARKUP, 1)],
        buyer_ref: Some("buyer-0001".into()),
        metadata: BTreeMap::from([
            ("campaign".into(), "双11".into()),
            ("note".into(), MARKUP.into()),
        ]),
        expires_at: row.created_at.plus_s(1_800),
        timeline: timeline(&row),
        row,
    })
}

fn receipt(amount: i64) -> Receipt {
    Receipt {
        network_id: "612611221603004567891".into(),
        trace: Some("456789 1122160300".into()),
        settle_date: Some("1122".into()),
        amount: Money::fen(amount),
        account: Some("621626******0018".into()),
        defect: true,
    }
}

fn timeline(row: &OrderRow) -> Vec<TimelineEntry> {
    let mut events: Vec<_> = OrderState::ALL.map(TimelineEvent::State).into();
    events.extend(AttemptStatus::ALL.map(|state| TimelineEvent::Attempt(attempt(state))));
    events.extend(DeclineReason::ALL.map(|reason| {
        TimelineEvent::Attempt(AttemptRecord {
            declined: Some((reason, "51".into())),
            ..attempt(AttemptStatus::Declined)
        })
    }));
    events.extend(requests());
    for verdict in ["applied", "mismatch: amount"] {
        events.push(TimelineEvent::Notice {
            channel: CHANNEL,
            number: "01aryz6s410000000000000001".into(),
            verdict: verdict.into(),
        });
    }
    if row.id == order_id(WAITING) {
        events.push(TimelineEvent::Approval(approval(0)));
    }
    for place in 2..7 {
        events.push(TimelineEvent::Approval(approval(place)));
        if approval(place).checker.is_some() {
            events.push(TimelineEvent::ApprovalChecked(approval(place)));
        }
    }
    events.extend(refunds());
    events.extend(journals());
    events.extend(deliveries(row));
    let at = |(place, event)| TimelineEntry {
        at: row
            .created_at
            .plus_s(7 * i64::try_from(place).expect("small")),
        event,
    };
    events.into_iter().enumerate().map(at).collect()
}

fn attempt(state: AttemptStatus) -> AttemptRecord {
    let moved = matches!(state, AttemptStatus::Paid | AttemptStatus::Surplus);
    AttemptRecord {
        id: attempt_id(1),
        product: Product::QuickAgreement,
        channel: CHANNEL,
        bank: Some("ICBC".into()),
        card_last4: Some("0018".into()),
        state,
        declined: None,
        receipt: moved.then(|| receipt(2_800)),
    }
}

fn requests() -> Vec<TimelineEvent> {
    let request = |purpose, ended| {
        TimelineEvent::Request(RequestRecord {
            channel: CHANNEL,
            number: "01aryz6s410000000000000001".into(),
            purpose,
            sends: 3,
            last_sent_at: Some(NOW),
            code_requested_at: Some(NOW),
            ended,
        })
    };
    vec![
        request(Purpose::PayOnPage, Some(RequestEnd::Lapsed)),
        request(Purpose::PayByQr, Some(RequestEnd::Closed)),
        request(Purpose::PayByAgreement, Some(RequestEnd::Paid)),
        request(Purpose::Sign, Some(RequestEnd::NotReceived)),
        request(Purpose::Refund, Some(RequestEnd::Declined)),
        request(Purpose::Refund, Some(RequestEnd::Returned)),
        request(Purpose::Undo, None),
    ]
}

fn refunds() -> Vec<TimelineEvent> {
    let refund = |place, state, requester| {
        let by_mall = requester != RefundRequester::Desk;
        TimelineEvent::Refund(RefundRecord {
            id: refund_id(place),
            attempt_id: attempt_id(1),
            amount: Money::fen(700),
            state,
            requester,
            mall_refund_no: by_mall.then(|| "R-1".into()),
            reason: by_mall.then(|| format!("尺寸不合适 {MARKUP}")),
            receipt: (state == RefundState::Succeeded).then(|| receipt(700)),
        })
    };
    let ended = |place, state, declined: Option<&str>| TimelineEvent::RefundEnded {
        id: refund_id(place),
        state,
        declined: declined.map(str::to_owned),
    };
    let person = RefundRequester::Person {
        name: "王芳".into(),
        approved_by: Some("李雷".into()),
    };
    vec![
        refund(1, RefundState::Succeeded, RefundRequester::Mall),
        ended(1, RefundState::Succeeded, None),
        refund(2, RefundState::Failed, RefundRequester::Mall),
        ended(2, RefundState::Failed, Some("61")),
        refund(3, RefundState::Pending, RefundRequester::Desk),
        refund(4, RefundState::Unknown, RefundRequester::Desk),
        refund(5, RefundState::Unknown, person),
    ]
}

fn journals() -> Vec<TimelineEvent> {
    let clearing = Account::clearing(&CHANNEL);
    let payable = Account::payable(MerchantId::parse(MERCHANT).expect("an id"));
    let id = refund_id(1);
    let references = [
        Reference::paid(&attempt_id(1)),
        Reference::surplus(&CHANNEL, "612611221603004567891"),
        Reference::refund_begun(&id),
        Reference::refund_succeeded(&id),
        Reference::refund_failed(&id),
        Reference::refund_revived(&id),
    ];
    let journal = |reference| {
        let (debit, credit) = (clearing.clone(), payable.clone());
        Journal::transfer(reference, debit, credit, Money::fen(2_800)).expect("balanced")
    };
    references.map(journal).map(TimelineEvent::Journal).into()
}

fn deliveries(row: &OrderRow) -> Vec<TimelineEvent> {
    let event = |place, kind: &str, webhook| {
        TimelineEvent::Event(EventRecord {
            id: event_id(place),
            kind: kind.into(),
            tries: u32::from(place),
            last_status: (place == 1).then_some(204),
            last_error: (place == 2).then(|| "connection refused".into()),
            webhook,
        })
    };
    let later = row.created_at.plus_s(3_600);
    vec![
        event(1, "order.paid", WebhookState::Delivered(later)),
        event(2, "refund.succeeded", WebhookState::Retried(later)),
        event(3, "refund.failed", WebhookState::GivenUp(later)),
        event(0, "order.closed", WebhookState::NotSent),
        event(4, "order.renamed", WebhookState::NotSent),
    ]
}
