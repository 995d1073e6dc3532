//! `paydesk migrate`: the database is brought to this version's tables.

use super::mall::open;
use crate::cli::Database;

/// Migrates and says so.
pub(crate) async fn run(database: &Database) -> anyhow::Result<()> {
    open(database).await?.close().await;
    println!("{} is at this version's schema", database.read()?);
    Ok(())
}
