//! The time from a payment until the page shows it.

use crate::http_connection::HttpConnection;
use crate::load::get;
use crate::shopper::Shopper;
use crate::statistics::{Latencies, micros};
use crate::system::now;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// The number of concurrently waiting shoppers.
pub(crate) const WAITING: u32 = 8;

/// Times from the payer's confirmation to the page's server-sent event,
/// including the network's own work and its notice. Each shopper makes `each`
/// payments, and begins one every `every`, or at once if it is late.
///
/// # Errors
/// A page did not change.
pub(crate) async fn delays(
    shopper: &Shopper,
    desk: SocketAddr,
    each: u32,
    every: Duration,
) -> anyhow::Result<Latencies> {
    let mut waiting = JoinSet::new();
    for _ in 0..WAITING {
        let shopper = shopper.clone();
        waiting.spawn(async move {
            let mut connections = shopper.connect().await?;
            let mut samples = Vec::new();
            let start = Instant::now();
            for n in 0..each {
                tokio::time::sleep_until(start + every * n).await;
                let payment = shopper.scan(&mut connections).await?;
                let mut page = HttpConnection::connect(desk).await?;
                let watch = get(
                    desk,
                    &format!("{}/events", payment.page),
                    "accept: text/event-stream\r\n",
                );
                page.begin(&watch, "/scan\n").await?;
                let paid_at = now();
                let (paid, turned) = tokio::join!(shopper.pay(&mut connections, &payment), async {
                    page.until("/paid\n").await?;
                    anyhow::Ok(now() - paid_at)
                });
                paid?;
                samples.push(micros(turned?));
                shopper.paid(&payment).await?;
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
