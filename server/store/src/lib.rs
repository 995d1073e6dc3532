//! All SQL: both databases, migrations, one file per table, and the audit
//! questions. Does not depend on HTTP, networks or use cases.
//!
//! [`Store`] is the open database. A use case passes a closure that reads and
//! writes through a [`Tx`], by the functions of the table modules.
//!
//! - Money and times are BIGINT (minor units, Unix milliseconds), ids TEXT
//!   made by us, JSON as TEXT; one SQL text with `$1` for each statement.
//! - A row that changes has a version: `UPDATE ... WHERE id=$1 AND
//!   version=$2`; a write that finds another version runs again
//!   ([`Fault::stale`]).
//! - An error is a [`Fault`] of the database, unless a function says more.
//! - Callers never see a driver: another database is another variant of
//!   `Dialect`, `Connection` and `Row`.

#![expect(
    clippy::missing_errors_doc,
    reason = "all functions of the tables have the same errors, which are said once above"
)]

pub mod account_proofs;
mod after_commit;
pub mod agreements;
pub mod application_documents;
pub mod application_sections;
pub mod application_steps;
pub mod applications;
pub mod approvals;
pub mod attempts;
pub mod audit;
pub mod audit_entries;
mod batch;
pub mod brand_drafts;
pub mod brand_images;
pub mod brand_versions;
pub mod channel_switches;
mod check_books;
mod connection;
pub mod console_refunds;
mod database;
mod database_state;
pub mod deliveries;
mod dialect;
pub mod directory;
mod driver_error;
mod error;
pub mod events;
pub mod exports;
pub mod freezes;
pub mod idempotency;
pub mod invitations;
mod job_wakeups;
pub mod jobs;
pub mod known_browsers;
mod lane;
pub mod ledger;
pub mod links;
pub mod mall_merchants;
pub mod malls;
pub mod members;
pub mod merchant_fees;
pub mod merchants;
mod metrics;
mod migrate;
mod migrations;
pub mod network_requests;
pub mod notices;
pub mod notifications;
pub mod order_list;
mod order_numbers;
mod order_watches;
pub mod orders;
pub mod page_orders;
pub mod passkey_challenges;
pub mod passkeys;
mod payment_result;
pub mod payment_sums;
pub mod people;
mod pool;
mod postgres;
mod private_file;
mod queued_write;
pub mod rate_limits;
pub mod refund_limits;
pub mod refund_list;
pub mod refunds;
mod retry_backoff;
mod role;
mod row;
mod savepoints;
mod schema;
pub mod sessions;
pub mod signatures;
mod sql_value;
mod sqlite;
mod store;
pub mod store_payment_sums;
pub mod stores;
pub mod surplus;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod tx;
pub mod work;
mod write_queue;
mod writer;

pub use check_books::{Books, check_books, check_books_in};
pub use database::{Database, DatabaseError};
pub use database_state::check_whole;
pub use dialect::Dialect;
pub use error::{Error, Fault};
pub use metrics::StoreMetrics;
pub use order_watches::OrderWatch;
pub use payment_result::PaymentResult;
pub use private_file::warn_if_shared;
pub use queued_write::{TxFn, WriteFn};
pub use row::Row;
pub use schema::schema_differences;
pub use sql_value::SqlValue;
pub use store::Store;
pub use tx::Tx;
pub use write_queue::WriteQueue;

#[cfg(test)]
mod tests;
