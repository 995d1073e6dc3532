//! What tests of this and other packages need of the store: a database for
//! each test, and crashes in the middle of a commit.

pub mod crash;
mod test_database;

pub use test_database::TestDatabase;
