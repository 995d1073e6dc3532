//! HTTP load in a closed loop (as much as the server can take) or an open loop
//! (a fixed rate).
//!
//! Requests are prepared bytes. An answer with an unexpected status ends the
//! run, so that refusals are not counted.

use crate::http_connection::HttpConnection;
use crate::statistics::{Latencies, micros, per_second, whole};
use crate::system::now;
use anyhow::bail;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// The default number of concurrent connections.
pub(crate) const CONNECTIONS: usize = 64;

/// Requests to send, each once or repeatedly.
#[derive(Clone)]
pub(crate) struct Load {
    /// The server's address.
    pub(crate) to: SocketAddr,
    /// The number of concurrent connections.
    pub(crate) connections: usize,
    /// The expected status of every answer.
    pub(crate) status: u16,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
    repeat: bool,
}

/// A count and the time it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Throughput {
    /// The number of requests or other things.
    pub(crate) count: u64,
    /// The time.
    pub(crate) took: Duration,
}

impl Throughput {
    /// The count per second.
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

    /// All requests in turn, repeatedly.
    pub(crate) fn in_turn(to: SocketAddr, status: u16, requests: Vec<Vec<u8>>) -> Self {
        Self {
            repeat: true,
            ..Self::once(to, status, requests)
        }
    }

    fn next_request(&self) -> Option<&[u8]> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let at = if self.repeat {
            at % self.requests.len().max(1)
        } else {
            at
        };
        self.requests.get(at).map(Vec::as_slice)
    }

    /// A closed loop: each connection sends its next request after its answer,
    /// until the time is over or no request is left.
    ///
    /// # Errors
    /// An unexpected answer.
    pub(crate) async fn closed_loop(&self, duration: Duration) -> anyhow::Result<Throughput> {
        let start = now();
        let end = start + duration;
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
        Ok(Throughput { count, took })
    }

    async fn send_until(&self, end: Instant) -> anyhow::Result<u64> {
        let mut client = HttpConnection::connect(self.to).await?;
        let mut count = 0;
        while now() < end {
            let Some(request) = self.next_request() else {
                break;
            };
            self.send_one(&mut client, request).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn send_one(&self, client: &mut HttpConnection, request: &[u8]) -> anyhow::Result<()> {
        let answer = client.send(request).await?;
        if answer.status != self.status {
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            bail!(
                "answered {} where {} was awaited: {body}",
                answer.status,
                self.status
            );
        }
        Ok(())
    }

    /// An open loop: a fixed rate at even intervals, independent of answers. A
    /// latency counts from when its request was due, so a stall counts for
    /// every request that it delayed (no coordinated omission).
    ///
    /// # Errors
    /// An unexpected answer, or too few requests.
    pub(crate) async fn open_loop(
        &self,
        per_second: u64,
        duration: Duration,
    ) -> anyhow::Result<Latencies> {
        let (due, waiting) = mpsc::unbounded_channel();
        let waiting = Arc::new(tokio::sync::Mutex::new(waiting));
        let mut running = JoinSet::new();
        for _ in 0..self.connections {
            let (load, waiting) = (self.clone(), Arc::clone(&waiting));
            let mut client = HttpConnection::connect(self.to).await?;
            running.spawn(async move {
                let mut samples = Vec::new();
                loop {
                    let next: Option<Instant> = waiting.lock().await.recv().await;
                    let (Some(was_due), Some(request)) = (next, load.next_request()) else {
                        return anyhow::Ok(samples);
                    };
                    load.send_one(&mut client, request).await?;
                    samples.push(micros(now() - was_due));
                }
            });
        }
        let pace = std::thread::spawn(move || pace(per_second, duration, &due));
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

/// Sends the time at which each request is due, from a thread of its own: the
/// runtime's timers have a resolution of a millisecond, too coarse for these
/// latencies.
fn pace(per_second: u64, duration: Duration, due: &mpsc::UnboundedSender<Instant>) -> u64 {
    let start = now();
    let total = schedule(per_second, duration);
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

/// The number of requests at this rate in this time.
fn schedule(per_second: u64, duration: Duration) -> u64 {
    per_second * micros(duration) / 1_000_000
}

/// When request `n` is due, after the start.
fn offset(n: u64, per_second: u64) -> Duration {
    Duration::from_nanos(n.saturating_mul(1_000_000_000) / per_second.max(1))
}

/// The number of requests that a run at `rate` needs.
pub(crate) fn enough(rate: u64, duration: Duration) -> usize {
    usize::try_from(schedule(rate, duration)).unwrap_or(usize::MAX)
}

/// A GET with these header fields besides `host`.
pub(crate) fn get(to: SocketAddr, path: &str, fields: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {to}\r\n{fields}\r\n").into_bytes()
}

/// A POST with these header fields and this body.
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
    fn the_schedule_is_even_and_complete() {
        assert_eq!(schedule(4000, Duration::from_millis(2500)), 10_000);
        assert_eq!(offset(4000, 4000), Duration::from_secs(1));
        assert_eq!(offset(1, 4000), Duration::from_micros(250));
    }

    /// One answer is held back until 30 later ones are due: those that had to
    /// wait for the only connection must show it, though each was answered at
    /// once when it was sent.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_stall_shows_in_every_request_it_delayed() {
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
            .open_loop(200, Duration::from_millis(200))
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
        let run = load
            .closed_loop(Duration::from_secs(60))
            .await
            .expect("answers");
        assert_eq!(run.count, 150);
        assert!(run.took < Duration::from_secs(60) && run.rate() > 2);
    }

    #[tokio::test]
    async fn a_refusal_ends_the_run() {
        let to = served(Router::new()).await;
        let load = Load::in_turn(to, 200, vec![get(to, "/", "")]);
        let error = load
            .closed_loop(Duration::from_secs(60))
            .await
            .expect_err("404");
        assert!(error.to_string().contains("404"), "{error}");
    }
}
