//! `paydesk migrate`: the database is brought to this version's tables.

use crate::cli::Database;
use crate::system::SystemClock;
use domain::clock::Clock;

/// Migrates and says so.
pub(crate) async fn run(database: &Database) -> anyhow::Result<()> {
    let path = database.path()?;
    engine::migrate(&path, SystemClock.now()).await?;
    println!("{} is at this version's schema", path.display());
    Ok(())
}
