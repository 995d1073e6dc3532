//! One HTTP/1.1 connection, with a timeout for every wait for the client.

use super::client_limits::{ANSWER, BODY, ClientLimit, FIRST_REQUEST, HEAD_BYTES, NEXT_REQUEST};
use super::limit::Slot;
use super::phase::PhaseWatch;
use super::stream_end::ending_with_server;
use crate::decodable_path::DecodablePaths;
use axum::BoxError;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use http_body_util::BodyExt as _;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::Watcher;
use pin_project_lite::pin_project;
use std::convert::Infallible;
use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio_io_timeout::TimeoutStream;
use tower::Service as _;
use tower_http::timeout::{TimeoutBody, TimeoutError};

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
    let mut limited = TimeoutStream::new(stream);
    limited.set_write_timeout(Some(ANSWER));
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
        .header_read_timeout(NEXT_REQUEST)
        .max_header_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Box::pin(limited)), service);
    let silent = async {
        tokio::time::sleep(FIRST_REQUEST).await;
        if asked.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = watcher.watch(connection) => {
            if let Err(error) = ended {
                count_limited(&slot, &error);
            }
        }
        () = silent => slot.count(ClientLimit::FirstRequest),
        () = slot.reclaimed() => {}
    }
}

/// Counts the end of a connection if a limit was the reason. Other errors are
/// the client's: it disconnected, or did not send HTTP.
fn count_limited(slot: &Slot, error: &hyper::Error) {
    if error.is_timeout() {
        slot.count(ClientLimit::NextRequest);
    } else if error.is_parse_too_large() {
        slot.count(ClientLimit::Head);
    } else if is_write_timeout(error) {
        slot.count(ClientLimit::Answer);
    }
}

fn is_write_timeout(error: &hyper::Error) -> bool {
    let source = error.source().and_then(|e| e.downcast_ref::<io::Error>());
    source.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
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
        let slot = Arc::clone(&slot);
        request.map(|body| {
            let body = TimeoutBody::new(BODY, GuardedBody { body, guard });
            Body::new(body.map_err(move |error| counted(&slot, error)))
        })
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

/// The same error of a body, counted if it is a timeout's.
fn counted(slot: &Slot, error: BoxError) -> BoxError {
    if error.is::<TimeoutError>() {
        slot.count(ClientLimit::Body);
    }
    error
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
    use crate::listen::client_limits::{ANSWER, ClientLimit, LimitedConnections, ListenerCounts};
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

    /// A client at a router that greets, and echoes; what would stop it, and what
    /// has limited it.
    async fn client() -> (TcpStream, GracefulShutdown, ListenerCounts) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let to = listener.local_addr().expect("its address");
        let (client, taken) = tokio::join!(TcpStream::connect(to), listener.accept());
        let (stream, peer) = taken.expect("a connection");
        let router = Router::new()
            .route("/", get(async || "hello"))
            .route("/long", get(async || vec![b'x'; LONG]))
            .route("/", post(async |body: Bytes| body));
        let limited = LimitedConnections::default();
        let slot = ConnectionLimit::new(limited.of("a test"), 1).slot().await;
        let open = GracefulShutdown::new();
        let (_, phases) = PhaseWatch::channel();
        let router = DecodablePaths(router);
        let served = serve(stream, peer, slot, router, phases, open.watcher());
        tokio::spawn(served);
        (client.expect("it connects"), open, limited.of("a test"))
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

    /// More than the buffers of both ends hold.
    const LONG: usize = 64 * 1024 * 1024;

    const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";

    /// Time is the runtime's, and passes when nothing else happens.
    #[tokio::test(start_paused = true)]
    async fn a_client_that_sends_no_request_or_a_part_of_one_is_let_go() {
        for part in ["", "GET / HTTP/1.1\r\nhost"] {
            let (mut client, _open, counts) = client().await;
            client.write_all(part.as_bytes()).await.expect("sent");
            let (text, after) = until_closed(&mut client).await;
            assert_eq!((text.as_str(), after.as_secs()), ("", 20), "{part}");
            assert_eq!(counts.counted(), [(ClientLimit::FirstRequest, 1)]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_kept_for_a_next_request_for_longer_than_proxies_do() {
        let (mut client, _open, counts) = client().await;
        client.write_all(GET.as_bytes()).await.expect("sent");
        let (text, after) = until_closed(&mut client).await;
        assert!(text.ends_with("hello"), "{text}");
        assert_eq!(after.as_secs(), 75);
        assert_eq!(counts.counted(), [(ClientLimit::NextRequest, 1)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_refused_and_one_that_comes_is_read() {
        let (mut client, _open, counts) = client().await;
        let head = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n";
        client.write_all(head.as_bytes()).await.expect("sent");
        client.write_all(b"hel").await.expect("sent");
        let (text, after) = until_closed(&mut client).await;
        assert!(text.starts_with("HTTP/1.1 400"), "{text}");
        assert!(after.as_secs() >= 30, "{after:?}");
        assert!(counts.counted().contains(&(ClientLimit::Body, 1)));

        let (mut client, _open, counts) = self::client().await;
        let whole = format!("{head}hello{GET}");
        client.write_all(whole.as_bytes()).await.expect("sent");
        let (text, _) = until_closed(&mut client).await;
        assert_eq!(text.matches("hello").count(), 2, "{text}");
        assert_eq!(counts.counted(), [(ClientLimit::NextRequest, 1)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_does_not_read_its_answer_is_let_go() {
        let (mut client, _open, counts) = client().await;
        let long = "GET /long HTTP/1.1\r\nhost: x\r\n\r\n";
        client.write_all(long.as_bytes()).await.expect("sent");
        tokio::time::sleep(2 * ANSWER).await;
        let (text, _) = until_closed(&mut client).await;
        assert!(text.len() < LONG, "all of it came");
        assert_eq!(counts.counted(), [(ClientLimit::Answer, 1)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_without_an_end_is_refused() {
        let (mut client, _open, counts) = client().await;
        let long = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(40_000));
        client.write_all(long.as_bytes()).await.expect("sent");
        let (text, _) = until_closed(&mut client).await;
        assert!(text.starts_with("HTTP/1.1 431"), "{text}");
        assert_eq!(counts.counted(), [(ClientLimit::Head, 1)]);
    }
}
