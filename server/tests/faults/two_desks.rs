//! Two desks on one database serve the same orders.
//!
//! On `PostgreSQL` this is normal operation. On `SQLite` it happens during an
//! upgrade.

use crate::deployment::Deployment;
use crate::desk::Desk;
use crate::interceptor::HoldPoint;
use crate::mall::{ApiAnswer, Order};
use futures::future::{join, join_all};
use sandbox::networks::InjectedFailure;
use std::sync::Arc;
use std::time::Duration;
use testkit::wait::{SETTLED, SOON, until};

/// Orders of each kind.
const ORDERS: usize = 6;
/// How long a job's lease lasts without renewal.
const LEASE: Duration = Duration::from_secs(30);

/// A deployment with two desks.
async fn two_desks() -> (Deployment, Arc<Desk>, Arc<Desk>) {
    let deployment = Deployment::open().await;
    let first = deployment.desk();
    deployment.start().await;
    let second = deployment.desk();
    (deployment, first, second)
}

/// Two tabs of one shopper, or two shoppers, at different desks.
#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_at_two_desks_pay_once() {
    let (deployment, first, second) = two_desks().await;
    let mut orders = Vec::new();
    for n in 0..ORDERS {
        let order = deployment.mall.order(&first.url).await;
        let (one, other) = (
            deployment.payer_at(&first.url, &order),
            deployment.payer_at(&second.url, &order),
        );
        // The same payment method, or two that exclude each other.
        if n % 2 == 0 {
            drop(join(one.pay_by_scan(), other.pay_by_scan()).await);
        } else {
            drop(join(one.pay_by_scan(), other.pay_by_bank()).await);
        }
        join(one.pay_until_paid(), other.pay_until_paid()).await;
        orders.push(order);
    }
    deployment.check_invariants(&orders).await;
}

/// A notice arrives at one desk while it queries, and the shopper returns to
/// the other.
#[tokio::test(flavor = "multi_thread")]
async fn a_notice_at_one_desk_and_a_query_at_the_other_are_one_payment() {
    let (deployment, first, second) = two_desks().await;
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        let order = deployment.mall.order(&first.url).await;
        let payer = deployment.payer_at(&first.url, &order);
        let bank = payer.go_to_bank().await.expect("a bank");
        let mut notice = deployment.hold_notice(HoldPoint::BeforeProcessing, order.request.fen);
        payer.pay_at(&bank).await.expect("paid");
        notice.wait_until_held().await;
        let asks = deployment
            .network
            .hold_query(HoldPoint::BeforeReply, order.request.fen);
        let returns = payer.return_from_network();
        let at_once = async {
            let mut asks = asks;
            asks.wait_until_held().await;
            notice.release();
            asks.release();
        };
        let (shown, ()) = join(returns, at_once).await;
        let place = shown.expect("a page").place;
        assert!(place == "paid" || place == "waiting", "{place}");
        let seen_there = deployment
            .payer_at(&second.url, &order)
            .return_from_network()
            .await;
        let place = seen_there.expect("a page").place;
        assert!(place == "paid" || place == "waiting", "{place}");
        orders.push(order);
    }
    deployment.check_invariants(&orders).await;
}

/// The same order and too many refunds, requested at both desks.
#[tokio::test(flavor = "multi_thread")]
async fn orders_and_refunds_requested_at_both_desks_are_made_once() {
    let (deployment, first, second) = two_desks().await;
    let mut orders = Vec::new();
    for _ in 0..ORDERS {
        let request = deployment.mall.new_request();
        let made = join_all([&first, &second, &first, &second].map(|desk| async {
            until("an order to be made", SETTLED, || async {
                let got = deployment
                    .mall
                    .create_order(&desk.url, &request)
                    .await
                    .expect("an answer");
                (got.status != 409).then_some(got)
            })
            .await
        }))
        .await;
        for got in &made {
            assert!(matches!(got.status, 200 | 201), "{}", got.body);
            assert_eq!(got.body["id"], made[0].body["id"]);
        }
        orders.push(Order::of(request, &made[0]));
    }
    deployment.pay_all(&orders).await;
    for order in &orders {
        refund_in_pieces(&deployment, &first, &second, order).await;
    }
    deployment.check_invariants(&orders).await;
}

/// Five concurrent refunds of a third each: three succeed.
async fn refund_in_pieces(deployment: &Deployment, first: &Desk, second: &Desk, order: &Order) {
    let third = order.request.fen / 3;
    let asked = (0..5).map(|n| {
        let desk = if n % 2 == 0 { first } else { second };
        let number = format!("{}-{n}", order.id);
        async move {
            let got = deployment
                .mall
                .refund(&desk.url, order, &number, Some(third));
            got.await.expect("an answer")
        }
    });
    let asked: Vec<ApiAnswer> = join_all(asked).await;
    let (begun, refused): (Vec<_>, Vec<_>) = asked.iter().partition(|got| got.status == 201);
    if begun.len() != 3 {
        let path = format!("/v1/orders/{}", order.id);
        let now = deployment.mall.get(&first.url, &path).await;
        panic!("{} begun: {asked:?}\nnow: {now:?}", begun.len());
    }
    for got in refused {
        assert_eq!(got.body["code"], "refund_exceeds_paid", "{}", got.body);
    }
    until("the refunds to be carried out", SETTLED, || {
        let returned = deployment.network.returned_fen(order.request.fen);
        assert!(returned <= order.request.fen, "more than was paid");
        std::future::ready((returned == 3 * third).then_some(()))
    })
    .await;
}

/// A desk dies with running jobs. The other takes them over when their leases
/// expire, and no payment is sent twice.
#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_a_dead_desk_are_finished_by_the_other() {
    let deployment = Deployment::open().await;
    let first = deployment.desk();
    let (mut orders, mut held_calls) = (Vec::new(), Vec::new());
    for _ in 0..ORDERS {
        let order = deployment.mall.order(&first.url).await;
        deployment.network.next(InjectedFailure::NoticeLost);
        // A job of the only desk queries and gets no reply.
        let mut held = deployment
            .network
            .hold_query(HoldPoint::BeforeReply, order.request.fen);
        let payer = deployment.payer_at(&first.url, &order);
        payer.show_qr().await.expect("a page");
        payer.scan().await.expect("paid");
        held.wait_until_held().await;
        orders.push(order);
        held_calls.push(held);
    }
    let asked = deployment.network.calls("00");
    assert_eq!(asked.len(), ORDERS, "{asked:?}");
    deployment.start().await;
    let second = deployment.desk();
    first.kill();
    until("the other desk to take over", LEASE + SOON, || {
        // The first call of each had no reply. On a slow machine the first desk
        // may have made the second call of the earliest ones itself.
        let now = deployment.network.calls("00");
        let again = |number: &String| now[number] > 1;
        std::future::ready(asked.keys().all(again).then_some(()))
    })
    .await;
    deployment.check_invariants(&orders).await;
    assert!(
        second.readiness().await == Some(200),
        "the other desk still serves"
    );
    for (number, times) in deployment.network.calls("01") {
        assert_eq!(times, 1, "{number} was sent {times} times");
    }
}
