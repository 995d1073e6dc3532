//! `paydesk check-books`: checks the books. Prints a line for each fault, then
//! a summary.

use crate::cli::DatabaseLocation;
use anyhow::{Context, bail};

/// Why a file cannot be trusted, and what to do.
pub(super) const LACKS_JOURNAL: &str = "was copied while it was in use, without the journal beside it (-wal), or \
    its journal was taken away: what was committed last is missing. Copy all files of a desk that has stopped, or \
    have SQLite copy a database in use (`.backup`, `VACUUM INTO`)";

/// Reads one consistent view of the database, which may be in use. A fault in
/// the books is an error, so the exit code is not zero.
pub(crate) async fn run(database: &DatabaseLocation) -> anyhow::Result<()> {
    let database = database.read()?;
    let named = || database.to_string();
    let is_part = store::lacks_journal(&database).with_context(named)?;
    let books = store::check_books(&database).await.with_context(named)?;
    for fault in books.faults() {
        println!("{fault}");
    }
    if !books.are_right() {
        bail!("{books}");
    }
    if is_part {
        bail!(
            "{database} {LACKS_JOURNAL}; what is in it fits together, so nobody can say how much is missing"
        );
    }
    println!("{books}");
    Ok(())
}
