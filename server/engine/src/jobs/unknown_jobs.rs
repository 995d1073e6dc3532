//! Jobs whose name this release does not know, such as those that a newer
//! release has added. They are put off and never deleted, so that a release
//! that knows them runs them.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use store::jobs::ClaimedJob;

/// Counts them, and logs each name once.
#[derive(Debug, Default)]
pub(crate) struct UnknownJobs {
    put_off: Counter,
    logged: Mutex<BTreeSet<String>>,
}

impl UnknownJobs {
    /// A job is put off.
    pub(super) fn put_off(&self, job: &ClaimedJob) {
        self.put_off.inc();
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.insert(job.name.clone()) {
            tracing::error!(name = job.name, %job, "this release does not know a job: its rows stay for one that does");
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
