//! The database goes away under a running desk, and comes back: the desk
//! says so, half-does nothing, and goes on by itself.
//!
//! `PostgreSQL` is killed and started again, a private one; the file of
//! `SQLite` cannot go away under those who have it open, so another program
//! takes the right to write.

use crate::desk::retry_after;
use crate::house::{House, postgres};
use crate::mall::Order;
use crate::postgres::Postgres;
use crate::wait::{SOON, until};
use futures::future::join_all;
use rusqlite::Connection;

/// Orders asked for while nothing can be kept.
const IN_VAIN: usize = 6;

/// What can go away.
enum Kept {
    Server(Postgres),
    File(Option<Connection>),
}

impl Kept {
    fn goes_away(&mut self, house: &House) {
        match self {
            Self::Server(server) => server.stop(),
            Self::File(other) => {
                let program = Connection::open(&house.database).expect("opens");
                let taken = program.execute_batch("BEGIN IMMEDIATE");
                taken.expect("nobody writes just now");
                *other = Some(program);
            }
        }
    }

    async fn comes_back(&mut self) {
        match self {
            Self::Server(server) => server.start().await,
            Self::File(other) => {
                let program = other.take().expect("it was taken");
                program.close().expect("closes");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_goes_away_is_said_so_and_its_return_is_enough() {
    let (mut kept, house) = match postgres() {
        Some(_) => {
            let server = Postgres::open().await;
            let house = House::on(server.url()).await;
            (Kept::Server(server), house)
        }
        None => (Kept::File(None), House::on_sqlite().await),
    };
    house.start().await;
    let desk = house.desk();
    let open = house.mall.order(&desk.url).await;
    let scanned = house.mall.order(&desk.url).await;
    let payer = house.payer(&scanned);
    payer.show_qr().await.expect("a page");

    kept.goes_away(&house);
    payer.scan().await.expect("the network knows nothing of it");
    let wishes: Vec<_> = (0..IN_VAIN).map(|_| house.mall.wish()).collect();
    let asked = join_all(wishes.iter().map(|wish| house.mall.ask(&desk.url, wish))).await;
    for got in asked {
        let got = got.expect("an answer, and in time");
        assert_eq!(got.status, 503, "{}", got.body);
        assert!(got.retry_after.is_some(), "says when to come again");
        assert!(got.body["code"].is_string(), "{}", got.body);
    }
    until("the desk to say that it is not ready", SOON, || async {
        (desk.readiness().await == Some(503)).then_some(())
    })
    .await;
    let noticed = said_again(&house).await;
    let when = retry_after(&noticed);
    assert_eq!(noticed.status(), 503, "only what is kept is acknowledged");
    assert!(when.is_some(), "the network hears when to come again");
    let acted = house.payer(&open).show_qr().await.expect("a page");
    assert_eq!(acted.status, 503, "nothing is begun that cannot be kept");
    assert!(acted.retry_after.is_some(), "the shopper's browser too");
    let shown = house.payer(&open).look().await.expect("a page");
    if matches!(kept, Kept::Server(_)) {
        assert_eq!(shown.status, 503, "nothing is known of the order");
        assert!(shown.retry_after.is_some(), "a page says when as well");
        let got = house
            .mall
            .get(&desk.url, &format!("/v1/orders/{}", open.id))
            .await;
        assert_eq!(got.expect("an answer").status, 503);
    } else {
        assert_eq!(shown.status, 200, "who only reads is not held up");
    }

    kept.comes_back().await;
    until("the desk to be ready again", SOON, || async {
        (desk.readiness().await == Some(200)).then_some(())
    })
    .await;
    let mut orders = vec![open, scanned];
    for wish in wishes {
        let path = format!("/v1/orders?mall_order_no={}", wish.number());
        let got = house.mall.get(&desk.url, &path).await.expect("an answer");
        assert_eq!(got.status, 404, "no order half made: {}", got.body);
        let made = house.mall.ask(&desk.url, &wish).await.expect("an answer");
        assert_eq!(made.status, 201, "{}", made.body);
        orders.push(Order::of(wish, &made));
    }
    house.shoppers_pay(&orders).await;
    house.all_is_well(&orders).await;
}

/// Tells the desk again what the network told it last.
async fn said_again(house: &House) -> reqwest::Response {
    let notice = until("the network's notice", SOON, || {
        let seen = house.front.seen().into_iter();
        let notice = seen.rev().find(|seen| seen.path.starts_with("/notify/"));
        std::future::ready(notice)
    })
    .await;
    house.notify(&notice).await
}
