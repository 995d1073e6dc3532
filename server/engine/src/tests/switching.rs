//! Leaving a way to pay for another: the network is asked first.

use super::house::{House, visit};
use super::network::{Trouble, notice};
use super::quick::state;
use domain::attempt::AttemptState;
use domain::desk::{Choice, DeskError, NextPage, Place};
use domain::order::OrderState;
use domain::refusal::Code;

#[tokio::test]
async fn paid_meanwhile_is_shown_as_paid_and_nothing_is_switched() {
    let house = House::new().await;
    let (token, form) = house.at_bank("ICBC").await;
    house.network.pay_form(&form);
    let turn = house.desk.cancel(&token).await.expect("told");
    assert!(matches!(turn, NextPage::Go(Place::Paid)), "{turn:?}");
    assert_eq!(
        state(&house, &token).await,
        (OrderState::Paid, AttemptState::Paid)
    );
    assert_eq!(house.network.heard(), ["00/00"]);
    assert_eq!(house.events().await, ["order.paid"]);
}

#[tokio::test]
async fn not_paid_ends_the_old_attempt_and_another_begins() {
    for code in ["34", "70", "64"] {
        let house = House::new().await;
        let (token, form) = house.at_bank("ICBC").await;
        if code != "34" {
            let fields = form.fields.iter().cloned().collect();
            house.network.pay(&fields, code);
        }
        let turn = house.desk.cancel(&token).await.expect("told");
        assert!(
            matches!(turn, NextPage::Go(Place::Choose)),
            "{code} {turn:?}"
        );
        assert_eq!(state(&house, &token).await.0, OrderState::Open, "{code}");
        house.clock.pass(1);
        let turn = house.desk.confirm(&token, Choice::Scan, &visit()).await;
        assert!(matches!(turn, Ok(NextPage::Go(Place::Scan))), "{code}");
        house
            .engine
            .notice(&notice(house.network.pay_qr()))
            .await
            .expect("believed");
        assert_eq!(house.found(&token).await.order.state, OrderState::Paid);
    }
}

#[tokio::test]
async fn silence_keeps_the_old_attempt_and_says_so() {
    for trouble in [
        Trouble::AnswerLost,
        Trouble::RequestLost,
        Trouble::BadGateway,
        Trouble::Forged,
        Trouble::Refuse("03"),
        Trouble::Refuse("11"),
    ] {
        let house = House::new().await;
        let (token, form) = house.at_bank("ICBC").await;
        house.network.trouble(&[trouble]);
        let told = house.desk.cancel(&token).await;
        assert!(
            matches!(&told, Err(DeskError::Refused(r)) if r.code == Code::PaymentUnknown),
            "{trouble:?} {told:?}"
        );
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Paying, AttemptState::AwaitingPayer),
            "{trouble:?}"
        );
        // The old one pays it after all, and once only.
        house.network.pay_form(&form);
        house.live(10).await;
        assert_eq!(house.found(&token).await.order.state, OrderState::Paid);
        assert_eq!(house.engine.surplus().await.expect("counts"), (0, 0));
    }
}

/// 05 and 83: the payer is done, the bank is not. Another way now would be a
/// second payment.
#[tokio::test]
async fn what_is_in_work_at_the_bank_is_not_left() {
    for code in ["05", "83"] {
        let house = House::new().await;
        let (token, form) = house.at_bank("ICBC").await;
        let fields = form.fields.iter().cloned().collect();
        house.network.pay(&fields, code);
        let told = house.desk.cancel(&token).await;
        assert!(
            matches!(&told, Err(DeskError::Refused(r)) if r.code == Code::PaymentUnknown),
            "{code} {told:?}"
        );
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Paying, AttemptState::AwaitingPayer),
            "{code}"
        );
        house.network.pay(&fields, "00");
        house.live(10).await;
        assert_eq!(house.found(&token).await.order.state, OrderState::Paid);
        assert_eq!(house.engine.surplus().await.expect("counts"), (0, 0));
    }
}

#[tokio::test]
async fn a_qr_on_show_is_asked_about_too() {
    let house = House::new().await;
    let token = house.order().await;
    house
        .desk
        .confirm(&token, Choice::Scan, &visit())
        .await
        .expect("begins");
    house.network.trouble(&[Trouble::AnswerLost]);
    let told = house.desk.cancel(&token).await;
    assert!(
        matches!(told, Err(DeskError::Refused(_))),
        "{told:?}, the code is on show"
    );
    assert_eq!(house.page(&token).await.place, Place::Scan);
    house.network.pay_qr();
    let turn = house.desk.cancel(&token).await.expect("told");
    assert!(matches!(turn, NextPage::Go(Place::Paid)));
}
