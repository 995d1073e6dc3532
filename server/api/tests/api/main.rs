//! The public contract over HTTP: the router is called as a mall calls it,
//! signed by code of the tests' own, on a real database and a clock moved by
//! hand. And a simulation of several desks with lost messages and crashes.

mod bad_input;
mod contract;
mod deliveries;
mod desk_with_api;
mod events;
mod fixture;
mod idempotency;
mod links;
mod orders;
mod payees;
mod refunds;
mod signatures;
mod simulation;
mod stores;
