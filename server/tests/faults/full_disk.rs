//! The disk is full: nothing is acknowledged that cannot be stored, nothing
//! acknowledged is lost, and the desk recovers when there is room.
//!
//! The disk holds a `SQLite` file or the tables of a private `PostgreSQL`. A
//! full WAL disk is tested in `crate::only_postgres`.

use crate::deployment::Deployment;
use crate::disk::Disk;
use crate::mall::{ApiAnswer, Order, OrderRequest};
use crate::postgres::{Part, Postgres};
use testkit::database::postgres;
use testkit::wait::{SOON, until};

/// The most orders until one is refused: the database has some free pages.
const MOST: usize = 2_000;
/// Orders requested after that.
const MORE: usize = 12;

/// The database on the full disk.
enum FullDisk {
    File(Disk),
    Server(Postgres),
}

impl FullDisk {
    fn fill(&self, deployment: &Deployment) {
        match self {
            Self::File(disk) => disk.fill(&[deployment.desk().process()]),
            Self::Server(server) => server.fill(),
        }
    }

    /// False where the server's file size is limited instead: its shorter
    /// files can still grow.
    fn has_no_room(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Server(server) => server.disk().is_mounted(),
        }
    }

    fn free(&self, deployment: &Deployment) {
        match self {
            Self::File(disk) => disk.free(&[deployment.desk().process()]),
            Self::Server(server) => server.free(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_acknowledges_nothing() {
    let (deployment, disk) = if postgres().is_some() {
        let server = Postgres::on_a_small_disk(Part::Tables).await;
        let deployment = Deployment::on(server.url()).await;
        (deployment, FullDisk::Server(server))
    } else {
        let (deployment, disk) = Deployment::on_a_small_disk().await;
        (deployment, FullDisk::File(disk))
    };
    // The limit must not kill the process; see `crate::disk`.
    deployment.spawn(Some("trap '' XFSZ; exec \"$@\""));
    let running = deployment.desk();
    running.wait_for_readiness(200).await;
    let open = deployment.mall.order(&running.url).await;
    let paid_offline = deployment.mall.order(&running.url).await;
    let bank = deployment
        .payer(&paid_offline)
        .go_to_bank()
        .await
        .expect("a bank");
    disk.fill(&deployment);

    let (mut orders, refused) = order_until_full(&deployment).await;
    assert!(refused.len() > MORE, "the disk was never full");
    let paid = deployment.payer(&paid_offline).pay_at(&bank).await;
    paid.expect("the network is not affected");
    let page = deployment.payer(&open).load().await.expect("a page");
    assert_eq!(page.status, 200, "reads are still answered");
    if disk.has_no_room() {
        let ready = running.readiness().await;
        assert_eq!(ready, Some(503), "it cannot take orders");
    }

    disk.free(&deployment);
    repeat(&deployment, refused, &mut orders).await;
    running.wait_for_readiness(200).await;
    let shown = deployment
        .payer(&paid_offline)
        .return_from_network()
        .await
        .expect("a page");
    assert_eq!(shown.place, "paid", "a payment during the outage is found");
    orders.extend([open, paid_offline]);
    let paying: Vec<Order> = orders.iter().rev().take(3).cloned().collect();
    deployment.pay_all(&paying).await;
    deployment.kill_and_restart().await;
    deployment.check_invariants(&orders).await;
}

/// The answer is 503 with `Retry-After`.
fn check_unavailable(got: &ApiAnswer) {
    assert_eq!(got.status, 503, "{}", got.body);
    assert!(got.retry_after.is_some(), "has Retry-After");
}

/// Requests orders until some are refused; returns those created and those
/// refused.
async fn order_until_full(deployment: &Deployment) -> (Vec<Order>, Vec<OrderRequest>) {
    let desk = deployment.desk();
    let (mut orders, mut refused) = (Vec::new(), Vec::new());
    for _ in 0..MOST {
        let request = deployment.mall.new_request();
        let got = deployment
            .mall
            .create_order(&desk.url, &request)
            .await
            .expect("an answer");
        if got.status == 201 {
            orders.push(Order::of(request, &got));
        } else {
            check_unavailable(&got);
            refused.push(request);
        }
        if refused.len() > MORE {
            break;
        }
    }
    (orders, refused)
}

/// Repeats the refused requests until each creates its order.
async fn repeat(deployment: &Deployment, refused: Vec<OrderRequest>, orders: &mut Vec<Order>) {
    let desk = deployment.desk();
    for request in refused {
        let got = until("the desk to go on by itself", SOON, || async {
            let got = deployment
                .mall
                .create_order(&desk.url, &request)
                .await
                .expect("an answer");
            (got.status != 503).then_some(got)
        })
        .await;
        assert_eq!(got.status, 201, "{}", got.body);
        orders.push(Order::of(request, &got));
    }
}
