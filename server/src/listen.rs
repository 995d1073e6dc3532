//! Listening, and ending well: on Ctrl-C or SIGTERM no new connection is
//! taken, and what is under way may finish.

use crate::readable::Readable;
use anyhow::Context;
use axum::{Router, ServiceExt};
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;

/// How long what is under way may take after the signal. Live event streams
/// never end by themselves, so there is a bound.
const GRACE: std::time::Duration = std::time::Duration::from_secs(5);

/// Connections that may wait to be taken, where the system allows as many. One
/// past that waits a second for its next try, or is reset: the usual 128 are
/// soon there when a sale begins.
const BACKLOG: u32 = 4096;

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

/// Serves each router on its listener until a signal comes.
pub(crate) async fn serve_until_signal(services: Vec<(TcpListener, Router)>) -> anyhow::Result<()> {
    let (stop, stopped) = watch::channel(false);
    let mut running = tokio::task::JoinSet::new();
    for (listener, router) in services {
        let mut stopped = stopped.clone();
        let service = Readable(router).into_make_service_with_connect_info::<SocketAddr>();
        running.spawn(async move {
            axum::serve(listener, service)
                .with_graceful_shutdown(async move {
                    // An error means the sender is gone: the process ends.
                    let _ = stopped.wait_for(|stop| *stop).await;
                })
                .await
        });
    }
    tokio::select! {
        () = signal() => tracing::info!("stopping: what is under way may finish"),
        ended = running.join_next() => {
            if let Some(ended) = ended {
                ended.context("a server task ended")?.context("a server ended")?;
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
