//! Money that is not wanted goes back by itself, whatever brought it: after
//! the end, beside another payment, or twice.

use super::house::House;
use super::network::{Map, Trouble, notice};
use super::refunds::pay_by_scan;
use domain::ids::PayToken;
use domain::money::Money;
use domain::order::OrderState;
use domain::refund::{Refund, RefundCause, RefundState};

async fn told(house: &House, word: Map) {
    house.engine.notice(&notice(word)).await.expect("believed");
}

/// The one refund of surplus there is.
async fn surplus(house: &House, token: &PayToken) -> Refund {
    let refunds = house.found(token).await.refunds;
    assert_eq!(refunds.len(), 1, "{refunds:?}");
    assert_eq!(refunds[0].cause, RefundCause::Surplus);
    refunds[0].clone()
}

/// All of it went back, once, and the order did not move.
pub(super) async fn went_back(house: &House, token: &PayToken, state: OrderState, fen: i64) {
    house.live(30).await;
    let refund = surplus(house, token).await;
    assert_eq!(
        (refund.state, refund.amount),
        (RefundState::Succeeded, Money::fen(fen))
    );
    assert_eq!(house.network.returned(), fen);
    assert_eq!(house.engine.surplus().await.expect("counts"), (1, fen));
    let order = house.found(token).await.order;
    assert_eq!((order.state, order.refunded), (state, Money::fen(0)));
    let events = house.events().await;
    assert_eq!(events.last().map(String::as_str), Some("refund.succeeded"));
    assert_eq!(events.len(), 2, "{events:?}");
}

#[tokio::test]
async fn after_the_end_of_its_time() {
    let house = House::new().await;
    let (token, form) = house.at_bank("ICBC").await;
    house.live(1000).await;
    assert_eq!(house.found(&token).await.order.state, OrderState::Expired);
    let word = house.network.pay_form(&form);
    for _ in 0..3 {
        told(&house, word.clone()).await;
    }
    went_back(&house, &token, OrderState::Expired, 12_800).await;
}

#[tokio::test]
async fn after_it_was_closed() {
    let house = House::new().await;
    let (token, form) = house.at_bank("ICBC").await;
    house.desk.cancel(&token).await.expect("given up");
    house.close(&token).await.expect("closed");
    house.network.pay_form(&form);
    // Nobody tells us: the old number is asked about.
    house.live(60).await;
    went_back(&house, &token, OrderState::Closed, 12_800).await;
}

#[tokio::test]
async fn beside_another_paid_attempt() {
    let house = House::new().await;
    let (token, old) = house.at_bank("ICBC").await;
    house.desk.cancel(&token).await.expect("given up");
    house.clock.pass(1);
    pay_by_scan(&house, &token).await;
    told(&house, house.network.pay_form(&old)).await;
    went_back(&house, &token, OrderState::Paid, 12_800).await;
}

#[tokio::test]
async fn twice_under_one_attempt() {
    let house = House::new().await;
    let (token, form) = house.at_bank("ICBC").await;
    let (first, second) = (house.network.pay_form(&form), house.network.pay_form(&form));
    for word in [&first, &second, &first, &second] {
        told(&house, word.clone()).await;
    }
    went_back(&house, &token, OrderState::Paid, 12_800).await;
    assert_eq!(
        surplus(&house, &token).await.payment,
        second["queryId"],
        "the second, not the one that paid the order"
    );
}

#[tokio::test]
async fn refused_it_is_offered_again_on_another_day_and_never_kept() {
    let house = House::new().await;
    let (token, form) = house.at_bank("ICBC").await;
    house.live(1000).await;
    told(&house, house.network.pay_form(&form)).await;
    // The undo, then the refund, then the next day's.
    house.network.trouble(&[
        Trouble::Refuse("35"),
        Trouble::Refuse("31"),
        Trouble::Refuse("31"),
    ]);
    house.live(60).await;
    let refused = surplus(&house, &token).await;
    assert_eq!(
        (refused.state, refused.declined.as_deref()),
        (RefundState::Pending, Some("31"))
    );
    assert_eq!(house.engine.open_refunds().await.expect("counts"), (1, 1));
    assert_eq!(house.network.returned(), 0);
    let sent = |house: &House| {
        let heard = house.network.heard();
        heard.iter().filter(|kind| *kind == "04/00").count()
    };
    house.clock.pass(23 * 3600);
    house.live(60).await;
    assert_eq!(sent(&house), 1, "not before a day is over");
    house.clock.pass(3600);
    house.live(60).await;
    assert_eq!(surplus(&house, &token).await.state, RefundState::Pending);
    house.clock.pass(24 * 3600);
    house.live(60).await;
    assert_eq!(surplus(&house, &token).await.state, RefundState::Succeeded);
    assert_eq!(house.network.returned(), 12_800);
    assert_eq!(house.engine.open_refunds().await.expect("counts"), (0, 0));
    assert_eq!(house.events().await, ["order.closed", "refund.succeeded"]);
}

#[tokio::test]
async fn it_survives_a_restart_before_anything_was_sent() {
    let mut house = House::new().await;
    let (token, form) = house.at_bank("ICBC").await;
    house.live(1000).await;
    told(&house, house.network.pay_form(&form)).await;
    house.restart().await;
    went_back(&house, &token, OrderState::Expired, 12_800).await;
}
