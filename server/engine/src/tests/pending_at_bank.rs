//! Codes 05 and 83 of a page or a QR: the payer paid, the bank has not said.
//! However long that lasts it is asked about, and no money is lost.

use super::fixture::{Fixture, visit};
use super::network::Fields;
use super::new_card::state;
use super::surplus::went_back;
use domain::attempt::AttemptState;
use domain::desk::{Choice, Turn};
use domain::ids::PayToken;
use domain::order::OrderState;

/// The payer has the bank's page or a QR; what the network was asked for.
async fn with_the_payer(fixture: &Fixture, qr: bool) -> (PayToken, Fields) {
    if !qr {
        let (token, form) = fixture.order_at_bank("ICBC").await;
        return (token, form.fields.into_iter().collect());
    }
    let token = fixture.order().await;
    let turn = fixture.desk.confirm(&token, Choice::Scan, &visit()).await;
    assert!(matches!(turn, Ok(Turn::Go(_))), "{turn:?}");
    (token, fixture.network.last_request("01/07"))
}

#[tokio::test]
async fn paid_in_time_and_done_at_the_bank_after_the_end_pays() {
    for (qr, code) in [(false, "05"), (false, "83"), (true, "05"), (true, "83")] {
        let fixture = Fixture::new().await;
        let (token, asked) = with_the_payer(&fixture, qr).await;
        fixture.run_for(800).await;
        fixture.network.pay(&asked, code);
        fixture.run_for_minutes(20).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paying, AttemptState::AwaitingPayer),
            "{qr} {code}: in work, long after the end"
        );
        // The money moves, and the notice of it is lost.
        fixture.network.pay(&asked, "00");
        fixture.run_for_minutes(11).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Paid, AttemptState::Paid),
            "{qr} {code}"
        );
        assert_eq!(fixture.event_types().await, ["order.paid"]);
        assert_eq!(fixture.engine.surplus().await.expect("counts"), (0, 0));
    }
}

#[tokio::test]
async fn left_before_it_was_paid_and_done_after_the_order_expired_goes_back() {
    for (qr, code) in [(false, "05"), (false, "83"), (true, "05"), (true, "83")] {
        let fixture = Fixture::new().await;
        let (token, asked) = with_the_payer(&fixture, qr).await;
        fixture.run_for(700).await;
        fixture.desk.cancel(&token).await.expect("nobody has paid");
        fixture.run_for(100).await;
        fixture.network.pay(&asked, code);
        fixture.run_for_minutes(20).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Expired, AttemptState::Abandoned),
            "{qr} {code}"
        );
        fixture.network.pay(&asked, "00");
        fixture.run_for_minutes(11).await;
        went_back(&fixture, &token, OrderState::Expired, 12_800).await;
    }
}

#[tokio::test]
async fn a_payer_who_never_began_lapses() {
    for qr in [false, true] {
        let fixture = Fixture::new().await;
        let (token, asked) = with_the_payer(&fixture, qr).await;
        fixture.network.pay(&asked, "70");
        fixture.run_for_minutes(18).await;
        assert_eq!(
            state(&fixture, &token).await,
            (OrderState::Expired, AttemptState::Abandoned),
            "{qr}"
        );
    }
}
