//! Listening, and ending well: on Ctrl-C or SIGTERM no new connection is
//! taken, and what is under way may finish.
//!
//! Of the descriptors this process may have, half are for connections; the
//! database, the networks, malls and the log need the others. Operations have
//! places of their own, so that health is told however many shoppers come.

mod connection;
mod descriptors;
mod limit;

use crate::decodable_path::DecodablePaths;
use anyhow::Context;
use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use limit::Limit;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

/// How long what is under way may take after the signal. Live event streams
/// never end by themselves, so there is a bound.
const GRACE: Duration = Duration::from_secs(5);

/// Connections that may wait to be taken, where the system allows as many. One
/// past that waits a second for its next try, or is reset: the usual 128 are
/// soon there when a sale begins.
const BACKLOG: u32 = 4096;

/// Connections to operations: a monitor or two, and a person.
const OPERATIONS: usize = 16;

/// The most connections of one other listener; each takes some 20 KiB.
const MOST: usize = 10_000;

/// How long to wait where none can be taken: for want of a descriptor, say.
const AGAIN: Duration = Duration::from_secs(1);

/// Who listens for what.
pub(crate) struct Service {
    pub(crate) name: &'static str,
    pub(crate) listener: TcpListener,
    pub(crate) router: Router,
}

/// Takes an address; the error says which, so that a busy port is clear.
pub(crate) fn bind(address: SocketAddr, what: &str) -> anyhow::Result<TcpListener> {
    listening(address)
        .with_context(|| format!("{what} cannot listen on {address} (is something else there?)"))
}

fn listening(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // So that a restart finds its port free, as everywhere but on Windows,
    // where it would mean to share the port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves each of `public`, and operations, until a signal comes.
pub(crate) async fn serve_until_signal(
    public: Vec<Service>,
    operations: Service,
) -> anyhow::Result<()> {
    let half = usize::try_from(descriptors::raised() / 2).unwrap_or(MOST);
    let share = half.saturating_sub(OPERATIONS) / public.len().max(1);
    let most = share.clamp(OPERATIONS, MOST);
    tracing::debug!(most, "connections that each listener takes at once");
    let (stop, stopped) = watch::channel(false);
    let mut running = tokio::task::JoinSet::new();
    running.spawn(serve(operations, OPERATIONS, stopped.clone()));
    for service in public {
        running.spawn(serve(service, most, stopped.clone()));
    }
    tokio::select! {
        () = signal() => tracing::info!("stopping: what is under way may finish"),
        ended = running.join_next() => {
            if let Some(ended) = ended {
                ended.context("a server task ended")?;
            }
        }
    }
    stop.send_replace(true);
    let all = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, all).await.is_err() {
        tracing::info!("closing the connections that are still open");
    }
    Ok(())
}

/// Takes connections until it is to stop, then waits for those under way.
async fn serve(service: Service, most: usize, mut stopped: watch::Receiver<bool>) {
    let Service {
        name,
        listener,
        router,
    } = service;
    let (limit, open) = (Limit::new(name, most), GracefulShutdown::new());
    loop {
        let next = async {
            let (stream, peer) = accepted(&listener).await;
            (stream, peer, limit.place().await)
        };
        let (stream, peer, place) = tokio::select! {
            next = next => next,
            // An error means the sender is gone: the process ends.
            _ = stopped.wait_for(|stop| *stop) => break,
        };
        let router = DecodablePaths(router.clone());
        tokio::spawn(connection::serve(
            stream,
            peer,
            place,
            router,
            open.watcher(),
        ));
    }
    drop(listener);
    open.shutdown().await;
}

/// The next connection. One that broke before it was taken is left aside; any
/// other error is logged, and the next one is waited for.
async fn accepted(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::ConnectionRefused
                        | ErrorKind::ConnectionAborted
                        | ErrorKind::ConnectionReset
                ) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}

async fn signal() {
    let ctrl_c = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = ctrl_c => {}, () = terminate => {} }
}

#[cfg(test)]
mod tests {
    use super::bind;
    use std::net::{SocketAddr, TcpStream};
    use std::time::Duration;

    /// Those whose place in the line there is none for would wait a second.
    #[tokio::test]
    async fn hundreds_may_come_at_once() {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = bind(any, "a test").expect("a port");
        let to = listener.local_addr().expect("its address");
        let connect = |_| TcpStream::connect_timeout(&to, Duration::from_millis(900));
        let come = (0..400).map(connect).collect::<Result<Vec<_>, _>>();
        assert_eq!(come.expect("all are let in, taken by nobody").len(), 400);
    }
}
