//! Killed while cards are signed and charged: at each call of the desk, when
//! it has arrived and when it is done.

use crate::gate::{Held, Point};
use crate::house::House;
use crate::mall::Order;
use crate::payer::LIN;
use sandbox::networks::Trouble;

/// Asks for a code.
const ASK_CODE: &str = "77";
/// Signs the card.
const SIGN: &str = "79";
/// Moves the money.
const PAY: &str = "01";

/// A shopper pays by card until the desk hangs at `held`.
async fn until_held(house: &House, order: &Order, held: &mut Held) {
    let payer = house.payer(order);
    held.catch(payer.pay_by_card(LIN)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_call_of_a_card_payment_may_be_the_last() {
    let house = House::open().await;
    let (mut orders, mut cut) = (Vec::new(), Vec::new());
    for call in [ASK_CODE, SIGN] {
        for point in [Point::Arrived, Point::Done] {
            let order = house.mall.order(&house.desk().url).await;
            let mut held = house.network.hold(point, call);
            until_held(&house, &order, &mut held).await;
            orders.push(order);
            cut.push(held);
        }
    }
    // Booked, and the answer is on its way.
    let order = house.mall.order(&house.desk().url).await;
    house.network.next(Trouble::NoticeLost);
    let mut held = house.network.hold(Point::Done, PAY);
    until_held(&house, &order, &mut held).await;
    orders.push(order);
    cut.push(held);
    // On its way to the network, which will book it after all.
    let late = house.mall.order(&house.desk().url).await;
    let mut on_its_way = house.network.hold(Point::Arrived, PAY);
    until_held(&house, &late, &mut on_its_way).await;
    house.pull_the_plug().await;
    drop(cut);

    let payer = house.payer(&late);
    let shown = payer.look().await.expect("a page");
    assert_eq!(shown.place, "waiting", "it may be paid yet");
    let other = payer.show_qr().await.expect("a page");
    assert_eq!(other.place, "waiting", "no second payment beside it");
    assert_eq!(house.network.payments(late.wish.fen), 0);
    on_its_way.pass();
    orders.push(late);
    house.shoppers_pay(&orders).await;
    house.all_is_well(&orders).await;
}

/// `00` to a payment means accepted; the question after it tells.
#[tokio::test(flavor = "multi_thread")]
async fn the_question_after_a_card_payment_may_be_the_last() {
    let house = House::open().await;
    let (mut orders, mut cut) = (Vec::new(), Vec::new());
    for point in [Point::Arrived, Point::Done] {
        let order = house.mall.order(&house.desk().url).await;
        house.network.next(Trouble::NoticeLost);
        let mut held = house.network.hold_question(point, order.wish.fen);
        until_held(&house, &order, &mut held).await;
        orders.push(order);
        cut.push(held);
    }
    house.pull_the_plug().await;
    house.shoppers_pay(&orders).await;
    house.all_is_well(&orders).await;
}
