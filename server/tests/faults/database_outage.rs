//! The database becomes unavailable under a running desk: the desk reports it,
//! does nothing by halves, and recovers by itself.
//!
//! A private `PostgreSQL` is killed and started again. A `SQLite` file cannot
//! become unavailable to a process that has it open, so another connection
//! takes the write lock.

use crate::deployment::Deployment;
use crate::desk::retry_after;
use crate::mall::Order;
use crate::postgres::Postgres;
use futures::future::join_all;
use rusqlite::Connection;
use testkit::database::postgres;
use testkit::wait::{SOON, until};

/// Orders requested during the outage.
const DURING_OUTAGE: usize = 6;

/// The database that a test makes unavailable.
enum StoppableDatabase {
    Server(Postgres),
    File(Option<Connection>),
}

impl StoppableDatabase {
    fn stop(&mut self, deployment: &Deployment) {
        match self {
            Self::Server(server) => server.stop(),
            Self::File(other) => {
                let program = Connection::open(&deployment.database).expect("opens");
                let locked = program.execute_batch("BEGIN IMMEDIATE");
                locked.expect("the write lock");
                *other = Some(program);
            }
        }
    }

    async fn restart(&mut self) {
        match self {
            Self::Server(server) => server.start().await,
            Self::File(other) => {
                let program = other.take().expect("the lock is held");
                program.close().expect("closes");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_outage_is_reported_and_the_desk_recovers_by_itself() {
    let (mut database, deployment) = match postgres() {
        Some(_) => {
            let server = Postgres::open().await;
            let deployment = Deployment::on(server.url()).await;
            (StoppableDatabase::Server(server), deployment)
        }
        None => (
            StoppableDatabase::File(None),
            Deployment::without_desk().await,
        ),
    };
    deployment.start().await;
    let desk = deployment.desk();
    let open = deployment.mall.order(&desk.url).await;
    let scanned = deployment.mall.order(&desk.url).await;
    let payer = deployment.payer(&scanned);
    payer.show_qr().await.expect("a page");

    database.stop(&deployment);
    payer.scan().await.expect("the network is not affected");
    let requests: Vec<_> = (0..DURING_OUTAGE)
        .map(|_| deployment.mall.new_request())
        .collect();
    let asked = join_all(
        requests
            .iter()
            .map(|request| deployment.mall.create_order(&desk.url, request)),
    )
    .await;
    for got in asked {
        let got = got.expect("an answer, and in time");
        assert_eq!(got.status, 503, "{}", got.body);
        assert!(got.retry_after.is_some(), "has Retry-After");
        assert!(got.body["code"].is_string(), "{}", got.body);
    }
    desk.wait_for_readiness(503).await;
    nothing_is_stored(&deployment, &open).await;
    let shown = deployment.payer(&open).load().await.expect("a page");
    if matches!(database, StoppableDatabase::Server(_)) {
        assert_eq!(shown.status, 503, "the order cannot be read");
        assert!(shown.retry_after.is_some(), "a page has Retry-After too");
        let got = deployment
            .mall
            .get(&desk.url, &format!("/v1/orders/{}", open.id))
            .await;
        assert_eq!(got.expect("an answer").status, 503);
    } else {
        assert_eq!(shown.status, 200, "reads are still answered");
    }

    database.restart().await;
    desk.wait_for_readiness(200).await;
    let mut orders = vec![open, scanned];
    for request in requests {
        let path = format!("/v1/orders?mall_order_no={}", request.number());
        let got = deployment
            .mall
            .get(&desk.url, &path)
            .await
            .expect("an answer");
        assert_eq!(got.status, 404, "no order half made: {}", got.body);
        let made = deployment
            .mall
            .create_order(&desk.url, &request)
            .await
            .expect("an answer");
        assert_eq!(made.status, 201, "{}", made.body);
        orders.push(Order::of(request, &made));
    }
    deployment.pay_all(&orders).await;
    deployment.check_invariants(&orders).await;
}

/// Nothing that cannot be stored is acknowledged, to the network or a shopper.
async fn nothing_is_stored(deployment: &Deployment, open: &Order) {
    let answer = repeat_last_notice(deployment).await;
    let when = retry_after(&answer);
    assert_eq!(answer.status(), 503, "only stored notices are acknowledged");
    assert!(when.is_some(), "the network gets Retry-After");
    let submitted = deployment.payer(open).show_qr().await.expect("a page");
    assert_eq!(
        submitted.status, 503,
        "nothing is begun that cannot be stored"
    );
    assert!(
        submitted.retry_after.is_some(),
        "the browser gets Retry-After too"
    );
}

/// Sends the network's last notice again.
async fn repeat_last_notice(deployment: &Deployment) -> reqwest::Response {
    let notice = until("the network's notice", SOON, || {
        let seen = deployment.public.requests().into_iter();
        let notice = seen.rev().find(|seen| seen.path.starts_with("/notify/"));
        std::future::ready(notice)
    })
    .await;
    deployment.notify(&notice).await
}
