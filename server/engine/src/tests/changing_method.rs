//! Leaving a way to pay for another: the network is asked first.

use super::fixture::{Fixture, visit};
use super::network::{Failure, signed_notice};
use super::new_card::state;
use domain::attempt::AttemptState;
use domain::desk::{Choice, DeskError, Place, Turn};
use domain::order::OrderState;
use domain::refusal::Code;

#[tokio::test]
async fn paid_meanwhile_is_shown_as_paid_and_nothing_is_switched() {
    let fixture = Fixture::new().await;
    let (token, form) = fixture.order_at_bank("ICBC").await;
    fixture.network.pay_form(&form);
    let turn = fixture.desk.cancel(&token).await.expect("told");
    assert!(matches!(turn, Turn::Go(Place::Paid)), "{turn:?}");
    assert_eq!(
        state(&fixture, &token).await,
        (OrderState::Paid, AttemptState::Paid)
    );
    assert_eq!(fixture.network.requests(), ["00/00"]);
    assert_eq!(fixture.event_types().await, ["order.paid"]);
}

#[tokio::test]
async fn not_paid_ends_the_old_attempt_and_another_begins() {
    for code in ["34", "70", "64"] {
        let fixture = Fixture::new().await;
        let (token, form) = fixture.order_at_bank("ICBC").await;
        if code != "34" {
            let fields = form.fields.iter().cloned().collect();
            fixture.network.pay(&fields, code);
        }
        let turn = fixture.desk.cancel(&token).await.expect("told");
        assert!(matches!(turn, Turn::Go(Place::Choose)), "{code} {turn:?}");
        assert_eq!(state(&fixture, &token).await.0, OrderState::Open, "{code}");
        fixture.clock.advance(1);
        let turn = fixture.desk.confirm(&token, Choice::Scan, &visit()).await;
        assert!(matches!(turn, Ok(Turn::Go(Place::Scan))), "{code}");
        fixture
            .engine
            .notice(&signed_notice(fixture.network.pay_qr()))
            .await
            .expect("believed");
        assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
    }
}

#[tokio::test]
async fn silence_keeps_the_old_attempt_and_says_so() {
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
        let told = fixture.desk.cancel(&token).await;
        assert!(
            matches!(&told, Err(DeskError::Refused(r)) if r.code == Code::PaymentUnknown),
            "{failure:?} {told:?}"
        );
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paying, AttemptState::AwaitingPayer),
            "{failure:?}"
        );
        // The old one pays it after all, and once only.
        fixture.network.pay_form(&form);
        fixture.run_for(10).await;
        assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
        assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
    }
}

/// 05 and 83: the payer is done, the bank is not. Another way now would be a
/// second payment.
#[tokio::test]
async fn what_is_in_work_at_the_bank_is_not_left() {
    for code in ["05", "83"] {
        let fixture = Fixture::new().await;
        let (token, form) = fixture.order_at_bank("ICBC").await;
        let fields = form.fields.iter().cloned().collect();
        fixture.network.pay(&fields, code);
        let told = fixture.desk.cancel(&token).await;
        assert!(
            matches!(&told, Err(DeskError::Refused(r)) if r.code == Code::PaymentUnknown),
            "{code} {told:?}"
        );
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paying, AttemptState::AwaitingPayer),
            "{code}"
        );
        fixture.network.pay(&fields, "00");
        fixture.run_for(10).await;
        assert_eq!(fixture.found(&token).await.order.state, OrderState::Paid);
        assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
    }
}

#[tokio::test]
async fn a_qr_on_show_is_asked_about_too() {
    let fixture = Fixture::new().await;
    let token = fixture.order().await;
    fixture
        .desk
        .confirm(&token, Choice::Scan, &visit())
        .await
        .expect("begins");
    fixture.network.fail_next(&[Failure::AnswerLost]);
    let told = fixture.desk.cancel(&token).await;
    assert!(
        matches!(told, Err(DeskError::Refused(_))),
        "{told:?}, the code is on show"
    );
    assert_eq!(fixture.page(&token).await.place, Place::Scan);
    fixture.network.pay_qr();
    let turn = fixture.desk.cancel(&token).await.expect("told");
    assert!(matches!(turn, Turn::Go(Place::Paid)));
}
