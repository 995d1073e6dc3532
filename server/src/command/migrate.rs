//! `paydesk migrate`: runs the missing migrations.

use crate::cli::DatabaseLocation;
use domain::clock::Clock as _;
use engine::system::SystemClock;
use store::Store;

/// Opening the database migrates it.
pub(crate) async fn run(database: &DatabaseLocation) -> anyhow::Result<()> {
    let database = database.read()?;
    let store = Store::open(&database, SystemClock.now()).await?;
    store.close().await;
    println!("{database} is at this version's schema");
    Ok(())
}
