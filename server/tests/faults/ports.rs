//! Ports for processes that bind them later than they are chosen.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the ports that systems give out by themselves (Linux from 32768,
/// others from 49152): no connection of anybody takes one meanwhile.
const FIRST: u16 = 20_000;
const MANY: u16 = 12_000;
/// Test processes with neighbouring numbers begin this far from each other.
const APART: u32 = 97;

static NEXT: AtomicU16 = AtomicU16::new(0);

/// A free port of the loopback, never the same one twice.
pub(crate) fn free_port() -> u16 {
    let own = std::process::id().wrapping_mul(APART) % u32::from(MANY);
    let own = u16::try_from(own).expect("less than there are");
    (0..MANY)
        .map(|_| FIRST + (own + NEXT.fetch_add(1, Ordering::Relaxed) % MANY) % MANY)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port")
}
