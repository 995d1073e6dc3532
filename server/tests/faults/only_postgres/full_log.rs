//! The WAL disk of the server is full: the server crashes and cannot start
//! before there is room. The desk reports it, and recovers when the server is
//! started again.

use crate::deployment::Deployment;
use crate::desk::Desk;
use crate::mall::{Mall, Order, OrderRequest};
use crate::postgres::{Part, Postgres};
use futures::future::{join, join_all};
use testkit::wait::{SOON, until};

/// Orders requested at once, until the server has crashed.
const AT_ONCE: usize = 8;
/// The most rounds of that.
const ROUNDS: usize = 40;
/// The server's last words when it cannot write its WAL.
const CRASHED: &str = "PANIC:  could not write to ";

#[tokio::test(flavor = "multi_thread")]
async fn a_full_wal_disk_crashes_the_server_and_loses_no_acknowledged_order() {
    let server = Postgres::on_a_small_disk(Part::Wal).await;
    let deployment = Deployment::on(server.url()).await;
    deployment.start().await;
    let desk = deployment.desk();
    let open = deployment.mall.order(&desk.url).await;
    let paid_offline = deployment.mall.order(&desk.url).await;
    let payer = deployment.payer(&paid_offline);
    let bank = payer.go_to_bank().await.expect("a bank");

    server.fill();
    let (mut orders, mut refused) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // The next WAL segment is begun.
        let asking = create_some_orders(&deployment.mall, &desk, &mut orders, &mut refused);
        join(asking, server.run("SELECT pg_switch_wal()")).await;
        if server.log().contains(CRASHED) {
            break;
        }
    }
    assert!(server.log().contains(CRASHED), "the log was never full");
    assert!(!orders.is_empty(), "the log had room for some");
    if server.disk().is_mounted() {
        // It restarts and crashes again: recovery needs the WAL.
        until("the server to give up", SOON, || {
            std::future::ready(server.has_ended().then_some(()))
        })
        .await;
    } else {
        // Where only file sizes are limited, it restarts and crashes for ever.
        server.stop();
    }
    let paid = payer.pay_at(&bank).await;
    paid.expect("the network is not affected");
    create_some_orders(&deployment.mall, &desk, &mut orders, &mut refused).await;
    assert!(refused.len() >= AT_ONCE, "nothing is acknowledged now");
    let page = deployment.payer(&open).load().await.expect("a page");
    assert_eq!(page.status, 503, "the order cannot be read");
    assert!(page.retry_after.is_some(), "a page has Retry-After too");
    desk.wait_for_readiness(503).await;

    server.free();
    // The operator does this.
    server.start().await;
    desk.wait_for_readiness(200).await;
    for request in refused {
        // 200: a commit with an unknown result may have been stored.
        let got = deployment
            .mall
            .create_order(&desk.url, &request)
            .await
            .expect("an answer");
        assert!(matches!(got.status, 200 | 201), "{}", got.body);
        orders.push(Order::of(request, &got));
    }
    let shown = payer.return_from_network().await.expect("a page");
    assert_eq!(shown.place, "paid", "a payment during the outage is found");
    orders.extend([open, paid_offline.clone()]);
    let paying: Vec<Order> = orders.iter().rev().take(4).cloned().collect();
    deployment.pay_all(&paying).await;
    deployment.check_invariants(&orders).await;
}

/// Requests orders at once: each is created or answered 503.
async fn create_some_orders(
    mall: &Mall,
    desk: &Desk,
    made: &mut Vec<Order>,
    refused: &mut Vec<OrderRequest>,
) {
    let requests: Vec<OrderRequest> = (0..AT_ONCE).map(|_| mall.new_request()).collect();
    let asked = join_all(
        requests
            .iter()
            .map(|request| mall.create_order(&desk.url, request)),
    )
    .await;
    for (request, got) in requests.into_iter().zip(asked) {
        let got = got.expect("an answer, and in time");
        if got.status == 201 {
            made.push(Order::of(request, &got));
            continue;
        }
        assert_eq!(got.status, 503, "{}", got.body);
        assert!(got.retry_after.is_some(), "has Retry-After");
        refused.push(request);
    }
}
