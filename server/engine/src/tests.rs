//! Whole journeys through the engine: the desk above, a temporary database
//! below, a network that really signs, and a clock moved by hand.

pub(crate) mod house;
pub(crate) mod network;

mod bank;
mod creation;
mod quick;
mod restart;
mod saved;
mod scan;
mod secrets;
