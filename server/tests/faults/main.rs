//! Faults: real `paydesk` processes that are killed, starved or cut off from
//! their database, on the database this run is for (`SQLite`, or the
//! `PostgreSQL` named by `PAYDESK_TEST_POSTGRES`).
//!
//! The network, the mall and the shoppers live in the test's own process and
//! are reached over HTTP, so that a test sees the very step at which the
//! process dies. Times are real; every wait is for a condition.

mod bank;
mod books;
mod card;
mod creation;
mod crowd;
mod desk;
mod disk;
mod full;
mod gate;
mod gone;
mod house;
mod load;
mod mall;
mod network;
mod newer;
mod only_postgres;
mod payer;
mod ports;
mod postgres;
mod refund;
mod scan;
mod system;
mod two;
mod upgrade;
mod verdict;
mod wait;
mod webhook;
