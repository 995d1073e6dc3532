//! What only a server has: a log of changes on a disk of its own, and a line
//! to it that others could read. Each test makes its own server; the run on
//! `SQLite` leaves them out.

mod full_log;
mod tls;
