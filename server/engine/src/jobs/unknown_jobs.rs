//! Jobs whose name or lane this release does not know, such as those that a
//! newer release has added. They stay for a release that knows them: a job of
//! an unknown name is put off, one of an unknown lane is never claimed.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use store::jobs::ClaimedJob;

/// Counts those that are put off, and logs each name and lane once.
#[derive(Debug, Default)]
pub(crate) struct UnknownJobs {
    put_off: Counter,
    names: Mutex<BTreeSet<String>>,
    lanes: Mutex<BTreeSet<String>>,
}

impl UnknownJobs {
    /// A job is put off.
    pub(super) fn put_off(&self, job: &ClaimedJob) {
        self.put_off.inc();
        if is_new(&self.names, &job.name) {
            tracing::error!(name = job.name, %job, "this release does not know a job: its rows stay for one that does");
        }
    }

    /// This many jobs wait in an unknown lane.
    pub(crate) fn waiting_in(&self, lane: &str, jobs: i64) {
        if is_new(&self.lanes, lane) {
            tracing::error!(
                lane,
                jobs,
                "this release does not know a lane of jobs: its rows stay for one that does"
            );
        }
    }

    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register(
            "jobs_unknown",
            "Times that a job was put off because this release does not know its name",
            self.put_off.clone(),
        );
    }
}

/// True the first time that a name is seen.
fn is_new(seen: &Mutex<BTreeSet<String>>, name: &str) -> bool {
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.insert(name.to_owned())
}
