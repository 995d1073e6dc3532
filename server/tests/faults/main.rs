//! Faults: real `paydesk` processes that are killed, starved or cut off from
//! their database. The database is `SQLite`, or the `PostgreSQL` named by
//! `PAYDESK_TEST_POSTGRES`.
//!
//! The network, the mall and the shoppers run in the test's process and are
//! reached over HTTP, so a test chooses the exact step at which a process
//! dies. Time is real; every wait is for a condition.

mod bank;
mod card;
mod check_books;
mod creation;
mod database_outage;
mod demo_upgrade;
mod deployment;
mod desk;
mod disk;
mod full_disk;
mod idle_connections;
mod interceptor;
mod invariants;
mod mall;
mod network;
mod newer_schema;
mod only_postgres;
mod payer;
mod postgres;
mod random_kills;
mod records;
mod refund;
mod scan;
mod two_desks;
mod upgrade;
mod webhook;
mod wechat_pay;
