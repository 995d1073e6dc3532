//! `paydesk migrate`: runs the missing migrations.

use crate::cli::DatabaseLocation;
use anyhow::Context as _;
use domain::clock::Clock as _;
use engine::system::SystemClock;
use store::Store;

/// Opening the database migrates it. A copy without its journal is refused: an
/// operator is here to decide.
pub(crate) async fn run(database: &DatabaseLocation) -> anyhow::Result<()> {
    let database = database.read()?;
    store::check_whole(&database).with_context(|| database.to_string())?;
    let store = Store::open(&database, SystemClock.now()).await?;
    store.close().await;
    println!("{database} is at this version's schema");
    Ok(())
}
