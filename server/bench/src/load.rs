//! Load on an address: as much as it takes, or so much a second.
//!
//! Requests are bytes made beforehand and sent as they are. An answer with
//! another status than the one awaited ends the run: a rate of refusals would
//! be no rate.

use crate::client::Client;
use crate::statistics::{Latencies, micros, per_second, whole};
use crate::system::now;
use anyhow::bail;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Connections side by side, where nothing else is said.
pub(crate) const CONNECTIONS: usize = 64;

/// Requests to be sent, each once; or over and over, where they may repeat.
#[derive(Clone)]
pub(crate) struct Load {
    /// Where to.
    pub(crate) to: SocketAddr,
    /// Connections side by side.
    pub(crate) connections: usize,
    /// The status each answer has to have.
    pub(crate) status: u16,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
    repeat: bool,
}

/// What a run did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted {
    /// How many things.
    pub(crate) count: u64,
    /// In which time.
    pub(crate) took: Duration,
}

impl Counted {
    /// How many a second.
    pub(crate) fn rate(self) -> u64 {
        per_second(self.count, self.took)
    }
}

impl Load {
    /// Each request once, in order.
    pub(crate) fn once(to: SocketAddr, status: u16, requests: Vec<Vec<u8>>) -> Self {
        Self {
            to,
            connections: CONNECTIONS,
            status,
            requests: Arc::new(requests),
            next: Arc::default(),
            repeat: false,
        }
    }

    /// All requests in turn, over and over.
    pub(crate) fn in_turn(to: SocketAddr, status: u16, requests: Vec<Vec<u8>>) -> Self {
        Self {
            repeat: true,
            ..Self::once(to, status, requests)
        }
    }

    fn take(&self) -> Option<&[u8]> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let at = if self.repeat {
            at % self.requests.len().max(1)
        } else {
            at
        };
        self.requests.get(at).map(Vec::as_slice)
    }

    /// As many as the other end takes: each connection sends its next request
    /// when it has its answer, until the time is up or no request is left.
    ///
    /// # Errors
    /// An answer that was not awaited.
    pub(crate) async fn closed(&self, lasts: Duration) -> anyhow::Result<Counted> {
        let start = now();
        let end = start + lasts;
        let mut running = JoinSet::new();
        for _ in 0..self.connections {
            let load = self.clone();
            running.spawn(async move { load.send_until(end).await });
        }
        let mut count = 0;
        while let Some(done) = running.join_next().await {
            count += done??;
        }
        let took = now() - start;
        Ok(Counted { count, took })
    }

    async fn send_until(&self, end: Instant) -> anyhow::Result<u64> {
        let mut client = Client::connect(self.to).await?;
        let mut count = 0;
        while now() < end {
            let Some(request) = self.take() else {
                break;
            };
            self.one(&mut client, request).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn one(&self, client: &mut Client, request: &[u8]) -> anyhow::Result<()> {
        let answer = client.send(request).await?;
        if answer.status != self.status {
            let said = String::from_utf8_lossy(&answer.body).into_owned();
            bail!(
                "answered {} where {} was awaited: {said}",
                answer.status,
                self.status
            );
        }
        Ok(())
    }

    /// So many a second, at even intervals, whether answers come or not. A
    /// latency counts from the moment its request was due, so a stall shows in
    /// all requests that it held up (no coordinated omission).
    ///
    /// # Errors
    /// An answer that was not awaited, or requests that ran out before time.
    pub(crate) async fn open(&self, per_second: u64, lasts: Duration) -> anyhow::Result<Latencies> {
        let (due, waiting) = mpsc::unbounded_channel();
        let waiting = Arc::new(tokio::sync::Mutex::new(waiting));
        let mut running = JoinSet::new();
        for _ in 0..self.connections {
            let (load, waiting) = (self.clone(), Arc::clone(&waiting));
            let mut client = Client::connect(self.to).await?;
            running.spawn(async move {
                let mut samples = Vec::new();
                loop {
                    let next: Option<Instant> = waiting.lock().await.recv().await;
                    let (Some(was_due), Some(request)) = (next, load.take()) else {
                        return anyhow::Ok(samples);
                    };
                    load.one(&mut client, request).await?;
                    samples.push(micros(now() - was_due));
                }
            });
        }
        let pace = std::thread::spawn(move || pace(per_second, lasts, &due));
        let mut samples = Vec::new();
        while let Some(done) = running.join_next().await {
            samples.extend(done??);
        }
        let planned = pace.join().unwrap_or(0);
        let samples = Latencies::of(samples);
        if samples.count() < planned {
            bail!("the prepared requests ran out");
        }
        Ok(samples)
    }
}

/// Says when each request is due. A thread of its own: the runtime's timers
/// are a millisecond coarse, which would be most of what is measured.
fn pace(per_second: u64, lasts: Duration, due: &mpsc::UnboundedSender<Instant>) -> u64 {
    let start = now();
    let total = schedule(per_second, lasts);
    for n in 0..total {
        let at = start + offset(n, per_second);
        while let Some(left) = at
            .checked_duration_since(now())
            .filter(|left| !left.is_zero())
        {
            std::thread::park_timeout(left);
        }
        if due.send(at).is_err() {
            return n;
        }
    }
    total
}

/// How many requests a plan has.
fn schedule(per_second: u64, lasts: Duration) -> u64 {
    per_second * micros(lasts) / 1_000_000
}

/// When the nth is due, after the start.
fn offset(n: u64, per_second: u64) -> Duration {
    Duration::from_nanos(n.saturating_mul(1_000_000_000) / per_second.max(1))
}

/// Enough requests for a run at `rate`.
pub(crate) fn enough(rate: u64, lasts: Duration) -> usize {
    usize::try_from(schedule(rate, lasts)).unwrap_or(usize::MAX)
}

/// A GET with these fields besides `host`.
pub(crate) fn get(to: SocketAddr, path: &str, fields: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {to}\r\n{fields}\r\n").into_bytes()
}

/// A POST with a body.
pub(crate) fn post(to: SocketAddr, path: &str, fields: &str, body: &str) -> Vec<u8> {
    let length = whole(body.len());
    format!("POST {path} HTTP/1.1\r\nhost: {to}\r\n{fields}content-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{Load, get, offset, schedule};
    use axum::Router;
    use axum::routing::get as route;
    use std::net::SocketAddr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    async fn served(router: Router) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let to = listener.local_addr().expect("its address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        to
    }

    #[test]
    fn the_plan_is_even_and_complete() {
        assert_eq!(schedule(4000, Duration::from_millis(2500)), 10_000);
        assert_eq!(offset(4000, 4000), Duration::from_secs(1));
        assert_eq!(offset(1, 4000), Duration::from_micros(250));
    }

    /// One answer is held back until 30 later ones are due: those that had to
    /// wait for the only connection must show it, though each was answered at
    /// once when it was sent.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_stall_shows_in_every_request_it_held_up() {
        let asked = Arc::new(AtomicU64::new(0));
        let to = served(Router::new().route(
            "/",
            route(async move || {
                if asked.fetch_add(1, Ordering::SeqCst) == 0 {
                    // The stall itself: from when the first one is there.
                    tokio::time::sleep(Duration::from_millis(150)).await;
                }
                "ok"
            }),
        ))
        .await;
        let mut load = Load::in_turn(to, 200, vec![get(to, "/", "")]);
        load.connections = 1;
        let latencies = load
            .open(200, Duration::from_millis(200))
            .await
            .expect("answers");
        assert_eq!(latencies.count(), 40);
        assert!(latencies.at(1000) >= 150_000, "the one that was held");
        assert!(latencies.at(600) >= 50_000, "and those behind it");
    }

    #[tokio::test]
    async fn a_run_ends_where_its_requests_do() {
        let to = served(Router::new().route("/", route(async || "ok"))).await;
        let load = Load::once(to, 200, vec![get(to, "/", ""); 150]);
        let run = load.closed(Duration::from_secs(60)).await.expect("answers");
        assert_eq!(run.count, 150);
        assert!(run.took < Duration::from_secs(60) && run.rate() > 2);
    }

    #[tokio::test]
    async fn a_refusal_ends_the_run() {
        let to = served(Router::new()).await;
        let load = Load::in_turn(to, 200, vec![get(to, "/", "")]);
        let error = load
            .closed(Duration::from_millis(50))
            .await
            .expect_err("404");
        assert!(error.to_string().contains("404"), "{error}");
    }
}
