//! Concurrent refunds: several at once, two engines, notice against query, and
//! contradicting results.

use super::refunds::{order, partial_refund, refund_order, tries};
use domain::ids::OrderId;
use domain::money::Money;
use domain::order::OrderState;
use domain::refund::RefundRequest;
use domain::refusal::Code;
use engine::Engine;
use futures::future::join_all;
use std::sync::Arc;
use store::Error;
use testkit::fixture::{Fixture, request_refund};
use testkit::network::{Failure, notice_call, signed_notice};

/// Requests a refund at one engine, again while the database is too busy.
async fn refund_until_answered(
    engine: &Arc<Engine>,
    fixture: &Fixture,
    order: &OrderId,
    ask: RefundRequest,
) -> bool {
    loop {
        let (desk, mall) = (Arc::clone(engine), fixture.mall.id.clone());
        match request_refund(desk, mall, order.clone(), ask.clone()).await {
            Ok(asked) => return asked.fresh,
            Err(Error::Refused(no)) => {
                assert_eq!(no.code, Code::RefundExceedsPaid);
                return false;
            }
            Err(Error::Fault(fault)) => assert!(fault.is_temporary(), "{fault}"),
        }
    }
}

#[tokio::test]
async fn two_processes_refund_no_more_than_was_paid_and_each_refund_once() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let id = order(&fixture, &token).await.id;
    let (one, two) = (Arc::clone(&fixture.engine), fixture.second_engine().await);
    let asks = (0..60).map(|n| {
        let (engine, id, fixture) = (if n % 2 == 0 { &one } else { &two }, &id, &fixture);
        async move {
            refund_until_answered(engine, fixture, id, partial_refund(&format!("R-{n}"), 300)).await
        }
    });
    let begun = join_all(asks).await.into_iter().filter(|fit| *fit).count();
    assert_eq!(begun, 42, "of 128.00");
    for _ in 0..40 {
        fixture.clock.advance(2);
        tokio::join!(one.run_due_jobs(), two.run_due_jobs());
    }
    fixture.run_for(120).await;
    assert_eq!(fixture.network.refunded_fen(), 12_600);
    let sent = fixture.network.requests();
    let sent = sent.iter().filter(|kind| *kind == "04/00").count();
    assert_eq!(sent, 42, "each once");
    let after = order(&fixture, &token).await;
    assert_eq!(
        (after.state, after.refunded),
        (OrderState::PartiallyRefunded, Money::fen(12_600))
    );
    let events = fixture.event_types().await;
    assert_eq!(events.len(), 43, "order.paid, and one for each refund");
}

#[tokio::test]
async fn the_same_refund_number_at_two_processes_is_one_refund() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let id = order(&fixture, &token).await.id;
    let (one, two) = (Arc::clone(&fixture.engine), fixture.second_engine().await);
    let asks = (0..20).map(|n| {
        let (engine, id, fixture) = (if n % 2 == 0 { &one } else { &two }, &id, &fixture);
        async move { refund_until_answered(engine, fixture, id, partial_refund("R-1", 300)).await }
    });
    let fresh = join_all(asks).await.into_iter().filter(|fresh| *fresh);
    assert_eq!(fresh.count(), 1);
    assert_eq!(order(&fixture, &token).await.reserved, Money::fen(300));
}

#[tokio::test]
async fn a_notice_and_a_query_at_once_give_one_result() {
    for code in ["00", "61"] {
        let fixture = Fixture::new().await;
        let token = fixture.paid_order().await;
        fixture.network.set_refund_results(&["05"]);
        let id = order(&fixture, &token).await.id;
        refund_until_answered(&fixture.engine, &fixture, &id, partial_refund("R-1", 300)).await;
        fixture.run_for(1).await;
        fixture.network.settle_refunds(code);
        let notice = signed_notice(fixture.network.refund_notice());
        fixture.clock.advance(2);
        let call = notice_call(&notice);
        let (a, _, b) = tokio::join!(
            fixture.engine.notice(&channels::unionpay::ID, &call),
            fixture.engine.run_due_jobs(),
            fixture.engine.notice(&channels::unionpay::ID, &call),
        );
        assert!(a.is_ok() && b.is_ok());
        let (kind, left) = match code {
            "00" => ("refund.succeeded", 300),
            _ => ("refund.failed", 0),
        };
        assert_eq!(fixture.event_types().await, ["order.paid", kind]);
        assert_eq!(order(&fixture, &token).await.reserved, Money::fen(left));
    }
}

#[tokio::test]
async fn a_refund_that_succeeds_after_it_was_declined_is_booked_again() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    fixture.network.set_refund_results(&["61"]);
    let id = order(&fixture, &token).await.id;
    refund_until_answered(&fixture.engine, &fixture, &id, partial_refund("R-1", 300)).await;
    fixture.run_for(10).await;
    assert_eq!(order(&fixture, &token).await.reserved, Money::fen(0));
    let mut notice = fixture.network.refund_notice();
    notice.insert("respCode".into(), "00".into());
    for _ in 0..2 {
        fixture
            .engine
            .notice(
                &channels::unionpay::ID,
                &notice_call(&signed_notice(notice.clone())),
            )
            .await
            .expect("accepted");
    }
    let after = order(&fixture, &token).await;
    assert_eq!(
        (after.reserved, after.refunded),
        (Money::fen(300), Money::fen(300))
    );
    assert_eq!(
        fixture.event_types().await,
        ["order.paid", "refund.failed", "refund.succeeded"]
    );
}

#[tokio::test]
async fn refunds_with_many_lost_messages_all_succeed_once() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    let id = order(&fixture, &token).await.id;
    for n in 0..12 {
        refund_until_answered(
            &fixture.engine,
            &fixture,
            &id,
            partial_refund(&format!("R-{n}"), 300),
        )
        .await;
    }
    let failures = [
        Failure::AnswerLost,
        Failure::RequestLost,
        Failure::BadGateway,
        Failure::Forged,
        Failure::Refuse("03"),
        Failure::Refuse("34"),
    ];
    fixture
        .network
        .fail_next(&[failures, failures, failures].concat());
    fixture.run_for(600).await;
    assert_eq!(fixture.network.refunded_fen(), 3600);
    assert_eq!(order(&fixture, &token).await.refunded, Money::fen(3600));
}

/// Both engines have learnt by query that the network does not know the
/// number. Only one of them sends it again.
#[tokio::test]
async fn only_one_of_two_processes_sends_a_number_again() {
    let fixture = Fixture::new().await;
    let token = fixture.paid_order().await;
    fixture.network.fail_next(&[Failure::RequestLost]);
    let id = order(&fixture, &token).await.id;
    let refund = refund_order(&fixture, &id, partial_refund("R-1", 500))
        .await
        .expect("begins")
        .refund;
    fixture.run_for(1).await;
    fixture.clock.advance(61);
    let (one, two) = (Arc::clone(&fixture.engine), fixture.second_engine().await);
    let both = join_all([&one, &two].map(|engine| engine.run_refund_job(&refund.id))).await;
    assert!(both.iter().all(Result::is_ok), "{both:?}");
    let sends: Vec<u32> = tries(&fixture, &refund)
        .await
        .iter()
        .map(|row| row.sends)
        .collect();
    assert_eq!(sends, [2], "one number, sent and sent again");
    fixture.run_for(120).await;
    assert_eq!(fixture.network.refunded_fen(), 500);
}
