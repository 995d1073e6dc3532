//! The test database of this crate: its books are checked when a test ends.

use store::testing::check_books_at;
use testkit::database::TestDatabase;

/// An empty database.
pub(crate) fn checked_database() -> TestDatabase {
    TestDatabase::new().checked_by(check_books_at)
}
