//! The public contract over HTTP: the router is called as a mall calls it,
//! signed by code of the tests' own, on a real database and a clock moved by
//! hand.

mod bad_input;
mod deliveries;
mod events;
mod fixture;
mod idempotency;
mod links;
mod orders;
mod signatures;
