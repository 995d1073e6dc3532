//! Whole journeys through the engine: the desk above, a temporary database
//! below, a network that really signs, and a clock moved by hand.

pub(crate) mod house;
pub(crate) mod network;
pub(crate) mod refunds;

mod bank;
mod books;
mod caller;
mod claims;
mod creation;
mod in_work;
mod observed;
mod quick;
mod races;
mod refund_lost;
mod refund_races;
mod refunds_api;
mod restart;
mod saved;
mod scan;
mod secrets;
mod simulation;
mod surplus;
mod switching;
mod unsendable;
