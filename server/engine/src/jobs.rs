//! The job runner.
//!
//! Jobs are rows in the database, so a restart continues them. A job is leased,
//! run, and deleted or rescheduled. A running job renews its lease, so the
//! lease can be short: after a crash another process takes over within half a
//! minute. A job that fails by a fault is rescheduled. Every job is safe to run
//! twice.

use crate::engine::Engine;
use domain::clock::At;
use futures::FutureExt;
use futures::stream::{self, StreamExt};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use store::jobs::{self, Job, JobKind, Lane};
use store::{Error, Fault, idempotency, links, signatures};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// Length of a lease in seconds.
const LEASE_S: i64 = 30;
/// Interval at which a running job renews its lease.
const LEASE_RENEWAL: Duration = Duration::from_secs(10);
/// Concurrent jobs per lane.
const JOBS_PER_LANE: usize = 16;
/// Poll interval when no job is due.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// Delay after a fault: 5 s, 10 s, 20 s ... at most five minutes.
const FAULT_FIRST_S: i64 = 5;
const FAULT_MOST_S: i64 = 300;
/// Interval at which expired rows are deleted.
const PRUNE_EVERY_S: i64 = 3600;

/// How long an answer is stored for its `Idempotency-Key`: two days; the
/// contract promises one.
const IDEMPOTENCY_KEPT_S: i64 = 172_800;

/// What to do with a job after a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Delete it.
    Done,
    /// Run it again at this time.
    At(At),
}

/// Handle of the running job lanes. Dropping it does not stop them.
#[derive(Debug)]
pub struct JobsHandle {
    stop: watch::Sender<bool>,
    lanes: Vec<JoinHandle<()>>,
}

impl JobsHandle {
    /// Starts no more jobs and waits for the running ones.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for lane in self.lanes {
            if lane.await.is_err() {
                tracing::error!("a runner of jobs ended by a panic");
            }
        }
    }
}

impl Engine {
    /// Starts the job lanes, until the handle stops them.
    pub fn start_jobs(self: &Arc<Self>) -> JobsHandle {
        let (stop, stopped) = watch::channel(false);
        let lane = |lane| tokio::spawn(Arc::clone(self).run_lane(lane, stopped.clone()));
        JobsHandle {
            lanes: Lane::ALL.into_iter().map(lane).collect(),
            stop,
        }
    }

    /// Keeps up to [`JOBS_PER_LANE`] jobs of a lane running.
    async fn run_lane(self: Arc<Self>, lane: Lane, mut stopped: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        while !*stopped.borrow() {
            let free = JOBS_PER_LANE.saturating_sub(running.len());
            let claimed = if free > 0 {
                self.claim(lane, free).await
            } else {
                Vec::new()
            };
            let found = !claimed.is_empty();
            for job in claimed {
                let engine = Arc::clone(&self);
                running.spawn(async move { engine.run_job(job).await });
            }
            if found {
                continue;
            }
            tokio::select! {
                Some(_) = running.join_next() => {}
                () = self.store.wait_for_due_job(lane, || self.now()) => {}
                () = tokio::time::sleep(POLL_INTERVAL) => {}
                _ = stopped.changed() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Runs the jobs that are due now, once each, and returns their number. For
    /// callers with their own clock.
    pub async fn run_due_jobs(self: &Arc<Self>) -> usize {
        let mut jobs = Vec::new();
        for lane in Lane::ALL {
            jobs.extend(self.claim(lane, JOBS_PER_LANE).await);
        }
        let many = jobs.len();
        stream::iter(jobs)
            .for_each_concurrent(None, |job| self.run_job(job))
            .await;
        many
    }

    /// Leases due jobs of a lane, for [`Engine::run_job`].
    pub(crate) async fn claim(&self, lane: Lane, limit: usize) -> Vec<Job> {
        let now = self.now();
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let claimed = async {
            // Write nothing if no job is due.
            let status = self
                .store
                .read(move |tx| Box::pin(async move { jobs::lane_status(tx, lane, now).await }));
            let status = status.await?;
            if !status.has_due_job && status.has_prune_job {
                return Ok(Vec::new());
            }
            let claim = self.store.write_jobs(move |tx| {
                Box::pin(async move {
                    if !status.has_prune_job {
                        jobs::put_if_none(tx, JobKind::Prune, "house", now.plus_s(PRUNE_EVERY_S))
                            .await?;
                    }
                    jobs::claim(tx, lane, now, now.plus_s(LEASE_S), limit).await
                })
            });
            claim.await
        };
        claimed.await.unwrap_or_else(|error: Error| {
            error.log(self.entropy.as_ref(), self.now());
            Vec::new()
        })
    }

    /// Runs a leased job, then deletes or reschedules it.
    #[tracing::instrument(name = "job", skip_all, fields(job = %job, tries = job.tries))]
    pub(crate) async fn run_job(self: &Arc<Self>, mut job: Job) {
        let claimed = job.clone();
        let mut running = pin!(AssertUnwindSafe(self.dispatch(&claimed)).catch_unwind());
        let ran = loop {
            tokio::select! {
                ran = &mut running => break ran,
                () = tokio::time::sleep(LEASE_RENEWAL) => self.renew(&mut job).await,
            }
        };
        let next = match ran.unwrap_or_else(|_| Err(Fault::new("a job ended by a panic").into())) {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%job, tries = job.tries, "a job failed and is put off");
                error.log(self.entropy.as_ref(), self.now());
                Next::At(self.now().plus_s(after_fault_s(job.tries)))
            }
        };
        let written = self.store.write_jobs(move |tx| {
            let job = job.clone();
            Box::pin(async move {
                match next {
                    Next::Done => jobs::done(tx, &job).await,
                    Next::At(due) => jobs::postpone(tx, &job, due).await,
                }
            })
        });
        if let Err(error) = written.await {
            // The lease expires and the job runs again.
            error.log(self.entropy.as_ref(), self.now());
        }
    }

    /// Renews the lease of a running job.
    pub(crate) async fn renew(&self, job: &mut Job) {
        let (held, until) = (job.clone(), self.now().plus_s(LEASE_S));
        let renewed = self
            .store
            .write(move |tx| Box::pin(async move { jobs::renew(tx, &held, until).await }));
        match renewed.await {
            Ok(true) => job.lease_until = until,
            // Rescheduled or leased by another process meanwhile.
            Ok(false) => {}
            Err(error) => error.log(self.entropy.as_ref(), self.now()),
        }
    }

    async fn dispatch(self: &Arc<Self>, job: &Job) -> Result<Next, Error> {
        match job.kind {
            JobKind::Query => self.payments.query_job(&job.subject).await,
            JobKind::Expire => self.orders.expire_job(&job.subject).await,
            JobKind::Refund => self.refunds.refund_job(&job.subject).await,
            JobKind::Deliver => self.deliver_job(&job.subject, job.tries).await,
            JobKind::Forget => {
                self.payments
                    .remove_token_job(&job.subject, job.tries)
                    .await
            }
            JobKind::Prune => self.prune_job().await,
        }
    }

    /// Deletes expired rows.
    async fn prune_job(&self) -> Result<Next, Error> {
        let now = self.now();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    idempotency::prune(tx, now.plus_s(-IDEMPOTENCY_KEPT_S)).await?;
                    signatures::prune(tx, now).await?;
                    links::prune(tx, now).await?;
                    Ok(Next::At(now.plus_s(PRUNE_EVERY_S)))
                })
            })
            .await
    }
}

fn after_fault_s(tries: u32) -> i64 {
    (FAULT_FIRST_S << tries.min(6)).min(FAULT_MOST_S)
}
