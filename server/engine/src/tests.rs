//! Whole payments through the engine: real use cases on a temporary database,
//! a fake network that really signs, and a manual clock.

pub(crate) mod database;
pub(crate) mod fixture;
pub(crate) mod refunds;

mod api_client;
mod bank;
mod books;
mod changing_method;
mod creation;
mod job_claims;
mod new_card;
mod observed;
mod pending_at_bank;
mod races;
mod refund_lost;
mod refund_races;
mod refunds_api;
mod restart;
mod saved_card;
mod scan;
mod secrets;
mod simulation;
mod surplus;
mod unsendable;
