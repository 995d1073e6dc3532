//! Servers and free ports on the loopback address.

use axum::Router;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the ephemeral ports (Linux from 32768, others from 49152), so that no
/// connection takes a port between its choice and its use.
const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;
/// Test processes with neighbouring ids start this far apart.
const STRIDE: u32 = 97;

static NEXT: AtomicU16 = AtomicU16::new(0);

/// Serves a router on a free port until the runtime ends; returns its origin,
/// `http://127.0.0.1:<port>`.
pub async fn serve(router: Router) -> String {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// A free port for a process that binds it later; never the same one twice.
pub fn free_port() -> u16 {
    let own = std::process::id().wrapping_mul(STRIDE) % u32::from(COUNT);
    let own = u16::try_from(own).expect("below the count");
    (0..COUNT)
        .map(|_| FIRST + (own + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port")
}
