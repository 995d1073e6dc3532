//! Leaving one payment method for another: the network is asked first.

use super::new_card::{shown, state};
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, DeskError, Field, FieldProblem, NextPage, Place};
use domain::order::OrderState;
use domain::product::Product;
use domain::refusal::Code;
use std::time::Duration;
use testkit::fixture::{Fixture, card, visit};
use testkit::network::{Failure, notice_call, signed_notice};

#[tokio::test]
async fn an_attempt_paid_meanwhile_is_shown_as_paid() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.network.pay_form(&form);
    let turn = fixture.desk.cancel(&token).await.expect("answered");
    assert!(matches!(turn, NextPage::Go(Place::Paid)), "{turn:?}");
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptStatus::Paid)
    );
    assert_eq!(fixture.network.requests(), ["00/00"]);
    assert_eq!(fixture.event_types().await, ["order.paid"]);
}

#[tokio::test]
async fn an_unpaid_attempt_ends_and_another_begins() {
    for code in ["34", "70", "64"] {
        let fixture = Fixture::new().await;
        let (token, form) = fixture.order_at_bank("ICBC").await;
        if code != "34" {
            let fields = form.fields.iter().cloned().collect();
            fixture.network.pay(&fields, code);
        }
        let turn = fixture.desk.cancel(&token).await.expect("answered");
        assert!(
            matches!(turn, NextPage::Go(Place::Choose)),
            "{code} {turn:?}"
        );
        assert_eq!(state(&fixture, &token).await.0, OrderState::Open, "{code}");
        fixture.clock.advance(1);
        let turn = fixture
            .desk
            .confirm(&token, Choice::Qr(Product::Scan), &visit())
            .await;
        assert!(matches!(turn, Ok(NextPage::Go(Place::Scan))), "{code}");
        fixture
            .engine
            .notice(
                &channels::unionpay::ID,
                &notice_call(&signed_notice(fixture.network.pay_qr())),
            )
            .await
            .expect("accepted");
        assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
    }
}

#[tokio::test]
async fn an_unknown_result_keeps_the_old_attempt() {
    for failure in [
        Failure::AnswerLost,
        Failure::RequestLost,
        Failure::BadGateway,
        Failure::Forged,
        Failure::Refuse("03"),
        Failure::Refuse("11"),
    ] {
        let fixture = Fixture::new().await;
        let (token, form) = fixture.order_at_bank("ICBC").await;
        fixture.network.fail_next(&[failure]);
        let cancelled = fixture.desk.cancel(&token).await;
        assert!(
            matches!(&cancelled, Err(DeskError::Refused(r)) if r.code == Code::PaymentUnknown),
            "{failure:?} {cancelled:?}"
        );
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paying, AttemptStatus::AwaitingPayer),
            "{failure:?}"
        );
        // The old attempt pays the order later, and only once.
        fixture.network.pay_form(&form);
        fixture.run_for(10).await;
        assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
        assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
    }
}

/// An attempt that was left pays the order while a newer one is live.
#[tokio::test]
async fn the_page_of_a_paid_order_shows_the_attempt_that_paid() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    let scan = Choice::Qr(Product::Scan);
    let next = fixture.desk.confirm(&token, scan, &visit()).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Scan))), "{next:?}");
    let next = fixture.desk.cancel(&token).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Choose))), "{next:?}");
    fixture.clock.advance(1);
    let sent = fixture.desk.send_code(&token, card(), &visit()).await;
    assert_eq!(shown(sent.expect("sent")).0, Place::Code);
    let notice = notice_call(&signed_notice(fixture.network.pay_qr()));
    let accepted = fixture.engine.notice(&channels::unionpay::ID, &notice);
    accepted.await.expect("accepted");
    let page = fixture.page(&token).await;
    assert_eq!(page.place, Place::Paid);
    let paid = page.attempt.expect("the one that paid");
    assert_eq!(
        (paid.product, paid.state),
        (Product::Scan, AttemptStatus::Paid)
    );
    assert!(paid.paid_at.is_some() && paid.network_id.is_some());
}

/// Codes 05 and 83: the payer has paid and the bank has not answered. A second
/// method now could be a second payment.
#[tokio::test]
async fn an_attempt_pending_at_the_bank_cannot_be_cancelled() {
    for code in ["05", "83"] {
        let fixture = Fixture::new().await;
        let (token, form) = fixture.order_at_bank("ICBC").await;
        let fields = form.fields.iter().cloned().collect();
        fixture.network.pay(&fields, code);
        let cancelled = fixture.desk.cancel(&token).await;
        assert!(
            matches!(&cancelled, Err(DeskError::Refused(r)) if r.code == Code::PaymentUnknown),
            "{code} {cancelled:?}"
        );
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paying, AttemptStatus::AwaitingPayer),
            "{code}"
        );
        fixture.network.pay(&fields, "00");
        fixture.run_for(10).await;
        assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
        assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
    }
}

#[tokio::test]
async fn a_shown_qr_code_is_queried_before_it_is_cancelled() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await
        .expect("begins");
    fixture.network.fail_next(&[Failure::AnswerLost]);
    let cancelled = fixture.desk.cancel(&token).await;
    assert!(
        matches!(cancelled, Err(DeskError::Refused(_))),
        "{cancelled:?}, the code is on show"
    );
    assert_eq!(fixture.page(&token).await.place, Place::Scan);
    fixture.network.pay_qr();
    let turn = fixture.desk.cancel(&token).await.expect("answered");
    assert!(matches!(turn, NextPage::Go(Place::Paid)));
}

/// The page offers the other methods again while the network says nothing, and
/// a code that comes later is never shown.
#[tokio::test]
async fn a_qr_code_that_does_not_come_is_waited_for_five_seconds() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    fixture.network.fail_next(&[Failure::HangDone]);
    let (desk, at) = (fixture.desk.clone(), token.clone());
    let scan = Choice::Qr(Product::Scan);
    let asking = tokio::spawn(async move { desk.confirm(&at, scan, &visit()).await });
    fixture.network.wait_for_hang().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(5)).await;
    tokio::time::resume();
    let answer = shown(asking.await.expect("ended").expect("answered"));
    assert_eq!(answer.0, Place::Choose);
    assert_eq!(answer.2, [(Field::Way, FieldProblem::NoAnswer)]);
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Open, AttemptStatus::Abandoned)
    );
    let bank = Choice::Bank("ICBC".into());
    let next = fixture.desk.confirm(&token, bank, &visit()).await;
    assert!(matches!(next, Ok(NextPage::Go(Place::Bank))), "{next:?}");
}
