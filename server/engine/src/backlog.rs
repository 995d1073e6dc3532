//! What waits in the database: the age of the oldest due job and of the oldest
//! undelivered event, and jobs that this release never claims. For `/metrics`.

use crate::engine::Engine;
use domain::clock::At;
use store::jobs::Lane;
use store::{Error, events, jobs};

/// Ages are in milliseconds, zero if nothing is waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// By lane name: how long ago the oldest job that is not leased became due.
    pub jobs: Vec<(&'static str, i64)>,
    /// The age of the oldest event whose delivery is pending.
    pub webhooks: i64,
    /// The number of jobs in lanes that this release does not know.
    pub unknown_lanes: i64,
}

impl Engine {
    /// The backlog as the database has it now. Logs each unknown lane once.
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
                Ok((due, webhooks, jobs::unknown_lanes(tx).await?))
            })
        });
        let (jobs, webhooks, lanes) = asked.await?;
        for (lane, jobs) in &lanes {
            self.unknown_jobs.waiting_in(lane, *jobs);
        }
        Ok(Backlog {
            jobs,
            webhooks,
            unknown_lanes: lanes.iter().map(|(_, jobs)| jobs).sum(),
        })
    }
}
