//! Fills a database through the desk: a thousand orders are paid, closed or
//! left with a QR code, the others are created by the API and stay open.

use crate::deployment::Deployment;
use crate::progress::print_progress;
use crate::shopper::Shopper;
use crate::system::now;
use anyhow::ensure;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::task::JoinSet;

/// Orders that are paid, closed or left with a QR code.
const LIVED: u32 = 1000;
/// Of these, paid by scan, with the mall notified.
const PAID: u32 = 750;
/// Of these, closed by the mall.
const CLOSED: u32 = 150;
/// The connections that create the others.
const CONNECTIONS: u32 = 256;

/// Fills the database; returns the paths of at most `pages` open pages, spread
/// over all orders.
///
/// # Errors
/// An order failed.
pub(super) async fn fill(
    deployment: &Deployment,
    orders: u32,
    pages: u32,
) -> anyhow::Result<Vec<String>> {
    ensure!(orders > LIVED, "at least {} orders", LIVED + 1);
    print_progress(format_args!("filling a database with {orders} orders"));
    let start = now();
    deployment.shopper.many(None, u64::from(PAID)).await?;
    unpaid(deployment).await?;
    let open = orders - LIVED;
    let paths = created(&deployment.shopper, open, open.div_ceil(pages)).await?;
    let took = (now() - start).as_secs();
    print_progress(format_args!("filled with {orders} orders in {took} s"));
    Ok(paths)
}

async fn unpaid(deployment: &Deployment) -> anyhow::Result<()> {
    let mut connections = deployment.shopper.connect().await?;
    for n in 0..LIVED - PAID {
        if n >= CLOSED {
            deployment.shopper.scan(&mut connections).await?;
            continue;
        }
        let (_, id, _) = deployment.shopper.order(&mut connections).await?;
        let close = deployment.mall.call(&id, "close", "");
        let status = connections.desk.send(&close).await?.status;
        ensure!(status == 200, "closing was answered {status}");
    }
    Ok(())
}

/// Creates `orders`; returns the path of every `step`th order's page.
async fn created(shopper: &Shopper, orders: u32, step: u32) -> anyhow::Result<Vec<String>> {
    let next = Arc::new(AtomicU32::new(0));
    let mut creating = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (shopper, next) = (shopper.clone(), Arc::clone(&next));
        creating.spawn(async move {
            let mut connections = shopper.connect().await?;
            let mut paths = Vec::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= orders {
                    return anyhow::Ok(paths);
                }
                let (_, _, path) = shopper.order(&mut connections).await?;
                if n.is_multiple_of(step) {
                    paths.push(path);
                }
            }
        });
    }
    let mut paths = Vec::new();
    while let Some(done) = creating.join_next().await {
        paths.extend(done??);
    }
    Ok(paths)
}
