//! The books check with which tests end.

use crate::{Database, check_books};

/// Checks the books of the database at an address; an error lists the faults.
///
/// # Panics
/// If the address or the database cannot be read.
pub async fn check_books_at(address: String) -> Result<(), String> {
    let database = Database::parse(&address).expect("a database");
    let books = check_books(&database).await.expect("books to check");
    if books.are_right() {
        return Ok(());
    }
    Err(format!("{books}\n{}", books.faults().join("\n")))
}
