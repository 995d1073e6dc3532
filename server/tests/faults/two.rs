//! Two desks on one database: whoever is asked, it is the same order.
//!
//! On `PostgreSQL` this is how a desk grows; on the file of `SQLite` it is
//! what happens while one version follows another.

use crate::desk::Desk;
use crate::gate::Point;
use crate::house::House;
use crate::mall::{Got, Order};
use crate::wait::{SETTLED, SOON, until};
use futures::future::{join, join_all};
use sandbox::networks::Trouble;
use std::sync::Arc;
use std::time::Duration;

/// Orders of each kind.
const ORDERS: usize = 6;
/// How long a job stays with a desk that says nothing more.
const LEASE: Duration = Duration::from_secs(30);

/// A house with two desks.
async fn two() -> (House, Arc<Desk>, Arc<Desk>) {
    let house = House::open().await;
    let first = house.desk();
    house.start().await;
    let second = house.desk();
    (house, first, second)
}

/// Two tabs of one shopper, or two shoppers, at different desks.
#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_at_two_desks_pay_once() {
    let (house, first, second) = two().await;
    let mut orders = Vec::new();
    for n in 0..ORDERS {
        let order = house.mall.order(&first.url).await;
        let (one, other) = (
            house.payer_at(&first.url, &order),
            house.payer_at(&second.url, &order),
        );
        // The same way, or two that exclude each other.
        if n % 2 == 0 {
            drop(join(one.pay_by_scan(), other.pay_by_scan()).await);
        } else {
            drop(join(one.pay_by_scan(), other.pay_by_bank()).await);
        }
        join(one.see_it_paid(), other.see_it_paid()).await;
        orders.push(order);
    }
    house.all_is_well(&orders).await;
}

/// A notice comes in at one desk while the other asks and a third hears of
/// it by the shopper's return.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_here_and_a_question_there_are_one_payment() {
    let (house, first, second) = two().await;
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        let order = house.mall.order(&first.url).await;
        let payer = house.payer_at(&first.url, &order);
        let bank = payer.go_to_bank().await.expect("a bank");
        let mut notice = house.hold_notice(Point::Arrived, order.wish.fen);
        payer.pay_at(&bank).await.expect("paid");
        notice.reached().await;
        let asks = house.network.hold_question(Point::Done, order.wish.fen);
        let returns = payer.come_back();
        let at_once = async {
            let mut asks = asks;
            asks.reached().await;
            notice.pass();
            asks.pass();
        };
        let (shown, ()) = join(returns, at_once).await;
        let place = shown.expect("a page").place;
        assert!(place == "paid" || place == "waiting", "{place}");
        let seen_there = house.payer_at(&second.url, &order).come_back().await;
        let place = seen_there.expect("a page").place;
        assert!(place == "paid" || place == "waiting", "{place}");
        orders.push(order);
    }
    house.all_is_well(&orders).await;
}

/// The same order asked for at both, and more refunds than there is money.
#[tokio::test(flavor = "multi_thread")]
async fn orders_and_refunds_asked_for_at_both_are_made_once() {
    let (house, first, second) = two().await;
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        let wish = house.mall.wish();
        let made = join_all([&first, &second, &first, &second].map(|desk| async {
            until("an order to be made", SETTLED, || async {
                let got = house.mall.ask(&desk.url, &wish).await.expect("an answer");
                (got.status != 409).then_some(got)
            })
            .await
        }))
        .await;
        for got in &made {
            assert!(matches!(got.status, 200 | 201), "{}", got.body);
            assert_eq!(got.body["id"], made[0].body["id"]);
        }
        orders.push(Order::of(wish, &made[0]));
    }
    house.shoppers_pay(&orders).await;
    for order in &orders {
        refund_in_pieces(&house, &first, &second, order).await;
    }
    house.all_is_well(&orders).await;
}

/// Thirds of an order's money, five at once: three are given back.
async fn refund_in_pieces(house: &House, first: &Desk, second: &Desk, order: &Order) {
    let third = order.wish.fen / 3;
    let asked = (0..5).map(|n| {
        let desk = if n % 2 == 0 { first } else { second };
        let number = format!("{}-{n}", order.id);
        async move {
            let got = house.mall.refund(&desk.url, order, &number, Some(third));
            got.await.expect("an answer")
        }
    });
    let asked: Vec<Got> = join_all(asked).await;
    let (begun, refused): (Vec<_>, Vec<_>) = asked.iter().partition(|got| got.status == 201);
    if begun.len() != 3 {
        let path = format!("/v1/orders/{}", order.id);
        let now = house.mall.get(&first.url, &path).await;
        panic!("{} begun: {asked:?}\nnow: {now:?}", begun.len());
    }
    for got in refused {
        assert_eq!(got.body["code"], "refund_exceeds_paid", "{}", got.body);
    }
    until("the refunds to be carried out", SETTLED, || {
        let returned = house.network.returned_fen(order.wish.fen);
        assert!(returned <= order.wish.fen, "more than was paid");
        std::future::ready((returned == 3 * third).then_some(()))
    })
    .await;
}

/// A desk dies with jobs in its hands: the other takes each of them up when
/// its lease is over. Nothing that moves money is sent twice.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_desk_had_in_its_hands_the_other_ends() {
    let house = House::open().await;
    let first = house.desk();
    let (mut orders, mut cut) = (Vec::new(), Vec::new());
    for _ in 0..ORDERS {
        let order = house.mall.order(&first.url).await;
        house.network.next(Trouble::NoticeLost);
        // A job of the only desk asks, and gets no answer.
        let mut held = house.network.hold_question(Point::Done, order.wish.fen);
        let payer = house.payer_at(&first.url, &order);
        payer.show_qr().await.expect("a page");
        payer.scan().await.expect("paid");
        held.reached().await;
        orders.push(order);
        cut.push(held);
    }
    let asked = house.network.calls("00");
    assert_eq!(asked.len(), ORDERS, "{asked:?}");
    house.start().await;
    let second = house.desk();
    first.kill();
    until("the other desk to take all up", LEASE + SOON, || {
        let now = house.network.calls("00");
        let again = |(number, times): (&String, &usize)| now[number] > *times;
        std::future::ready(asked.iter().all(again).then_some(()))
    })
    .await;
    house.all_is_well(&orders).await;
    assert!(second.readiness().await == Some(200), "the other one lives");
    for (number, times) in house.network.calls("01") {
        assert_eq!(times, 1, "{number} was sent {times} times");
    }
}
