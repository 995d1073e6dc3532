//! How far the work behind the pages has fallen behind, for `/metrics`.

use crate::engine::Engine;
use domain::clock::At;
use store::jobs::Lane;
use store::{Error, events, jobs};

/// Ages in milliseconds, zero where nothing waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// For each lane, by name: how long the job that is due longest has been,
    /// among those that are not being run.
    pub jobs: Vec<(&'static str, i64)>,
    /// The age of the oldest event that a mall was not told of yet.
    pub webhooks: i64,
}

impl Engine {
    /// The backlog as the database has it now.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn backlog(&self) -> Result<Backlog, Error> {
        let now = self.now();
        let age = move |since: Option<At>| since.map_or(0, |at| (now.ms() - at.ms()).max(0));
        let asked = self.store.read(move |tx| {
            Box::pin(async move {
                let mut due = Vec::new();
                for lane in Lane::ALL {
                    let oldest = jobs::oldest_due(tx, lane, now).await?;
                    due.push((lane.name(), age(oldest)));
                }
                let webhooks = age(events::oldest_pending(tx).await?);
                Ok(Backlog {
                    jobs: due,
                    webhooks,
                })
            })
        });
        asked.await
    }
}
