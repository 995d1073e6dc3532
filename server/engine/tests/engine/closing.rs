//! Closing at the network: the request of an attempt that has ended cannot be
//! paid any more, where the network closes payments. UnionPay does not.

use super::new_card::state;
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, NextPage, Place};
use domain::ids::PayToken;
use domain::network_request::RequestEnd;
use domain::order::OrderState;
use store::jobs::Lane;
use store::network_requests;
use testkit::fixture::{Fixture, visit};
use testkit::network::Failure;
use testkit::second_network::ID;

/// An order whose QR code of the invented network is shown.
async fn scanning(fixture: &Fixture) -> PayToken {
    let token = fixture.order().await;
    let next = fixture.desk.confirm(&token, Choice::Scan, &visit()).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Scan))), "{next:?}");
    token
}

/// The shopper leaves the QR code for another way to pay.
async fn leave(fixture: &Fixture, token: &PayToken) {
    let next = fixture.desk.cancel(token).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Choose))), "{next:?}");
}

async fn run_jobs(fixture: &Fixture) {
    while fixture.engine.run_due_jobs().await > 0 {}
}

/// How the requests of the order's only attempt ended.
async fn ends(fixture: &Fixture, token: &PayToken) -> Vec<Option<RequestEnd>> {
    let attempt = fixture.found(token).await.attempts[0].id.clone();
    let read = fixture.engine.store.read(move |tx| {
        Box::pin(async move { network_requests::of_subject(tx, attempt.as_str()).await })
    });
    let requests = read.await.expect("requests");
    requests.into_iter().map(|request| request.ended).collect()
}

#[tokio::test]
async fn a_qr_code_that_the_shopper_left_is_closed_at_once() {
    let fixture = Fixture::with_second_network().await;
    let token = scanning(&fixture).await;
    leave(&fixture, &token).await;
    assert_eq!(
        fixture.network.second_operations(),
        ["pay", "query"],
        "the shopper does not wait for the close"
    );
    run_jobs(&fixture).await;
    let asked = ["pay", "query", "query", "close"];
    assert_eq!(fixture.network.second_operations(), asked);
    assert_eq!(ends(&fixture, &token).await, [Some(RequestEnd::Closed)]);
    assert!(fixture.network.pay_second_if_open().is_none());
    // It is not queried any more.
    fixture.run_for_minutes(40).await;
    assert_eq!(fixture.network.second_operations(), asked);
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Expired, AttemptStatus::Abandoned)
    );
}

#[tokio::test]
async fn a_qr_code_that_was_never_shown_is_closed() {
    let fixture = Fixture::with_second_network().await;
    let token = fixture.order().await;
    fixture.network.fail_next(&[Failure::AnswerLost]);
    let next = fixture.desk.confirm(&token, Choice::Scan, &visit()).await;
    assert!(matches!(next, Ok(NextPage::Show(..))), "{next:?}");
    run_jobs(&fixture).await;
    assert_eq!(
        fixture.network.second_operations(),
        ["pay", "query", "close"]
    );
    assert_eq!(ends(&fixture, &token).await, [Some(RequestEnd::Closed)]);
}

#[tokio::test]
async fn a_declined_payment_that_the_payer_could_repeat_is_closed() {
    let fixture = Fixture::with_second_network().await;
    let token = scanning(&fixture).await;
    let refused = Failure::Refuse("REFUSED");
    fixture.network.fail_next(&[refused, refused]);
    leave(&fixture, &token).await;
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Declined)
    );
    run_jobs(&fixture).await;
    assert_eq!(ends(&fixture, &token).await, [Some(RequestEnd::Closed)]);
}

/// The payer pays between the query and the close, which the network then
/// declines.
#[tokio::test]
async fn a_close_that_comes_too_late_loses_no_payment() {
    for failure in [
        Failure::Refuse("REFUSED"),
        Failure::Refuse("BUSY"),
        Failure::RequestLost,
        Failure::Forged,
    ] {
        let fixture = Fixture::with_second_network().await;
        let token = scanning(&fixture).await;
        leave(&fixture, &token).await;
        fixture.network.fail_after(1, &[failure]);
        run_jobs(&fixture).await;
        let asked = ["pay", "query", "query"];
        assert_eq!(fixture.network.second_operations(), asked, "{failure:?}");
        assert_eq!(ends(&fixture, &token).await, [None], "{failure:?}");
        drop(fixture.network.pay_second());
        fixture.run_for_minutes(2).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paid, AttemptStatus::Paid),
            "{failure:?}"
        );
        assert_eq!(ends(&fixture, &token).await, [Some(RequestEnd::Paid)]);
    }
}

/// The network's notice is late: it closed the order, and tells of a payment
/// that it took before.
#[tokio::test]
async fn a_notice_of_a_payment_counts_even_after_the_close() {
    let fixture = Fixture::with_second_network().await;
    let token = scanning(&fixture).await;
    let notice = fixture.network.pay_second();
    fixture.network.fail_next(&[
        Failure::Refuse("NOTPAY"),
        Failure::Refuse("NOTPAY"),
        Failure::Refuse("CLOSED"),
    ]);
    leave(&fixture, &token).await;
    run_jobs(&fixture).await;
    assert_eq!(ends(&fixture, &token).await, [Some(RequestEnd::Closed)]);
    fixture.engine.notice(&ID, &notice).await.expect("taken");
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
}

/// What is in progress, paid or unknown is not closed.
#[tokio::test]
async fn nothing_is_closed_that_a_query_did_not_find_unpaid() {
    for failure in [
        Failure::Refuse("PROCESSING"),
        Failure::Refuse("NOT_FOUND"),
        Failure::AnswerLost,
        Failure::BadGateway,
        Failure::Forged,
    ] {
        let fixture = Fixture::with_second_network().await;
        let token = scanning(&fixture).await;
        leave(&fixture, &token).await;
        fixture.network.fail_next(&[failure]);
        run_jobs(&fixture).await;
        let asked = fixture.network.second_operations();
        assert!(!asked.contains(&String::from("close")), "{failure:?}");
        assert_eq!(ends(&fixture, &token).await, [None], "{failure:?}");
        fixture.run_for_minutes(2).await;
        assert_eq!(ends(&fixture, &token).await, [Some(RequestEnd::Closed)]);
    }
}

/// The process dies in the close. The next one queries first, and finds it
/// closed, or closes it.
#[tokio::test]
async fn a_process_that_dies_while_it_closes() {
    for (how, end) in [
        (Failure::Hang, RequestEnd::Closed),
        (Failure::HangDone, RequestEnd::Declined),
    ] {
        let mut fixture = Fixture::with_second_network().await;
        let token = scanning(&fixture).await;
        leave(&fixture, &token).await;
        fixture.network.fail_after(1, &[how]);
        let [job] = &fixture.engine.lease_jobs(Lane::Money, 1).await[..] else {
            panic!("no job is due");
        };
        let (engine, job) = (fixture.engine.clone(), job.clone());
        let dying = tokio::spawn(async move { engine.run_leased_job(job).await });
        fixture.network.wait_for_hang().await;
        dying.abort();
        fixture.restart().await;
        assert_eq!(ends(&fixture, &token).await, [None], "{how:?}");
        // The lease of the dead process ends.
        fixture.run_for_minutes(1).await;
        assert_eq!(ends(&fixture, &token).await, [Some(end)], "{how:?}");
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Open, AttemptStatus::Abandoned)
        );
        assert!(fixture.network.pay_second_if_open().is_none(), "{how:?}");
    }
}

#[tokio::test]
async fn union_pay_is_asked_nothing_new() {
    let fixture = Fixture::new().await;
    let token = scanning(&fixture).await;
    leave(&fixture, &token).await;
    run_jobs(&fixture).await;
    assert_eq!(fixture.network.requests(), ["01/07", "00/00"]);
    assert_eq!(ends(&fixture, &token).await, [None]);
}
