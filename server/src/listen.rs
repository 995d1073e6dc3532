//! Listening and graceful shutdown ([`Phase`]): on Ctrl-C or SIGTERM `/readyz`
//! fails for a while, then no new connection is accepted, and running requests
//! may finish. A second signal ends the wait.
//!
//! Half of the process's file descriptors are for connections; the database,
//! networks, malls and the log need the others. At most half of the desk's
//! connections are event streams, so that other requests are answered. The
//! operations listener has its own limit, so that health checks are answered
//! under any load.

mod client_limits;
mod connection;
mod descriptors;
mod limit;
mod phase;
mod stop_signals;
mod stream_end;

use crate::decodable_path::DecodablePaths;
use anyhow::Context;
use axum::Router;
use client_limits::CONNECTIONS;
pub(crate) use client_limits::LimitedConnections;
use hyper_util::server::graceful::GracefulShutdown;
use limit::ConnectionLimit;
pub(crate) use phase::{Phase, PhaseWatch};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;
use stop_signals::StopSignals;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long running requests may take once no connection is accepted: longer
/// than a call to a network.
const GRACE: Duration = Duration::from_secs(20);

/// Length of the accept queue, if the system allows it. Further connections are
/// delayed by a second or reset; the usual 128 is too short for the start of a
/// sale.
const BACKLOG: u32 = 4096;

/// Maximum connections of the operations listener: monitoring and an operator.
const OPS_CONNECTIONS: usize = 16;

/// Pause after `accept` failed, for example without a free descriptor.
const ACCEPT_RETRY: Duration = Duration::from_secs(1);

/// A listener and its router.
pub(crate) struct Service {
    pub(crate) name: &'static str,
    pub(crate) listener: TcpListener,
    pub(crate) router: Router,
}

impl Service {
    pub(crate) const fn new(name: &'static str, listener: TcpListener, router: Router) -> Self {
        Self {
            name,
            listener,
            router,
        }
    }
}

/// Listens on an address, which the error names.
pub(crate) fn bind(address: SocketAddr, what: &str) -> anyhow::Result<TcpListener> {
    listening(address)
        .with_context(|| format!("{what} cannot listen on {address} (is something else there?)"))
}

/// The same where there is an address.
pub(crate) fn bind_if_given(
    address: Option<SocketAddr>,
    what: &str,
) -> anyhow::Result<Option<TcpListener>> {
    address.map(|address| bind(address, what)).transpose()
}

fn listening(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A restart can bind the port at once. On Windows this option would share
    // the port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Event streams that a desk has open at most, where it is one of so many public
/// listeners.
pub(crate) fn most_streams(public: usize) -> u32 {
    streams_among(connections_of_each(public, descriptors::raise_limit()))
}

fn streams_among(connections: usize) -> u32 {
    u32::try_from(connections / 2).unwrap_or(u32::MAX)
}

/// Connections that each of the public listeners takes at once, where the
/// process may have so many descriptors open.
fn connections_of_each(public: usize, descriptors: u64) -> usize {
    let half = usize::try_from(descriptors / 2).unwrap_or(CONNECTIONS);
    let share = half.saturating_sub(OPS_CONNECTIONS) / public.max(1);
    share.clamp(OPS_CONNECTIONS, CONNECTIONS)
}

/// Serves each of `public`, and operations, until Ctrl-C or SIGTERM, and for
/// `drain` after it. Operations answer until all others have ended.
pub(crate) async fn serve_until_signal(
    public: Vec<Service>,
    operations: Service,
    drain: Duration,
    phase: watch::Sender<Phase>,
    limited: &LimitedConnections,
) -> anyhow::Result<()> {
    let most = connections_of_each(public.len(), descriptors::raise_limit());
    tracing::debug!(most, "connections that each listener takes at once");
    let mut signals = StopSignals::listen().context("Ctrl-C and SIGTERM")?;
    let (_operations_phase, phases) = PhaseWatch::channel();
    let mut operations = tokio::spawn(serve(operations, OPS_CONNECTIONS, phases, limited.clone()));
    let mut running = JoinSet::new();
    for service in public {
        let phases = PhaseWatch::of(&phase);
        running.spawn(serve(service, most, phases, limited.clone()));
    }
    tokio::select! {
        () = signals.next() => {}
        ended = running.join_next() => {
            if let Some(ended) = ended {
                ended.context("a server task ended")?;
            }
        }
        ended = &mut operations => ended.context("operations ended")?,
    }
    drain_and_stop(running, drain, &phase, &mut signals).await;
    // Monitoring may keep a connection open; there is nothing to finish.
    operations.abort();
    Ok(())
}

/// Goes through the phases until all tasks have ended, their time is over, or
/// there is another signal.
async fn drain_and_stop(
    mut running: JoinSet<()>,
    drain: Duration,
    phase: &watch::Sender<Phase>,
    signals: &mut StopSignals,
) {
    let ended = async {
        phase.send_replace(Phase::Draining);
        if !drain.is_zero() {
            tracing::info!(seconds = drain.as_secs(), "stopping: not ready from now on");
            tokio::time::sleep(drain).await;
        }
        tracing::info!("stopping: what is under way may finish");
        phase.send_replace(Phase::Stopping);
        let all = async { while running.join_next().await.is_some() {} };
        tokio::time::timeout(GRACE, all).await.is_ok()
    };
    let in_time = tokio::select! {
        in_time = ended => in_time,
        () = signals.next() => false,
    };
    if !in_time {
        tracing::info!("closing the connections that are still open");
    }
}

/// Accepts connections until stopped, then waits for the open ones.
async fn serve(service: Service, most: usize, phases: PhaseWatch, limited: LimitedConnections) {
    let Service {
        name,
        listener,
        router,
    } = service;
    let limit = ConnectionLimit::new(limited.of(name), most);
    let open = GracefulShutdown::new();
    loop {
        let next = async {
            let (stream, peer) = accepted(&listener).await;
            (stream, peer, limit.slot().await)
        };
        let (stream, peer, slot) = tokio::select! {
            next = next => next,
            () = phases.clone().stopping() => break,
        };
        let router = DecodablePaths(router.clone());
        tokio::spawn(connection::serve(
            stream,
            peer,
            slot,
            router,
            phases.clone(),
            open.watcher(),
        ));
    }
    drop(listener);
    open.shutdown().await;
}

/// The next connection. One that broke before it was accepted is skipped; any
/// other error is logged, and `accept` is tried again.
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
                tokio::time::sleep(ACCEPT_RETRY).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{bind, connections_of_each, streams_among};
    use std::net::{SocketAddr, TcpStream};
    use std::time::Duration;

    #[test]
    fn streams_leave_room_for_others_however_few_descriptors_there_are() {
        for (descriptors, public, connections, streams) in [
            (256, 1, 112, 56),
            (256, 3, 37, 18),
            (64, 1, 16, 8),
            (65_536, 1, 10_000, 5_000),
        ] {
            let of_each = connections_of_each(public, descriptors);
            assert_eq!(
                (of_each, streams_among(of_each)),
                (connections, streams),
                "{descriptors} for {public}"
            );
        }
    }

    /// A connection past the backlog would wait a second.
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
