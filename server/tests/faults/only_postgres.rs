//! What only a server has: a WAL on a disk of its own, and a connection that
//! others could read. Each test starts its own server; runs on `SQLite` skip
//! these.

mod full_log;
mod tls;
