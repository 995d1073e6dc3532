//! Listening, and ending well: on Ctrl-C or SIGTERM no new connection is
//! taken, and what is under way may finish.

use anyhow::Context;
use axum::Router;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long what is under way may take after the signal. Live event streams
/// never end by themselves, so there is a bound.
const GRACE: std::time::Duration = std::time::Duration::from_secs(5);

/// Takes an address; the error says which, so that a busy port is clear.
pub(crate) async fn bind(address: SocketAddr, what: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("{what} cannot listen on {address} (is something else there?)"))
}

/// Serves each router on its listener until a signal comes.
pub(crate) async fn serve_until_signal(services: Vec<(TcpListener, Router)>) -> anyhow::Result<()> {
    let (stop, stopped) = watch::channel(false);
    let mut running = tokio::task::JoinSet::new();
    for (listener, router) in services {
        let mut stopped = stopped.clone();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
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
