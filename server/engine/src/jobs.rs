//! The runner of jobs: unfinished business settles itself.
//!
//! Jobs live in the database, so a restart goes on where it was. A job is
//! claimed for a while, run, and taken away or put off. Whoever is long at it
//! says so again and again, so that the while can be short: what a killed
//! process had in its hands is taken up by the next one within half a minute.
//! A job that fails by a fault is put off too: none is ever lost. Each is
//! safe to run twice.

use crate::engine::Engine;
use crate::error::{Error, Fault};
use crate::store::jobs::{self, Job, Kind, Lane};
use crate::store::{idempotency, links, signatures};
use domain::clock::At;
use domain::ids::RequestId;
use futures::FutureExt;
use futures::stream::{self, StreamExt};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// How long a claimed job is ours without a word from its runner.
const LEASE_S: i64 = 30;
/// How often a runner that is still at it says so.
const STILL_AT_IT: Duration = Duration::from_secs(10);
/// Jobs of a lane that run side by side.
const AT_ONCE: usize = 16;
/// How often to look when nothing was due.
const LOOK: Duration = Duration::from_millis(500);
/// After a fault: 5 s, 10 s, 20 s ... at most five minutes.
const FAULT_FIRST_S: i64 = 5;
const FAULT_MOST_S: i64 = 300;
/// How often what is kept only for a while is thrown away.
const PRUNE_EVERY_S: i64 = 3600;

/// How long the answer to an `Idempotency-Key` is kept: two days, where the
/// contract says at least one.
const IDEMPOTENCY_KEPT_S: i64 = 172_800;

/// What becomes of a job that ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Done: away with it.
    Done,
    /// Again then.
    At(At),
}

/// The running jobs. Dropping it leaves them running.
#[derive(Debug)]
pub struct JobsHandle {
    stop: watch::Sender<bool>,
    lanes: Vec<JoinHandle<()>>,
}

impl JobsHandle {
    /// Lets the jobs at hand finish, starts no more, and waits for that.
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
    /// Starts running jobs until the handle says stop.
    pub fn start_jobs(self: &Arc<Self>) -> JobsHandle {
        let (stop, stopped) = watch::channel(false);
        let lane = |lane| tokio::spawn(Arc::clone(self).run_lane(lane, stopped.clone()));
        JobsHandle {
            lanes: Lane::ALL.into_iter().map(lane).collect(),
            stop,
        }
    }

    /// Keeps up to [`AT_ONCE`] jobs of a lane running.
    async fn run_lane(self: Arc<Self>, lane: Lane, mut stopped: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        while !*stopped.borrow() {
            let free = AT_ONCE.saturating_sub(running.len());
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
                () = self.store.called(lane, || self.now()) => {}
                () = tokio::time::sleep(LOOK) => {}
                _ = stopped.changed() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    /// Runs the jobs that are due now, once each, and says how many: what the
    /// runner does over and over, for callers with a clock of their own.
    pub async fn run_due_jobs(self: &Arc<Self>) -> usize {
        let mut jobs = Vec::new();
        for lane in Lane::ALL {
            jobs.extend(self.claim(lane, AT_ONCE).await);
        }
        let many = jobs.len();
        stream::iter(jobs)
            .for_each_concurrent(None, |job| self.run_job(job))
            .await;
        many
    }

    /// Claims jobs of a lane that are due, for [`Engine::run_job`].
    pub(crate) async fn claim(&self, lane: Lane, limit: usize) -> Vec<Job> {
        let now = self.now();
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let claimed = async {
            // Whoever has nothing to do writes nothing.
            let look = self
                .store
                .read(move |tx| Box::pin(async move { jobs::look(tx, lane, now).await }));
            let look = look.await?;
            if !look.due && look.prunes {
                return Ok(Vec::new());
            }
            let claim = self.store.write_list(move |tx| {
                Box::pin(async move {
                    if !look.prunes {
                        jobs::put_if_none(tx, Kind::Prune, "house", now.plus_s(PRUNE_EVERY_S))
                            .await?;
                    }
                    jobs::claim(tx, lane, now, now.plus_s(LEASE_S), limit).await
                })
            });
            claim.await
        };
        claimed.await.unwrap_or_else(|error: Error| {
            self.log(&error);
            Vec::new()
        })
    }

    /// Runs a claimed job and takes it away or puts it off.
    #[tracing::instrument(name = "job", skip_all, fields(job = %job, tries = job.tries))]
    pub(crate) async fn run_job(self: &Arc<Self>, mut job: Job) {
        let claimed = job.clone();
        let mut running = pin!(AssertUnwindSafe(self.dispatch(&claimed)).catch_unwind());
        let ran = loop {
            tokio::select! {
                ran = &mut running => break ran,
                () = tokio::time::sleep(STILL_AT_IT) => self.renew(&mut job).await,
            }
        };
        let next = match ran.unwrap_or_else(|_| Err(Fault::new("a job ended by a panic").into())) {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%job, tries = job.tries, "a job failed and is put off");
                self.log(&error);
                Next::At(self.now().plus_s(after_fault_s(job.tries)))
            }
        };
        let written = self.store.write_list(move |tx| {
            let job = job.clone();
            Box::pin(async move {
                match next {
                    Next::Done => jobs::done(tx, &job).await,
                    Next::At(due) => jobs::put_off(tx, &job, due).await,
                }
            })
        });
        if let Err(error) = written.await {
            // The lease runs out and the job runs again, which is safe.
            self.log(&error);
        }
    }

    /// Says that a job is still being run.
    pub(crate) async fn renew(&self, job: &mut Job) {
        let (held, until) = (job.clone(), self.now().plus_s(LEASE_S));
        let renewed = self
            .store
            .write(move |tx| Box::pin(async move { jobs::renew(tx, &held, until).await }));
        match renewed.await {
            Ok(true) => job.lease_until = until,
            // Moved or claimed by another meanwhile: it is theirs to end.
            Ok(false) => {}
            Err(error) => self.log(&error),
        }
    }

    async fn dispatch(self: &Arc<Self>, job: &Job) -> Result<Next, Error> {
        match job.kind {
            Kind::Query => self.query_job(&job.subject).await,
            Kind::Expire => self.expire_job(&job.subject).await,
            Kind::Refund => self.refund_job(&job.subject).await,
            Kind::Deliver => self.deliver_job(&job.subject, job.tries).await,
            Kind::Forget => self.forget_job(&job.subject, job.tries).await,
            Kind::Prune => self.prune_job().await,
        }
    }

    /// Throws away what is kept only for a while.
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

    /// Logs a fault that no request waits for.
    pub(crate) fn log(&self, error: &Error) {
        match error {
            Error::Fault(fault) => fault.log(&RequestId::new(self.entropy.as_ref(), self.now())),
            Error::Refused(refusal) => tracing::warn!(%refusal, "refused in the background"),
        }
    }
}

fn after_fault_s(tries: u32) -> i64 {
    (FAULT_FIRST_S << tries.min(6)).min(FAULT_MOST_S)
}
