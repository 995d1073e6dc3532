//! Codes 05 and 83 for a bank page or a QR code: the payer has paid and the
//! bank has not answered. The payment is queried until it does, and no money
//! is lost.

use super::new_card::state;
use super::surplus::check_refunded;
use domain::attempt::AttemptStatus;
use domain::desk::{Choice, NextPage};
use domain::ids::PayToken;
use domain::order::OrderState;
use domain::product::Product;
use testkit::fixture::{Fixture, visit};
use testkit::network::Fields;

/// The payer has the bank's page or a QR code; returns the request for it.
async fn payable_order(fixture: &Fixture, qr: bool) -> (PayToken, Fields) {
    if !qr {
        let (token, form) = fixture.order_at_bank("ICBC").await;
        return (token, form.fields.into_iter().collect());
    }
    let token = fixture.order().await;
    let turn = fixture
        .desk
        .confirm(&token, Choice::Qr(Product::Scan), &visit())
        .await;
    assert!(matches!(turn, Ok(NextPage::Go(_))), "{turn:?}");
    (token, fixture.network.last_request("01/07"))
}

#[tokio::test]
async fn a_payment_in_time_that_the_bank_settles_late_pays_the_order() {
    for (qr, code) in [(false, "05"), (false, "83"), (true, "05"), (true, "83")] {
        let fixture = Fixture::new().await;
        let (token, asked) = payable_order(&fixture, qr).await;
        fixture.run_for(800).await;
        fixture.network.pay(&asked, code);
        fixture.run_for_minutes(20).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paying, AttemptStatus::AwaitingPayer),
            "{qr} {code}: in work, long after the end"
        );
        // The payment succeeds and its notice is lost.
        fixture.network.pay(&asked, "00");
        fixture.run_for_minutes(11).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paid, AttemptStatus::Paid),
            "{qr} {code}"
        );
        assert_eq!(fixture.event_types().await, ["order.paid"]);
        assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
    }
}

#[tokio::test]
async fn a_cancelled_payment_that_the_bank_settles_after_expiry_is_refunded() {
    for (qr, code) in [(false, "05"), (false, "83"), (true, "05"), (true, "83")] {
        let fixture = Fixture::new().await;
        let (token, asked) = payable_order(&fixture, qr).await;
        fixture.run_for(700).await;
        fixture
            .desk
            .cancel(&token)
            .await
            .expect("cancelled, as nothing is paid");
        fixture.run_for(100).await;
        fixture.network.pay(&asked, code);
        fixture.run_for_minutes(20).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Expired, AttemptStatus::Abandoned),
            "{qr} {code}"
        );
        fixture.network.pay(&asked, "00");
        fixture.run_for_minutes(11).await;
        check_refunded(&fixture, &token, OrderState::Expired, 12_800).await;
    }
}

#[tokio::test]
async fn an_attempt_the_payer_never_began_lapses() {
    for qr in [false, true] {
        let fixture = Fixture::new().await;
        let (token, asked) = payable_order(&fixture, qr).await;
        fixture.network.pay(&asked, "70");
        fixture.run_for_minutes(18).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Expired, AttemptStatus::Abandoned),
            "{qr}"
        );
    }
}
