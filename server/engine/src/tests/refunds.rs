//! Refunds: whole and part, undone and refunded, lost, refused, many at once,
//! through restarts. The network keeps its own books, so that money sent
//! back twice, or not at all, is seen there.

use super::house::{House, ask_at, visit};
use super::network::{Map, Trouble, notice};
use crate::refunds::CreatedRefund;
use domain::desk::Choice;
use domain::ids::{OrderId, PayToken};
use domain::money::Money;
use domain::order::{Order, OrderState};
use domain::refund::{Refund, RefundRequest, RefundState};
use domain::refusal::Code;
use std::sync::Arc;
use store::Error;
use store::Tx;
use store::refund_tries::{self, RefundTryRow};
use store::refunds;

/// Past the cut at 23:00: the payment of noon can no longer be undone.
const NEXT_CLEARING_DAY_S: i64 = 11 * 3600 + 60;

pub(crate) async fn paid(house: &House) -> PayToken {
    let token = house.order().await;
    pay_by_scan(house, &token).await;
    token
}

pub(crate) async fn pay_by_scan(house: &House, token: &PayToken) {
    let scanned = house.desk.confirm(token, Choice::Scan, &visit()).await;
    scanned.expect("begins");
    let word = notice(house.network.pay_qr());
    house.engine.notice(&word).await.expect("believed");
}

pub(crate) fn part(number: &str, fen: i64) -> RefundRequest {
    RefundRequest {
        mall_refund_no: number.to_owned(),
        amount: Some(Money::fen(fen)),
        reason: None,
    }
}

pub(crate) fn rest(number: &str) -> RefundRequest {
    RefundRequest {
        amount: None,
        ..part(number, 1)
    }
}

pub(crate) async fn order(house: &House, token: &PayToken) -> Order {
    house.found(token).await.order
}

pub(crate) async fn ask(
    house: &House,
    order: &OrderId,
    ask: RefundRequest,
) -> Result<CreatedRefund, Error> {
    let (desk, mall) = (Arc::clone(&house.engine), house.mall.id.clone());
    ask_at(desk, mall, order.clone(), ask).await
}

async fn begun(house: &House, token: &PayToken, asked: RefundRequest) -> Refund {
    let order = order(house, token).await.id;
    ask(house, &order, asked).await.expect("begins").refund
}

async fn now(house: &House, refund: &Refund) -> Refund {
    let id = refund.id.clone();
    let read = house
        .engine
        .store
        .read(move |tx| Box::pin(async move { refunds::get(tx, &id).await }));
    read.await.expect("there")
}

/// Numbers a refund used, and how often each was sent.
async fn numbers(house: &House, refund: &Refund) -> Vec<(String, u32)> {
    let rows = tries(house, refund).await.into_iter();
    rows.map(|t| (t.wire_no, t.sends)).collect()
}

pub(crate) async fn tries(house: &House, refund: &Refund) -> Vec<RefundTryRow> {
    let id = refund.id.clone();
    let read = house
        .engine
        .store
        .read(move |tx: &mut Tx| Box::pin(async move { refund_tries::of_refund(tx, &id).await }));
    read.await.expect("there")
}

fn refused(asked: Result<CreatedRefund, Error>) -> Code {
    match asked {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

/// How often each kind of message was heard.
fn heard(house: &House, kind: &str) -> usize {
    house.network.heard().iter().filter(|k| *k == kind).count()
}

#[tokio::test]
async fn the_whole_on_its_clearing_day_is_undone() {
    let house = House::new().await;
    let token = paid(&house).await;
    let refund = begun(&house, &token, rest("R-1")).await;
    assert_eq!(refund.state, RefundState::Pending);
    assert_eq!(
        order(&house, &token).await.state,
        OrderState::Paid,
        "not yet"
    );
    house.live(10).await;
    let refund = now(&house, &refund).await;
    assert_eq!(refund.state, RefundState::Succeeded);
    let after = order(&house, &token).await;
    assert_eq!(
        (after.state, after.refunded),
        (OrderState::Refunded, after.facts.amount)
    );
    let sent = house.network.last("31/00");
    assert_eq!(sent["txnAmt"], "12800");
    assert_eq!(sent["origQryId"], refund.payment);
    assert_eq!(
        (house.network.returned(), heard(&house, "04/00")),
        (12_800, 0)
    );
    assert_eq!(house.events().await, ["order.paid", "refund.succeeded"]);
}

#[tokio::test]
async fn a_part_or_another_day_is_refunded() {
    let house = House::new().await;
    let token = paid(&house).await;
    begun(&house, &token, part("R-1", 1)).await;
    house.live(10).await;
    assert_eq!(
        order(&house, &token).await.state,
        OrderState::PartiallyRefunded
    );
    begun(&house, &token, rest("R-2")).await;
    house.live(10).await;
    assert_eq!(order(&house, &token).await.state, OrderState::Refunded);
    assert_eq!((heard(&house, "31/00"), heard(&house, "04/00")), (0, 2));
    assert_eq!(house.network.returned(), 12_800);

    let token = house.another("N-2").await;
    pay_by_scan(&house, &token).await;
    house.clock.pass(NEXT_CLEARING_DAY_S);
    begun(&house, &token, rest("R-3")).await;
    house.live(10).await;
    assert_eq!((heard(&house, "31/00"), heard(&house, "04/00")), (0, 3));
    assert_eq!(house.network.returned(), 25_600);
}

#[tokio::test]
async fn an_undo_refused_for_being_one_is_a_refund_under_a_number_of_its_own() {
    // Refused in reply, and refused as the recorded result.
    for recorded in [false, true] {
        let house = House::new().await;
        let token = paid(&house).await;
        if recorded {
            house.network.refunds_end(&["35"]);
        } else {
            house.network.trouble(&[Trouble::Refuse("35")]);
        }
        let refund = begun(&house, &token, rest("R-1")).await;
        house.live(10).await;
        assert_eq!(now(&house, &refund).await.state, RefundState::Succeeded);
        assert_eq!((heard(&house, "31/00"), heard(&house, "04/00")), (1, 1));
        assert_eq!(numbers(&house, &refund).await.len(), 2);
        assert_eq!(house.network.returned(), 12_800);
    }
}

#[tokio::test]
async fn a_lost_reply_is_asked_about_and_never_sent_under_another_number() {
    for trouble in [
        Trouble::AnswerLost,
        Trouble::BadGateway,
        Trouble::Forged,
        Trouble::RequestLost,
        Trouble::Refuse("03"),
        Trouble::Refuse("05"),
        Trouble::Refuse("12"),
        Trouble::Refuse("99"),
    ] {
        let house = House::new().await;
        let token = paid(&house).await;
        house.network.trouble(&[trouble]);
        let refund = begun(&house, &token, part("R-1", 500)).await;
        house.live(10).await;
        let state = now(&house, &refund).await.state;
        assert_ne!(state, RefundState::Failed, "{trouble:?}");
        house.live(150).await;
        assert_eq!(
            now(&house, &refund).await.state,
            RefundState::Succeeded,
            "{trouble:?}"
        );
        assert_eq!(numbers(&house, &refund).await.len(), 1, "{trouble:?}");
        assert_eq!(house.network.returned(), 500, "{trouble:?}");
    }
}

#[tokio::test]
async fn a_no_to_a_copy_is_not_believed() {
    let house = House::new().await;
    let token = paid(&house).await;
    // The first never arrives, the copy does, and its answer says no.
    house.network.trouble(&[Trouble::RequestLost]);
    let refund = begun(&house, &token, part("R-1", 500)).await;
    house.live(60).await;
    house
        .network
        .trouble_after(1, &[Trouble::Refuse("45"), Trouble::Refuse("03")]);
    house.live(30).await;
    assert_eq!(now(&house, &refund).await.state, RefundState::Unknown);
    assert_eq!(house.network.returned(), 0);
    house.live(200).await;
    assert_eq!(now(&house, &refund).await.state, RefundState::Succeeded);
    assert_eq!(house.network.returned(), 500);
    assert_eq!(house.events().await, ["order.paid", "refund.succeeded"]);
}

#[tokio::test]
async fn a_number_that_never_arrives_is_given_up_only_when_it_can_no_longer_arrive() {
    let house = House::new().await;
    let token = paid(&house).await;
    // Every copy is lost; the questions are answered "never heard of it".
    house.network.lose(true);
    let refund = begun(&house, &token, part("R-1", 500)).await;
    house.live(1700).await;
    assert_eq!(now(&house, &refund).await.state, RefundState::Unknown);
    let used = numbers(&house, &refund).await;
    assert_eq!(used.len(), 1, "still the same");
    assert!((2..=6).contains(&used[0].1), "{used:?}");
    house.live(1000).await;
    assert_eq!(numbers(&house, &refund).await.len(), 2);
    house.network.lose(false);
    house.live(4000).await;
    assert_eq!(now(&house, &refund).await.state, RefundState::Succeeded);
    assert_eq!(house.network.returned(), 500);
}

#[tokio::test]
async fn a_clear_no_fails_it_and_its_money_can_be_refunded_again() {
    let house = House::new().await;
    let token = paid(&house).await;
    house.network.trouble(&[Trouble::Refuse("61")]);
    let refund = begun(&house, &token, rest("R-1")).await;
    let id = order(&house, &token).await.id;
    assert_eq!(
        refused(ask(&house, &id, part("R-2", 1)).await),
        Code::RefundExceedsPaid,
        "its money is set aside"
    );
    house.live(10).await;
    let failed = now(&house, &refund).await;
    assert_eq!(
        (failed.state, failed.declined.as_deref()),
        (RefundState::Failed, Some("61"))
    );
    let after = order(&house, &token).await;
    assert_eq!(
        (after.state, after.reserved),
        (OrderState::Paid, Money::fen(0))
    );
    assert_eq!(house.events().await, ["order.paid", "refund.failed"]);
    let again = ask(&house, &id, rest("R-1")).await.expect("the same");
    assert!(!again.fresh && again.refund.state == RefundState::Failed);
    begun(&house, &token, rest("R-2")).await;
    house.live(10).await;
    assert_eq!(order(&house, &token).await.state, OrderState::Refunded);
    assert_eq!(house.network.returned(), 12_800);
}

#[tokio::test]
async fn one_number_is_one_refund_and_other_content_a_conflict() {
    let house = House::new().await;
    let token = paid(&house).await;
    let id = order(&house, &token).await.id;
    let first = ask(&house, &id, part("R-1", 500)).await.expect("begins");
    let again = ask(&house, &id, part("R-1", 500)).await.expect("found");
    assert!(first.fresh && !again.fresh);
    assert_eq!(first.refund.id, again.refund.id);
    for other in [part("R-1", 501), rest("R-1")] {
        assert_eq!(refused(ask(&house, &id, other).await), Code::RefundConflict);
    }
    let other = house.another("N-2").await;
    pay_by_scan(&house, &other).await;
    let theirs = order(&house, &other).await.id;
    assert_eq!(
        refused(ask(&house, &theirs, part("R-1", 500)).await),
        Code::RefundConflict,
        "a number is the mall's, not the order's"
    );
}

#[tokio::test]
async fn only_a_paid_order_and_never_more_than_was_paid() {
    let house = House::new().await;
    let token = house.order().await;
    let id = order(&house, &token).await.id;
    assert_eq!(
        refused(ask(&house, &id, rest("R-1")).await),
        Code::OrderNotPaid
    );
    pay_by_scan(&house, &token).await;
    for (number, fen) in [
        ("R-1", 12_801),
        ("R-2", i64::MAX),
        ("R-3", 1_000_000_000_000),
    ] {
        assert_eq!(
            refused(ask(&house, &id, part(number, fen)).await),
            Code::RefundExceedsPaid
        );
    }
    ask(&house, &id, part("R-4", 12_799)).await.expect("begins");
    assert_eq!(
        refused(ask(&house, &id, part("R-5", 2)).await),
        Code::RefundExceedsPaid
    );
    ask(&house, &id, rest("R-6")).await.expect("the last fen");
    assert_eq!(
        refused(ask(&house, &id, rest("R-7")).await),
        Code::RefundExceedsPaid
    );
    house.live(10).await;
    assert_eq!(house.network.returned(), 12_800);
}

#[tokio::test]
async fn sixty_parts_that_take_turns_never_give_back_more_than_was_paid() {
    let house = House::new().await;
    let token = paid(&house).await;
    let id = order(&house, &token).await.id;
    // 60 times 3.00 of 128.00: 42 fit. One after the other, as calls of one
    // process are; `refund_races` has those that really meet.
    let asks = (0..60).map(|n| {
        let (house, id) = (&house, id.clone());
        async move {
            let _turn = house.engine.payments.order_locks.lock(&id).await;
            ask(house, &id, part(&format!("R-{n}"), 300)).await
        }
    });
    let answers = futures::future::join_all(asks).await;
    let fit = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(fit, 42);
    for answer in answers.into_iter().filter(Result::is_err) {
        assert_eq!(refused(answer), Code::RefundExceedsPaid);
    }
    house.live(30).await;
    assert_eq!(house.network.returned(), 12_600);
    let after = order(&house, &token).await;
    assert_eq!(
        (after.state, after.refunded, after.reserved),
        (
            OrderState::PartiallyRefunded,
            Money::fen(12_600),
            Money::fen(12_600)
        )
    );
}

#[tokio::test]
async fn a_notice_ends_it_once_and_one_that_differs_is_not_believed() {
    let house = House::new().await;
    let token = paid(&house).await;
    house.network.refunds_end(&["05"]);
    let refund = begun(&house, &token, part("R-1", 500)).await;
    house.live(10).await;
    assert_eq!(now(&house, &refund).await.state, RefundState::Unknown);
    house.network.decide("00");
    let word = house.network.refund_word();
    let with = |name: &str, value: &str| {
        let mut fields: Map = word.clone();
        fields.insert(name.into(), value.into());
        fields
    };
    for (name, value) in [
        ("txnAmt", "501"),
        ("merId", "777290058110099"),
        ("txnTime", "20260601115959"),
        ("txnType", "31"),
        ("origQryId", "782606011200006799999"),
        ("orderId", "zzzzzzzzzzzzzzzzzzzzzzzzzz00"),
    ] {
        let told = house.engine.notice(&notice(with(name, value))).await;
        assert!(told.is_err(), "{name}");
    }
    assert_eq!(now(&house, &refund).await.state, RefundState::Unknown);
    for _ in 0..3 {
        let told = house.engine.notice(&notice(word.clone())).await;
        told.expect("believed");
    }
    assert_eq!(now(&house, &refund).await.state, RefundState::Succeeded);
    house.live(120).await;
    assert_eq!(house.events().await, ["order.paid", "refund.succeeded"]);
    assert_eq!(order(&house, &token).await.refunded, Money::fen(500));
}

#[tokio::test]
async fn a_kill_at_each_step_loses_nothing_and_sends_nothing_twice() {
    // Dies in the call that sends it (done, or not), and in the question.
    for (after, how) in [
        (0, Trouble::Hang),
        (0, Trouble::HangDone),
        (1, Trouble::Hang),
    ] {
        let mut house = House::new().await;
        let token = paid(&house).await;
        house.network.refunds_end(&["05"]);
        let refund = begun(&house, &token, part("R-1", 500)).await;
        // Dies before anything is sent.
        house.restart().await;
        house.network.trouble_after(after, &[how]);
        for _ in 0..after {
            house.clock.pass(1);
            assert!(house.engine.run_due_jobs().await > 0, "{after} {how:?}");
        }
        house.clock.pass(1);
        let engine = house.engine.clone();
        let mut dying = tokio::spawn(async move { engine.run_due_jobs().await });
        tokio::select! {
            () = house.network.hangs() => {}
            ran = &mut dying => panic!("nothing hung: {after} {how:?} {ran:?}"),
        }
        dying.abort();
        house.restart().await;
        house.live(200).await;
        house.network.decide("00");
        house.live(200).await;
        assert_eq!(
            now(&house, &refund).await.state,
            RefundState::Succeeded,
            "{after} {how:?}"
        );
        assert_eq!(numbers(&house, &refund).await.len(), 1);
        assert_eq!(house.network.returned(), 500);
        assert_eq!(house.events().await, ["order.paid", "refund.succeeded"]);
    }
}
