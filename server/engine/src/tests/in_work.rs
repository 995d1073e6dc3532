//! Codes 05 and 83 of a page or a QR: the payer paid, the bank has not said.
//! However long that lasts it is asked about, and no money is lost.

use super::house::{House, visit};
use super::network::Map;
use super::quick::state;
use super::surplus::went_back;
use domain::attempt::AttemptState;
use domain::desk::{Choice, NextPage};
use domain::ids::PayToken;
use domain::order::OrderState;

/// The payer has the bank's page or a QR; what the network was asked for.
async fn with_the_payer(house: &House, qr: bool) -> (PayToken, Map) {
    if !qr {
        let (token, form) = house.at_bank("ICBC").await;
        return (token, form.fields.into_iter().collect());
    }
    let token = house.order().await;
    let turn = house.desk.confirm(&token, Choice::Scan, &visit()).await;
    assert!(matches!(turn, Ok(NextPage::Go(_))), "{turn:?}");
    (token, house.network.last("01/07"))
}

#[tokio::test]
async fn paid_in_time_and_done_at_the_bank_after_the_end_pays() {
    for (qr, code) in [(false, "05"), (false, "83"), (true, "05"), (true, "83")] {
        let house = House::new().await;
        let (token, asked) = with_the_payer(&house, qr).await;
        house.live(800).await;
        house.network.pay(&asked, code);
        house.doze(20).await;
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Paying, AttemptState::AwaitingPayer),
            "{qr} {code}: in work, long after the end"
        );
        // The money moves, and the notice of it is lost.
        house.network.pay(&asked, "00");
        house.doze(11).await;
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Paid, AttemptState::Paid),
            "{qr} {code}"
        );
        assert_eq!(house.events().await, ["order.paid"]);
        assert_eq!(house.engine.surplus().await.expect("counts"), (0, 0));
    }
}

#[tokio::test]
async fn left_before_it_was_paid_and_done_after_the_order_expired_goes_back() {
    for (qr, code) in [(false, "05"), (false, "83"), (true, "05"), (true, "83")] {
        let house = House::new().await;
        let (token, asked) = with_the_payer(&house, qr).await;
        house.live(700).await;
        house.desk.cancel(&token).await.expect("nobody has paid");
        house.live(100).await;
        house.network.pay(&asked, code);
        house.doze(20).await;
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Expired, AttemptState::Abandoned),
            "{qr} {code}"
        );
        house.network.pay(&asked, "00");
        house.doze(11).await;
        went_back(&house, &token, OrderState::Expired, 12_800).await;
    }
}

#[tokio::test]
async fn a_payer_who_never_began_lapses() {
    for qr in [false, true] {
        let house = House::new().await;
        let (token, asked) = with_the_payer(&house, qr).await;
        house.network.pay(&asked, "70");
        house.doze(18).await;
        assert_eq!(
            state(&house, &token).await,
            (OrderState::Expired, AttemptState::Abandoned),
            "{qr}"
        );
    }
}
