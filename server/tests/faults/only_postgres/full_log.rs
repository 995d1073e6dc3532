//! The disk of a server's log of changes is full: the server falls, and
//! cannot get up before there is room. The desk says so, and goes on by
//! itself once the server is started again.

use crate::desk::Desk;
use crate::house::House;
use crate::mall::{Mall, Order, Wish};
use crate::postgres::{Part, Postgres};
use crate::wait::{SOON, until};
use futures::future::{join, join_all};

/// Orders asked for side by side, until the server has fallen.
const AT_ONCE: usize = 8;
/// Rounds of that, at most.
const ROUNDS: usize = 40;
/// What the server says last when it cannot write its log.
const FELL: &str = "PANIC:  could not write to ";

#[tokio::test(flavor = "multi_thread")]
async fn a_full_log_fells_the_server_and_no_acknowledged_order() {
    let server = Postgres::on_a_small_disk(Part::Log).await;
    let house = House::on(server.url()).await;
    house.start().await;
    let desk = house.desk();
    let open = house.mall.order(&desk.url).await;
    let dark = house.mall.order(&desk.url).await;
    let payer = house.payer(&dark);
    let bank = payer.go_to_bank().await.expect("a bank");

    server.fill();
    let (mut orders, mut in_vain) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        // Others write there as well: its next file is begun.
        let asking = ask_for_some(&house.mall, &desk, &mut orders, &mut in_vain);
        join(asking, server.run("SELECT pg_switch_wal()")).await;
        if server.said().contains(FELL) {
            break;
        }
    }
    assert!(server.said().contains(FELL), "the log was never full");
    assert!(!orders.is_empty(), "the log had room for some");
    if server.disk().is_mounted() {
        // It gets up by itself, and falls again: its first step needs the log.
        until("the server to give up", SOON, || {
            std::future::ready(server.has_ended().then_some(()))
        })
        .await;
    } else {
        // Where only files are limited, it gets up and falls without end.
        server.stop();
    }
    let paid = payer.pay_at(&bank).await;
    paid.expect("the network knows nothing of it");
    ask_for_some(&house.mall, &desk, &mut orders, &mut in_vain).await;
    assert!(in_vain.len() >= AT_ONCE, "nothing is acknowledged now");
    let page = house.payer(&open).look().await.expect("a page");
    assert_eq!(page.status, 503, "nothing is known of the order");
    assert!(page.retry_after.is_some(), "a page says when as well");
    until("the desk to say that it is not ready", SOON, || async {
        (desk.readiness().await == Some(503)).then_some(())
    })
    .await;

    server.free();
    // Whoever looks after servers does this.
    server.start().await;
    until("the desk to be ready again", SOON, || async {
        (desk.readiness().await == Some(200)).then_some(())
    })
    .await;
    for wish in in_vain {
        // A commit whose end nobody was told may have been kept: 200.
        let got = house.mall.ask(&desk.url, &wish).await.expect("an answer");
        assert!(matches!(got.status, 200 | 201), "{}", got.body);
        orders.push(Order::of(wish, &got));
    }
    let shown = payer.come_back().await.expect("a page");
    assert_eq!(shown.place, "paid", "money paid in the dark is found");
    orders.extend([open, dark.clone()]);
    let paying: Vec<Order> = orders.iter().rev().take(4).cloned().collect();
    house.shoppers_pay(&paying).await;
    house.all_is_well(&orders).await;
}

/// Asks for orders at once: each is made, or is told to come again.
async fn ask_for_some(mall: &Mall, desk: &Desk, made: &mut Vec<Order>, in_vain: &mut Vec<Wish>) {
    let wishes: Vec<Wish> = (0..AT_ONCE).map(|_| mall.wish()).collect();
    let asked = join_all(wishes.iter().map(|wish| mall.ask(&desk.url, wish))).await;
    for (wish, got) in wishes.into_iter().zip(asked) {
        let got = got.expect("an answer, and in time");
        if got.status == 201 {
            made.push(Order::of(wish, &got));
            continue;
        }
        assert_eq!(got.status, 503, "{}", got.body);
        assert!(got.retry_after.is_some(), "says when to come again");
        in_vain.push(wish);
    }
}
