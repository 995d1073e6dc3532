//! The other end of the wires, for demos and tests: a payment network that
//! behaves (and misbehaves on request), a payer's phone, and a demo mall.
//!
//! Rules kept here:
//! - it does not depend on the engine: the desk is reached over HTTP only, by
//!   the network's wire or by the mall's public contract;
//! - every page states that it is a simulation and that no money moves;
//! - notices go to loopback addresses only, whatever a request asks for.

pub mod keys;
pub mod mall;
pub mod networks;
