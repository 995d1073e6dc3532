//! One HTTP/1.1 connection, with a timeout for every wait for the client.
//!
//! | limit of | value |
//! |---|---|
//! | the first request's head | 20 s |
//! | the next request's head | 75 s: longer than a proxy's usual 60 s |
//! | the next part of a request's body | 30 s |
//! | a request's head | 32 KiB, else 431; a signed link has up to 8 KiB |

use super::limit::Slot;
use super::phase::PhaseWatch;
use super::stream_end::ending_with_server;
use crate::decodable_path::DecodablePaths;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use pin_project_lite::pin_project;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::TcpStream;
use tower::Service as _;
use tower_http::timeout::TimeoutBody;

const FIRST_HEAD_TIMEOUT: Duration = Duration::from_secs(20);
const KEEP_ALIVE: Duration = Duration::from_secs(75);
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
const HEAD_MAX_BYTES: usize = 32 * 1024;

/// Serves a connection until the client closes it, a timeout, or its slot is
/// reclaimed.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    slot: Slot,
    router: DecodablePaths,
    phases: PhaseWatch,
    watcher: Watcher,
) {
    let slot = Arc::new(slot);
    let asked = Arc::new(AtomicBool::new(false));
    let service = {
        let (slot, asked) = (Arc::clone(&slot), Arc::clone(&asked));
        service_fn(move |request: hyper::Request<Incoming>| {
            asked.store(true, Ordering::Relaxed);
            let slot = Arc::clone(&slot);
            answer(router.clone(), request, peer, slot, phases.clone())
        })
    };
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(KEEP_ALIVE)
        .max_header_size(HEAD_MAX_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let silent = async {
        tokio::time::sleep(FIRST_HEAD_TIMEOUT).await;
        if asked.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        // An error is the client's: it disconnected, or did not send HTTP.
        _ = watcher.watch(connection) => {}
        () = silent => {}
        () = slot.reclaimed() => {}
    }
}

async fn answer(
    mut router: DecodablePaths,
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
    slot: Arc<Slot>,
    phases: PhaseWatch,
) -> Result<hyper::Response<GuardedBody<Body, IdleOnDrop>>, Infallible> {
    let answered = Arc::new(AtomicBool::new(false));
    let mut request: Request = if request.body().is_end_stream() {
        slot.mark_busy();
        request.map(Body::new)
    } else {
        let guard = BusyOnDrop {
            slot: Arc::clone(&slot),
            answered: Arc::clone(&answered),
        };
        request.map(|body| Body::new(TimeoutBody::new(BODY_TIMEOUT, GuardedBody { body, guard })))
    };
    request.extensions_mut().insert(ConnectInfo(peer));
    let response: Response = match router.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    answered.store(true, Ordering::Relaxed);
    let response = ending_with_server(response, &phases);
    Ok(response.map(|body| GuardedBody {
        body,
        guard: IdleOnDrop(slot),
    }))
}

/// Marks the slot busy when a request's body has been read or dropped. Does
/// nothing after the response was made: the slot then concerns the next
/// request.
struct BusyOnDrop {
    slot: Arc<Slot>,
    answered: Arc<AtomicBool>,
}

impl Drop for BusyOnDrop {
    fn drop(&mut self) {
        if !self.answered.load(Ordering::Relaxed) {
            self.slot.mark_busy();
        }
    }
}

/// Marks the slot idle when an answer's body has been sent.
struct IdleOnDrop(Arc<Slot>);

impl Drop for IdleOnDrop {
    fn drop(&mut self) {
        self.0.mark_idle();
    }
}

pin_project! {
    /// A body with a guard that is dropped with it.
    struct GuardedBody<B, G> {
        #[pin]
        body: B,
        guard: G,
    }
}

impl<B: HttpBody, G> HttpBody for GuardedBody<B, G> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        self.project().body.poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::serve;
    use crate::decodable_path::DecodablePaths;
    use crate::listen::limit::ConnectionLimit;
    use crate::listen::phase::PhaseWatch;
    use axum::Router;
    use axum::body::Bytes;
    use axum::routing::{get, post};
    use hyper_util::server::graceful::GracefulShutdown;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::Instant;

    /// A client at a router that greets, and echoes; and what would stop it.
    async fn client() -> (TcpStream, GracefulShutdown) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let to = listener.local_addr().expect("its address");
        let (client, taken) = tokio::join!(TcpStream::connect(to), listener.accept());
        let (stream, peer) = taken.expect("a connection");
        let router = Router::new()
            .route("/", get(async || "hello"))
            .route("/", post(async |body: Bytes| body));
        let slot = ConnectionLimit::new("a test", 1).slot().await;
        let open = GracefulShutdown::new();
        let (_, phases) = PhaseWatch::channel();
        let router = DecodablePaths(router);
        let served = serve(stream, peer, slot, router, phases, open.watcher());
        tokio::spawn(served);
        (client.expect("it connects"), open)
    }

    /// What comes back until the connection is closed, and after how long.
    async fn until_closed(client: &mut TcpStream) -> (String, Duration) {
        let start = Instant::now();
        let mut text = Vec::new();
        // A reset is an end, too.
        let _ = client.read_to_end(&mut text).await;
        let text = String::from_utf8_lossy(&text).into_owned();
        (text, start.elapsed())
    }

    const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

    /// Time is the runtime's, and passes when nothing else happens.
    #[tokio::test(start_paused = true)]
    async fn a_client_that_sends_no_request_or_a_part_of_one_is_let_go() {
        for part in ["", "GET / HTTP/1.1\r\nhost"] {
            let (mut client, _open) = client().await;
            client.write_all(part.as_bytes()).await.expect("sent");
            let (text, after) = until_closed(&mut client).await;
            assert_eq!((text.as_str(), after.as_secs()), ("", 20), "{part}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_kept_for_a_next_request_for_longer_than_proxies_do() {
        let (mut client, _open) = client().await;
        client.write_all(GET.as_bytes()).await.expect("sent");
        let (text, after) = until_closed(&mut client).await;
        assert!(text.ends_with("hello"), "{text}");
        assert_eq!(after.as_secs(), 75);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_refused_and_one_that_comes_is_read() {
        let (mut client, _open) = client().await;
        let head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n";
        client.write_all(head.as_bytes()).await.expect("sent");
        client.write_all(b"hel").await.expect("sent");
        let (text, after) = until_closed(&mut client).await;
        assert!(text.starts_with("HTTP/1.1 400"), "{text}");
        assert!(after.as_secs() >= 30, "{after:?}");

        let (mut client, _open) = self::client().await;
        let whole = format!("{head}hello{GET}");
        client.write_all(whole.as_bytes()).await.expect("sent");
        let (text, _) = until_closed(&mut client).await;
        assert_eq!(text.matches("hello").count(), 2, "{text}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_without_an_end_is_refused() {
        let (mut client, _open) = client().await;
        let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(40_000));
        client.write_all(long.as_bytes()).await.expect("sent");
        let (text, _) = until_closed(&mut client).await;
        assert!(text.starts_with("HTTP/1.1 431"), "{text}");
    }
}
