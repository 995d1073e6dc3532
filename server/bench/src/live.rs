//! From the payment to the page that turns by itself.

use crate::client::Client;
use crate::journey::Shopper;
use crate::load::get;
use crate::statistics::{Latencies, micros};
use crate::system::now;
use std::net::SocketAddr;
use tokio::task::JoinSet;

/// Shoppers who wait at once.
const WAITING: usize = 8;

/// How long pages take to turn: from the payer's confirmation to the page's
/// server-sent event. The network's own work, its notice and the desk's all
/// lie in between.
///
/// # Errors
/// A page that did not turn.
pub(crate) async fn delays(
    shopper: &Shopper,
    desk: SocketAddr,
    each: usize,
) -> anyhow::Result<Latencies> {
    let mut waiting = JoinSet::new();
    for _ in 0..WAITING {
        let shopper = shopper.clone();
        waiting.spawn(async move {
            let mut lines = shopper.lines().await?;
            let mut samples = Vec::new();
            for _ in 0..each {
                let scanned = shopper.scan(&mut lines).await?;
                let mut page = Client::connect(desk).await?;
                let watch = get(
                    desk,
                    &format!("{}/events", scanned.page),
                    "accept: text/event-stream\r\n",
                );
                page.begin(&watch, "/scan\n").await?;
                let paid_at = now();
                let (paid, turned) = tokio::join!(shopper.pay(&mut lines, &scanned), async {
                    page.until("/paid\n").await?;
                    anyhow::Ok(now() - paid_at)
                });
                paid?;
                samples.push(micros(turned?));
                shopper.paid(&scanned).await?;
            }
            anyhow::Ok(samples)
        });
    }
    let mut samples = Vec::new();
    while let Some(done) = waiting.join_next().await {
        samples.extend(done??);
    }
    Ok(Latencies::of(samples))
}
