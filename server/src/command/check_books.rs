//! `paydesk check-books`: checks the books. Prints a line for each fault, then
//! a summary.

use crate::cli::DatabaseLocation;
use anyhow::bail;

/// Reads one consistent view of the database, which may be in use. A fault in
/// the books is an error, so the exit code is not zero.
pub(crate) async fn run(database: &DatabaseLocation) -> anyhow::Result<()> {
    let books = store::check_books(&database.read()?).await?;
    for fault in books.faults() {
        println!("{fault}");
    }
    if !books.are_right() {
        bail!("{books}");
    }
    println!("{books}");
    Ok(())
}
