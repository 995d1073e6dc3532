//! The time from a payment until the page shows it.

use crate::http_connection::HttpConnection;
use crate::load::get;
use crate::shopper::Shopper;
use crate::statistics::{Latencies, micros};
use crate::system::now;
use std::net::SocketAddr;
use tokio::task::JoinSet;

/// The number of concurrently waiting shoppers.
const WAITING: usize = 8;

/// Times from the payer's confirmation to the page's server-sent event,
/// including the network's own work and its notice.
///
/// # Errors
/// A page did not change.
pub(crate) async fn delays(
    shopper: &Shopper,
    desk: SocketAddr,
    each: usize,
) -> anyhow::Result<Latencies> {
    let mut waiting = JoinSet::new();
    for _ in 0..WAITING {
        let shopper = shopper.clone();
        waiting.spawn(async move {
            let mut connections = shopper.connect().await?;
            let mut samples = Vec::new();
            for _ in 0..each {
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
