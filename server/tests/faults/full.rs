//! The disk is full: what cannot be kept is not acknowledged, what was
//! acknowledged is there, and room is all that is needed to go on.
//!
//! The disk is that of an `SQLite` file, and this is shown for `SQLite` only:
//! the run on `PostgreSQL` leaves the test out, as it would see the same once
//! more. A full disk of a `PostgreSQL` server is not tested; to the desk it is
//! a server that takes nothing or is gone, which `crate::gone` is about.

use crate::house::House;
use crate::mall::{Got, Order};
use crate::wait::{SOON, until};

/// Orders asked for until one is refused: the database has room of its own
/// for some.
const MOST: usize = 2_000;
/// Orders asked for after that.
const MORE: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_promises_nothing() {
    let (house, disk) = House::on_a_small_disk().await;
    // Beyond a limit the system would end the process; see `crate::disk`.
    house.spawn(Some("trap '' XFSZ; exec \"$@\""));
    let running = house.desk();
    until("the desk to be ready", SOON, || async {
        (running.readiness().await == Some(200)).then_some(())
    })
    .await;
    let open = house.mall.order(&running.url).await;
    disk.fill(running.process());

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
    let page = house.payer(&open).look().await.expect("a page");
    assert_eq!(page.status, 200, "who only reads is not held up");
    assert_eq!(
        running.readiness().await,
        Some(503),
        "it cannot take orders"
    );

    disk.free(running.process());
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
    orders.push(open);
    let paying: Vec<Order> = orders.iter().take(3).cloned().collect();
    house.shoppers_pay(&paying).await;
    house.pull_the_plug().await;
    house.all_is_well(&orders).await;
}

/// A clear no: not now, and when to come again.
fn refused(got: &Got) {
    assert_eq!(got.status, 503, "{}", got.body);
    assert!(got.retry_after.is_some(), "says when to come again");
}
