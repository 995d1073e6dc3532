//! The disk is full: what cannot be kept is not acknowledged, what was
//! acknowledged is there, and room is all that is needed to go on.
//!
//! The disk is that of an `SQLite` file, or of the tables of a `PostgreSQL`
//! of the test's own. What its full log of changes does is in
//! `crate::only_postgres`.

use crate::disk::Disk;
use crate::house::{House, postgres};
use crate::mall::{Got, Order};
use crate::postgres::{Part, Postgres};
use crate::wait::{SOON, until};

/// Orders asked for until one is refused: the database has room of its own
/// for some.
const MOST: usize = 2_000;
/// Orders asked for after that.
const MORE: usize = 12;

/// What can be full.
enum Kept {
    File(Disk),
    Server(Postgres),
}

impl Kept {
    fn fill(&self, house: &House) {
        match self {
            Self::File(disk) => disk.fill(&[house.desk().process()]),
            Self::Server(server) => server.fill(),
        }
    }

    /// False where a server's files are limited instead: its short ones have
    /// room, and those it is asked to begin.
    fn has_no_room(&self) -> bool {
        match self {
            Self::File(_) => true,
            Self::Server(server) => server.disk().is_mounted(),
        }
    }

    fn free(&self, house: &House) {
        match self {
            Self::File(disk) => disk.free(&[house.desk().process()]),
            Self::Server(server) => server.free(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_promises_nothing() {
    let (house, kept) = if postgres().is_some() {
        let server = Postgres::on_a_small_disk(Part::Tables).await;
        let house = House::on(server.url()).await;
        (house, Kept::Server(server))
    } else {
        let (house, disk) = House::on_a_small_disk().await;
        (house, Kept::File(disk))
    };
    // Beyond a limit the system would end the process; see `crate::disk`.
    house.spawn(Some("trap '' XFSZ; exec \"$@\""));
    let running = house.desk();
    until("the desk to be ready", SOON, || async {
        (running.readiness().await == Some(200)).then_some(())
    })
    .await;
    let open = house.mall.order(&running.url).await;
    let dark = house.mall.order(&running.url).await;
    let bank = house.payer(&dark).go_to_bank().await.expect("a bank");
    kept.fill(&house);

    let (mut orders, mut in_vain) = (Vec::new(), Vec::new());
    for _ in 0..MOST {
        let wish = house.mall.wish();
        let got = house
            .mall
            .ask(&running.url, &wish)
            .await
            .expect("an answer");
        if got.status == 201 {
            orders.push(Order::of(wish, &got));
        } else {
            refused(&got);
            in_vain.push(wish);
        }
        if in_vain.len() > MORE {
            break;
        }
    }
    assert!(in_vain.len() > MORE, "the disk was never full");
    let paid = house.payer(&dark).pay_at(&bank).await;
    paid.expect("the network knows nothing of it");
    let page = house.payer(&open).look().await.expect("a page");
    assert_eq!(page.status, 200, "who only reads is not held up");
    if kept.has_no_room() {
        let ready = running.readiness().await;
        assert_eq!(ready, Some(503), "it cannot take orders");
    }

    kept.free(&house);
    for wish in in_vain {
        let got = until("the desk to go on by itself", SOON, || async {
            let got = house
                .mall
                .ask(&running.url, &wish)
                .await
                .expect("an answer");
            (got.status != 503).then_some(got)
        })
        .await;
        assert_eq!(got.status, 201, "{}", got.body);
        orders.push(Order::of(wish, &got));
    }
    until("the desk to be ready again", SOON, || async {
        (running.readiness().await == Some(200)).then_some(())
    })
    .await;
    let shown = house.payer(&dark).come_back().await.expect("a page");
    assert_eq!(shown.place, "paid", "money paid in the dark is found");
    orders.extend([open, dark]);
    let paying: Vec<Order> = orders.iter().rev().take(3).cloned().collect();
    house.shoppers_pay(&paying).await;
    house.pull_the_plug().await;
    house.all_is_well(&orders).await;
}

/// A clear no: not now, and when to come again.
fn refused(got: &Got) {
    assert_eq!(got.status, 503, "{}", got.body);
    assert!(got.retry_after.is_some(), "says when to come again");
}
