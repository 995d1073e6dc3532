//! `paydesk check-books`: are the books right? A line for each fault on
//! standard output, then one line that sums up.

use crate::cli::Database;
use anyhow::{Context, bail};

/// Looks at one view of the database, which may be in use. Nothing is
/// written. Wrong books are an error, so that the exit code says it.
pub(crate) async fn run(database: &Database) -> anyhow::Result<()> {
    let database = database.read()?;
    let books = store::check_books(&database)
        .await
        .with_context(|| database.to_string())?;
    for fault in books.faults() {
        println!("{fault}");
    }
    if !books.are_right() {
        bail!("{books}");
    }
    println!("{books}");
    Ok(())
}
