//! `paydesk migrate`: runs the missing migrations.

use super::mall::open;
use crate::cli::DatabaseLocation;

/// Opening the database migrates it.
pub(crate) async fn run(database: &DatabaseLocation) -> anyhow::Result<()> {
    open(database).await?.close().await;
    println!("{} is at this version's schema", database.read()?);
    Ok(())
}
