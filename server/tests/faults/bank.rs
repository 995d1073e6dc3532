//! Killed while shoppers are at their banks, come back, or are paid for by a
//! notice.

use crate::gate::Point;
use crate::house::House;
use sandbox::networks::Trouble;

#[tokio::test(flavor = "multi_thread")]
async fn money_paid_in_the_dark_is_found() {
    let house = House::open().await;
    let gone = house.mall.order(&house.desk().url).await;
    let back = house.mall.order(&house.desk().url).await;
    let bank_of_gone = house.payer(&gone).go_to_bank().await.expect("a bank");
    let bank_of_back = house.payer(&back).go_to_bank().await.expect("a bank");
    house.kill();
    house.network.next(Trouble::NoticeLost);
    for (order, bank) in [(&gone, bank_of_gone), (&back, bank_of_back)] {
        let payer = house.payer_at("nowhere", order);
        payer.pay_at(&bank).await.expect("the bank is open");
    }
    house.start().await;
    let shown = house.payer(&back).come_back().await.expect("a page");
    assert_eq!(shown.place, "paid", "the shopper's return asks at once");
    // Nobody looks at the other one.
    house.all_is_well(&[gone, back]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_may_find_nobody_or_never_be_acknowledged() {
    let house = House::open().await;
    let (mut orders, mut cut, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    for point in [Point::Arrived, Point::Done] {
        let order = house.mall.order(&house.desk().url).await;
        let mut held = house.hold_notice(point, order.wish.fen);
        let payer = house.payer(&order);
        let bank = payer.go_to_bank().await.expect("a bank");
        payer.pay_at(&bank).await.expect("paid");
        notices.push(held.reached().await);
        orders.push(order);
        cut.push(held);
    }
    house.pull_the_plug().await;
    // The second was taken in, and is sent again because nobody said so.
    let [_, taken] = &orders[..] else {
        unreachable!("two orders")
    };
    let path = format!("/v1/orders/{}", taken.id);
    let got = house
        .mall
        .get(&house.desk().url, &path)
        .await
        .expect("answers");
    assert_eq!(got.body["state"], "paid", "kept before it is acknowledged");
    for notice in &notices {
        assert_eq!(house.notify(notice).await.status(), 200);
    }
    house.all_is_well(&orders).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_question_of_a_return_may_be_the_last() {
    let house = House::open().await;
    let (mut orders, mut cut) = (Vec::new(), Vec::new());
    for point in [Point::Arrived, Point::Done] {
        let order = house.mall.order(&house.desk().url).await;
        house.network.next(Trouble::NoticeLost);
        let payer = house.payer(&order);
        let bank = payer.go_to_bank().await.expect("a bank");
        payer.pay_at(&bank).await.expect("paid");
        let mut held = house.network.hold_question(point, order.wish.fen);
        held.catch(payer.come_back()).await;
        orders.push(order);
        cut.push(held);
    }
    house.pull_the_plug().await;
    house.all_is_well(&orders).await;
}
