//! Refunds: full and partial, undo and refund, lost, refused, many at once,
//! across restarts. The fake network keeps records of its own, so a double or
//! missing refund is seen there.

use domain::ids::{OrderId, PayToken};
use domain::money::Money;
use domain::network_request::NetworkRequest;
use domain::order::{Order, OrderState};
use domain::refund::{Refund, RefundRequest, RefundState};
use domain::refusal::Code;
use engine::refunds::CreatedRefund;
use std::sync::Arc;
use store::{Error, Tx, network_requests, refunds};
use testkit::fixture::{Fixture, request_refund};
use testkit::network::{Failure, Fields, notice_call, signed_notice};

/// Past the cut-off at 23:00, when a payment of noon can no longer be undone.
const NEXT_CLEARING_DAY_S: i64 = 11 * 3600 + 60;

pub(crate) fn partial_refund(number: &str, fen: i64) -> RefundRequest {
    RefundRequest {
        mall_refund_no: number.to_owned(),
        amount: Some(Money::fen(fen)),
        reason: None,
    }
}

pub(crate) fn remaining_refund(number: &str) -> RefundRequest {
    RefundRequest {
        amount: None,
        ..partial_refund(number, 1)
    }
}

pub(crate) async fn order(fixture: &Fixture, token: &PayToken) -> Order {
    fixture.found(token).await.order
}

pub(crate) async fn refund_order(
    fixture: &Fixture,
    order: &OrderId,
    ask: RefundRequest,
) -> Result<CreatedRefund, Error> {
    let (desk, mall) = (Arc::clone(&fixture.engine), fixture.mall.id.clone());
    request_refund(desk, mall, order.clone(), ask).await
}

async fn started_refund(fixture: &Fixture, token: &PayToken, asked: RefundRequest) -> Refund {
    let order = order(fixture, token).await.id;
    refund_order(fixture, &order, asked)
        .await
        .expect("begins")
        .refund
}

async fn reload(fixture: &Fixture, refund: &Refund) -> Refund {
    let id = refund.id.clone();
    let read = fixture
        .engine
        .store
        .read(move |tx| Box::pin(async move { refunds::get(tx, &id).await }));
    read.await.expect("there")
}

/// The network numbers of a refund, and how often each was sent.
async fn network_numbers(fixture: &Fixture, refund: &Refund) -> Vec<(String, u32)> {
    let rows = tries(fixture, refund).await.into_iter();
    rows.map(|t| (t.number, t.sends)).collect()
}

pub(crate) async fn tries(fixture: &Fixture, refund: &Refund) -> Vec<NetworkRequest> {
    let id = refund.id.clone();
    let read = fixture.engine.store.read(move |tx: &mut Tx| {
        Box::pin(async move { network_requests::of_subject(tx, id.as_str()).await })
    });
    read.await.expect("there")
}

fn refused(asked: Result<CreatedRefund, Error>) -> Code {
    match asked {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

/// How many requests of this kind the network received.
fn count_requests(fixture: &Fixture, kind: &str) -> usize {
    fixture
        .network
        .requests()
        .iter()
        .filter(|k| *k == kind)
        .count()
}

#[tokio::test]
async fn a_full_refund_on_the_clearing_day_is_an_undo() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let refund = started_refund(&fixture, &token, remaining_refund("R-1")).await;
    assert_eq!(refund.state, RefundState::Pending);
    assert_eq!(
        order(&fixture, &token).await.state,
        OrderState::Paid,
        "not yet"
    );
    fixture.run_for(10).await;
    let refund = reload(&fixture, &refund).await;
    assert_eq!(refund.state, RefundState::Succeeded);
    let after = order(&fixture, &token).await;
    assert_eq!(
        (after.state, after.refunded),
        (OrderState::Refunded, after.facts.amount)
    );
    let sent = fixture.network.last_request("31/00");
    assert_eq!(sent["txnAmt"], "12800");
    assert_eq!(sent["origQryId"], refund.payment);
    assert_eq!(
        (
            fixture.network.refunded_fen(),
            count_requests(&fixture, "04/00")
        ),
        (12_800, 0)
    );
    assert_eq!(
        fixture.event_types().await,
        ["order.paid", "refund.succeeded"]
    );
}

#[tokio::test]
async fn a_partial_or_later_refund_is_a_refund() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    started_refund(&fixture, &token, partial_refund("R-1", 1)).await;
    fixture.run_for(10).await;
    assert_eq!(
        order(&fixture, &token).await.state,
        OrderState::PartiallyRefunded
    );
    started_refund(&fixture, &token, remaining_refund("R-2")).await;
    fixture.run_for(10).await;
    assert_eq!(order(&fixture, &token).await.state, OrderState::Refunded);
    assert_eq!(
        (
            count_requests(&fixture, "31/00"),
            count_requests(&fixture, "04/00")
        ),
        (0, 2)
    );
    assert_eq!(fixture.network.refunded_fen(), 12_800);

    let token = fixture.another_order("N-2").await;
    fixture.pay_by_scan(&token).await;
    fixture.clock.advance(NEXT_CLEARING_DAY_S);
    started_refund(&fixture, &token, remaining_refund("R-3")).await;
    fixture.run_for(10).await;
    assert_eq!(
        (
            count_requests(&fixture, "31/00"),
            count_requests(&fixture, "04/00")
        ),
        (0, 3)
    );
    assert_eq!(fixture.network.refunded_fen(), 25_600);
}

#[tokio::test]
async fn a_refused_undo_becomes_a_refund_with_a_number_of_its_own() {
    // Refused in the reply, then refused in the recorded result.
    for recorded in [false, true] {
        let fixture = Fixture::new().await;
        let token = fixture.paid_order().await;
        if recorded {
            fixture.network.set_refund_results(&["35"]);
        } else {
            fixture.network.fail_next(&[Failure::Refuse("35")]);
        }
        let refund = started_refund(&fixture, &token, remaining_refund("R-1")).await;
        fixture.run_for(10).await;
        assert_eq!(
            reload(&fixture, &refund).await.state,
            RefundState::Succeeded
        );
        assert_eq!(
            (
                count_requests(&fixture, "31/00"),
                count_requests(&fixture, "04/00")
            ),
            (1, 1)
        );
        assert_eq!(network_numbers(&fixture, &refund).await.len(), 2);
        assert_eq!(fixture.network.refunded_fen(), 12_800);
    }
}

#[tokio::test]
async fn a_lost_reply_is_queried_and_never_sent_under_another_number() {
    for failure in [
        Failure::AnswerLost,
        Failure::BadGateway,
        Failure::Forged,
        Failure::RequestLost,
        Failure::Refuse("03"),
        Failure::Refuse("05"),
        Failure::Refuse("12"),
        Failure::Refuse("99"),
    ] {
        let fixture = Fixture::new().await;
        let token = fixture.paid_order().await;
        fixture.network.fail_next(&[failure]);
        let refund = started_refund(&fixture, &token, partial_refund("R-1", 500)).await;
        fixture.run_for(10).await;
        let state = reload(&fixture, &refund).await.state;
        assert_ne!(state, RefundState::Failed, "{failure:?}");
        fixture.run_for(150).await;
        assert_eq!(
            reload(&fixture, &refund).await.state,
            RefundState::Succeeded,
            "{failure:?}"
        );
        assert_eq!(
            network_numbers(&fixture, &refund).await.len(),
            1,
            "{failure:?}"
        );
        assert_eq!(fixture.network.refunded_fen(), 500, "{failure:?}");
    }
}

#[tokio::test]
async fn a_refusal_of_a_repeated_message_is_ignored() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    // The first message is lost, the repeated one arrives and is refused.
    fixture.network.fail_next(&[Failure::RequestLost]);
    let refund = started_refund(&fixture, &token, partial_refund("R-1", 500)).await;
    fixture.run_for(60).await;
    fixture
        .network
        .fail_after(1, &[Failure::Refuse("45"), Failure::Refuse("03")]);
    fixture.run_for(30).await;
    assert_eq!(reload(&fixture, &refund).await.state, RefundState::Unknown);
    assert_eq!(fixture.network.refunded_fen(), 0);
    fixture.run_for(200).await;
    assert_eq!(
        reload(&fixture, &refund).await.state,
        RefundState::Succeeded
    );
    assert_eq!(fixture.network.refunded_fen(), 500);
    assert_eq!(
        fixture.event_types().await,
        ["order.paid", "refund.succeeded"]
    );
}

#[tokio::test]
async fn a_lost_number_is_given_up_only_when_it_can_no_longer_arrive() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    // Every message is lost, so queries answer "not found".
    fixture.network.lose_refunds(true);
    let refund = started_refund(&fixture, &token, partial_refund("R-1", 500)).await;
    fixture.run_for(1700).await;
    assert_eq!(reload(&fixture, &refund).await.state, RefundState::Unknown);
    let used = network_numbers(&fixture, &refund).await;
    assert_eq!(used.len(), 1, "still the same");
    assert!((2..=6).contains(&used[0].1), "{used:?}");
    fixture.run_for(1000).await;
    assert_eq!(network_numbers(&fixture, &refund).await.len(), 2);
    fixture.network.lose_refunds(false);
    fixture.run_for(4000).await;
    assert_eq!(
        reload(&fixture, &refund).await.state,
        RefundState::Succeeded
    );
    assert_eq!(fixture.network.refunded_fen(), 500);
}

#[tokio::test]
async fn a_declined_refund_fails_and_its_money_can_be_refunded_again() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    fixture.network.fail_next(&[Failure::Refuse("61")]);
    let refund = started_refund(&fixture, &token, remaining_refund("R-1")).await;
    let id = order(&fixture, &token).await.id;
    assert_eq!(
        refused(refund_order(&fixture, &id, partial_refund("R-2", 1)).await),
        Code::RefundExceedsPaid,
        "its money is set aside"
    );
    fixture.run_for(10).await;
    let failed = reload(&fixture, &refund).await;
    assert_eq!(
        (failed.state, failed.declined.as_deref()),
        (RefundState::Failed, Some("61"))
    );
    let after = order(&fixture, &token).await;
    assert_eq!(
        (after.state, after.reserved),
        (OrderState::Paid, Money::fen(0))
    );
    assert_eq!(fixture.event_types().await, ["order.paid", "refund.failed"]);
    let again = refund_order(&fixture, &id, remaining_refund("R-1"))
        .await
        .expect("the same");
    assert!(!again.fresh && again.refund.state == RefundState::Failed);
    started_refund(&fixture, &token, remaining_refund("R-2")).await;
    fixture.run_for(10).await;
    assert_eq!(order(&fixture, &token).await.state, OrderState::Refunded);
    assert_eq!(fixture.network.refunded_fen(), 12_800);
}

#[tokio::test]
async fn the_same_refund_number_is_one_refund_and_other_content_a_conflict() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let id = order(&fixture, &token).await.id;
    let first = refund_order(&fixture, &id, partial_refund("R-1", 500))
        .await
        .expect("begins");
    let again = refund_order(&fixture, &id, partial_refund("R-1", 500))
        .await
        .expect("found");
    assert!(first.fresh && !again.fresh);
    assert_eq!(first.refund.id, again.refund.id);
    for other in [partial_refund("R-1", 501), remaining_refund("R-1")] {
        assert_eq!(
            refused(refund_order(&fixture, &id, other).await),
            Code::RefundConflict
        );
    }
    let other = fixture.another_order("N-2").await;
    fixture.pay_by_scan(&other).await;
    let theirs = order(&fixture, &other).await.id;
    assert_eq!(
        refused(refund_order(&fixture, &theirs, partial_refund("R-1", 500)).await),
        Code::RefundConflict,
        "a number is the mall's, not the order's"
    );
}

#[tokio::test]
async fn only_a_paid_order_is_refunded_and_never_more_than_was_paid() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let id = order(&fixture, &token).await.id;
    assert_eq!(
        refused(refund_order(&fixture, &id, remaining_refund("R-1")).await),
        Code::OrderNotPaid
    );
    fixture.pay_by_scan(&token).await;
    for (number, fen) in [
        ("R-1", 12_801),
        ("R-2", i64::MAX),
        ("R-3", 1_000_000_000_000),
    ] {
        assert_eq!(
            refused(refund_order(&fixture, &id, partial_refund(number, fen)).await),
            Code::RefundExceedsPaid
        );
    }
    refund_order(&fixture, &id, partial_refund("R-4", 12_799))
        .await
        .expect("begins");
    assert_eq!(
        refused(refund_order(&fixture, &id, partial_refund("R-5", 2)).await),
        Code::RefundExceedsPaid
    );
    refund_order(&fixture, &id, remaining_refund("R-6"))
        .await
        .expect("the last fen");
    assert_eq!(
        refused(refund_order(&fixture, &id, remaining_refund("R-7")).await),
        Code::RefundExceedsPaid
    );
    fixture.run_for(10).await;
    assert_eq!(fixture.network.refunded_fen(), 12_800);
}

#[tokio::test]
async fn sixty_partial_refunds_never_exceed_what_was_paid() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let id = order(&fixture, &token).await.id;
    // Of 60 x 3.00, 42 fit into 128.00. One engine handles them one after the
    // other; `refund_races` has the concurrent case.
    let asks = (0..60).map(|n| {
        let (fixture, id) = (&fixture, id.clone());
        async move {
            let _turn = fixture.engine.hold_order(&id).await;
            refund_order(fixture, &id, partial_refund(&format!("R-{n}"), 300)).await
        }
    });
    let answers = futures::future::join_all(asks).await;
    let fit = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(fit, 42);
    for answer in answers.into_iter().filter(Result::is_err) {
        assert_eq!(refused(answer), Code::RefundExceedsPaid);
    }
    fixture.run_for(30).await;
    assert_eq!(fixture.network.refunded_fen(), 12_600);
    let after = order(&fixture, &token).await;
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
async fn a_notice_ends_a_refund_once_and_one_that_differs_is_refused() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    fixture.network.set_refund_results(&["05"]);
    let refund = started_refund(&fixture, &token, partial_refund("R-1", 500)).await;
    fixture.run_for(10).await;
    assert_eq!(reload(&fixture, &refund).await.state, RefundState::Unknown);
    fixture.network.settle_refunds("00");
    let notice = fixture.network.refund_notice();
    let with = |name: &str, value: &str| {
        let mut fields: Fields = notice.clone();
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
        let result = fixture
            .engine
            .notice(
                &channels::unionpay::ID,
                &notice_call(&signed_notice(with(name, value))),
            )
            .await;
        assert!(result.is_err(), "{name}");
    }
    assert_eq!(reload(&fixture, &refund).await.state, RefundState::Unknown);
    for _ in 0..3 {
        let result = fixture
            .engine
            .notice(
                &channels::unionpay::ID,
                &notice_call(&signed_notice(notice.clone())),
            )
            .await;
        result.expect("accepted");
    }
    assert_eq!(
        reload(&fixture, &refund).await.state,
        RefundState::Succeeded
    );
    fixture.run_for(120).await;
    assert_eq!(
        fixture.event_types().await,
        ["order.paid", "refund.succeeded"]
    );
    assert_eq!(order(&fixture, &token).await.refunded, Money::fen(500));
}

#[tokio::test]
async fn a_crash_at_each_step_loses_nothing_and_sends_nothing_twice() {
    // The process dies in the call (processed or not) or in the query.
    for (after, how) in [
        (0, Failure::Hang),
        (0, Failure::HangDone),
        (1, Failure::Hang),
    ] {
        let mut fixture = Fixture::new().await;
        let token = fixture.paid_order().await;
        fixture.network.set_refund_results(&["05"]);
        let refund = started_refund(&fixture, &token, partial_refund("R-1", 500)).await;
        // The process dies before anything is sent.
        fixture.restart().await;
        fixture.network.fail_after(after, &[how]);
        for _ in 0..after {
            fixture.clock.advance(1);
            assert!(fixture.engine.run_due_jobs().await > 0, "{after} {how:?}");
        }
        fixture.clock.advance(1);
        let engine = fixture.engine.clone();
        let mut dying = tokio::spawn(async move { engine.run_due_jobs().await });
        tokio::select! {
            () = fixture.network.wait_for_hang() => {}
            ran = &mut dying => panic!("nothing hung: {after} {how:?} {ran:?}"),
        }
        dying.abort();
        fixture.restart().await;
        fixture.run_for(200).await;
        fixture.network.settle_refunds("00");
        fixture.run_for(200).await;
        assert_eq!(
            reload(&fixture, &refund).await.state,
            RefundState::Succeeded,
            "{after} {how:?}"
        );
        assert_eq!(network_numbers(&fixture, &refund).await.len(), 1);
        assert_eq!(fixture.network.refunded_fen(), 500);
        assert_eq!(
            fixture.event_types().await,
            ["order.paid", "refund.succeeded"]
        );
    }
}
