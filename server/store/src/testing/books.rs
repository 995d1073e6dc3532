//! The books check with which tests end.

use crate::{Database, check_books};
use std::future::Future;
use std::pin::Pin;

/// Checks the books of the database at an address; an error lists the faults.
/// For `TestDatabase::checked_by` of `testkit`.
///
/// # Panics
/// If the address or the database cannot be read.
pub fn check_books_at(address: String) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> {
    Box::pin(async move {
        let database = Database::parse(&address).expect("a database");
        let books = check_books(&database).await.expect("books to check");
        if books.are_right() {
            return Ok(());
        }
        Err(format!("{books}\n{}", books.faults().join("\n")))
    })
}
