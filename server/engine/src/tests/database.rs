//! The test database of this crate: its books are checked when a test ends.

use store::{Database, check_books};
use testkit::database::TestDatabase;

/// An empty database.
pub(crate) fn checked_database() -> TestDatabase {
    checked(TestDatabase::new())
}

/// Has the books of this database checked when the test ends.
pub(crate) fn checked(database: TestDatabase) -> TestDatabase {
    database.checked_by(|address| Box::pin(check(address)))
}

async fn check(address: String) -> Result<(), String> {
    let database = Database::parse(&address).expect("a database");
    let books = check_books(&database).await.expect("books to check");
    if books.are_right() {
        return Ok(());
    }
    Err(format!("{books}\n{}", books.faults().join("\n")))
}
