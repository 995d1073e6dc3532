//! Filling a house: a thousand orders are really made and paid at the desk,
//! then copied in the database as often as it takes.

use crate::house::House;
use crate::journey::Shopper;
use crate::progress::say;
use crate::system::SystemClock;
use anyhow::ensure;
use engine::bench::{Ground, multiply};

/// Orders that are made at the desk.
pub(super) const ORIGINALS: u32 = 1000;
/// Of them paid, by scan, the mall told.
const PAID: u64 = 650;
/// Closed by the mall.
const CLOSED: u32 = 100;
/// Asked for a code and left.
const LEFT: u32 = 50;

/// Fills it; answers tokens of pages that can be paid.
///
/// # Errors
/// An order went wrong, or the database.
pub(super) async fn house(
    house: House,
    orders: u32,
    pages: u32,
) -> anyhow::Result<(House, Vec<String>)> {
    ensure!(
        orders >= ORIGINALS && orders.is_multiple_of(ORIGINALS),
        "orders come by the thousand"
    );
    say(format_args!("filling a house with {orders} orders"));
    house.shopper.many(None, PAID).await?;
    unpaid(&house.shopper, &house).await?;
    let filled = house
        .closed_for(async |database| {
            multiply(database, orders / ORIGINALS - 1).await?;
            let ground = Ground::open(database, &SystemClock).await?;
            let (there, tokens) = (ground.orders().await?, ground.open_pages(pages).await?);
            ground.close().await;
            ensure!(there == i64::from(orders), "{there} orders are there");
            Ok(tokens)
        })
        .await?;
    say("filled, and all of it on the disk");
    Ok(filled)
}

async fn unpaid(shopper: &Shopper, house: &House) -> anyhow::Result<()> {
    let mut lines = shopper.lines().await?;
    for _ in 0..LEFT {
        shopper.scan(&mut lines).await?;
    }
    let paid = u32::try_from(PAID)?;
    for n in 0..ORIGINALS - paid - LEFT {
        let (_, id, _) = shopper.order(&mut lines).await?;
        if n < CLOSED {
            let close = house.mall.call(&id, "close", "");
            let answer = lines.desk.send(&close).await?;
            ensure!(
                answer.status == 200,
                "closing was answered {}",
                answer.status
            );
        }
    }
    Ok(())
}
