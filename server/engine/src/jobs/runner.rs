//! The job runner.
//!
//! A job is leased, run, and deleted or rescheduled. A running job renews its
//! lease, so the lease can be short: after a crash another process takes over
//! within half a minute. A job that fails by a fault is rescheduled. A job of
//! an unknown name is put off and stops no other.

use super::Next;
use super::delete_expired_rows::{self, INTERVAL_S};
use super::registry::{self, RegisteredJob};
use crate::engine::Engine;
use futures::FutureExt;
use futures::stream::{self, StreamExt};
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use store::jobs::{self, ClaimedJob, DeliveryPlaces, Lane};
use store::{Error, Fault, WriteQueue};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};

/// Length of a lease in seconds.
const LEASE_S: i64 = 30;
/// Interval at which a running job renews its lease.
const LEASE_RENEWAL: Duration = Duration::from_secs(10);
/// Concurrent jobs of a lane. Deliveries wait for malls, so there are more, and
/// no mall may have more than a part of them, nor may all that hang
/// ([`crate::webhooks::deliveries_under_way`]).
const fn jobs_at_once(lane: Lane) -> usize {
    match lane {
        Lane::Money => 16,
        Lane::Events => 64,
    }
}
/// Poll interval when no job is due.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// Delay after a fault: 5 s, 10 s, 20 s ... at most five minutes.
const FAULT_FIRST_S: i64 = 5;
const FAULT_MOST_S: i64 = 300;
/// Delay of a job of an unknown name. Short, because during an upgrade it may
/// belong to the new release.
const UNKNOWN_RETRY_S: i64 = 300;

/// Handle of the running job lanes, and of the tasks that fetch certificates
/// and sum payments.
/// Dropping it does not stop them.
#[derive(Debug)]
pub struct JobsHandle {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl JobsHandle {
    /// Starts no more jobs and waits for the running ones.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            if task.await.is_err() {
                tracing::error!("a runner of jobs ended by a panic");
            }
        }
    }
}

impl Engine {
    /// Starts the job lanes, and fetches published certificates and sums payments
    /// from now on, until the handle stops them. Waits for no network. Logs the certificates
    /// that are outside their validity.
    pub fn start_jobs(self: &Arc<Self>) -> JobsHandle {
        self.network.log_invalid_certificates();
        let (stop, stopped) = watch::channel(false);
        let lane = |lane| tokio::spawn(Arc::clone(self).run_lane(lane, stopped.clone()));
        let mut tasks: Vec<_> = Lane::ALL.into_iter().map(lane).collect();
        tasks.push(tokio::spawn(
            Arc::clone(self).keep_certificates(stopped.clone()),
        ));
        tasks.push(tokio::spawn(Arc::clone(self).keep_sums(stopped)));
        JobsHandle { stop, tasks }
    }

    /// Not a stored job: each process has certificates of its own.
    async fn keep_certificates(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
        tokio::select! {
            () = self.network.keep_certificates() => {}
            Ok(_) = stopped.wait_for(|stop| *stop) => {}
        }
    }

    async fn keep_sums(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
        tokio::select! {
            () = self.keep_payments_summed() => {}
            Ok(_) = stopped.wait_for(|stop| *stop) => {}
        }
    }

    /// Keeps up to [`jobs_at_once`] jobs of a lane running.
    async fn run_lane(self: Arc<Self>, lane: Lane, mut stopped: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        while !*stopped.borrow() {
            let free = jobs_at_once(lane).saturating_sub(running.len());
            let claimed = if free > 0 {
                self.claim(lane, free).await
            } else {
                Vec::new()
            };
            let found = !claimed.is_empty();
            for job in claimed {
                running.spawn(Arc::clone(&self).run_job(job));
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
            jobs.extend(self.claim(lane, jobs_at_once(lane)).await);
        }
        let many = jobs.len();
        stream::iter(jobs)
            .for_each_concurrent(None, |job| Arc::clone(self).run_job(job))
            .await;
        many
    }

    /// Leases due jobs of a lane, for [`Engine::run_job`]: deliveries to malls
    /// that fail in what the others leave.
    pub(crate) async fn claim(&self, lane: Lane, limit: usize) -> Vec<ClaimedJob> {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let places = self.deliveries.places(self.now());
        let mut claimed = self.claim_in(lane, limit, places).await;
        let left = limit.saturating_sub(u32::try_from(claimed.len()).unwrap_or(u32::MAX));
        let failing = self.deliveries.places_of_failing();
        if let Some((places, most)) = failing.filter(|_| lane == Lane::Events && left > 0) {
            claimed.extend(self.claim_in(lane, left.min(most), places).await);
        }
        claimed
    }

    async fn claim_in(&self, lane: Lane, limit: u32, places: DeliveryPlaces) -> Vec<ClaimedJob> {
        let now = self.now();
        let claimed = async {
            // Write nothing if no job is due.
            let status = self.store.read(move |tx| {
                Box::pin(async move {
                    jobs::lane_status(tx, lane, &delete_expired_rows::ROW, now).await
                })
            });
            let status = status.await?;
            if !status.has_due_job && status.has_recurring_job {
                return Ok(Vec::new());
            }
            let claim = self.store.write_in(WriteQueue::Jobs, move |tx| {
                let places = places.clone();
                Box::pin(async move {
                    if !status.has_recurring_job {
                        let due = now.plus_s(INTERVAL_S);
                        jobs::put_if_none(tx, &delete_expired_rows::ROW, due).await?;
                    }
                    jobs::claim(tx, lane, now, now.plus_s(LEASE_S), limit, &places).await
                })
            });
            claim.await
        };
        claimed.await.unwrap_or_else(|error: Error| {
            error.log(self.entropy.as_ref(), self.now());
            Vec::new()
        })
    }

    /// Runs a leased job, then deletes or reschedules it. A delivery counts as
    /// under way from this call on.
    pub(crate) fn run_job(self: Arc<Self>, job: ClaimedJob) -> impl Future<Output = ()> + Send {
        let mall = job.mall_id.as_deref();
        let delivery = mall.map(|mall| self.deliveries.begin(mall));
        async move {
            self.run_and_reschedule(job).await;
            drop(delivery);
        }
    }

    #[tracing::instrument(name = "job", skip_all, fields(job = %job, tries = job.tries))]
    async fn run_and_reschedule(self: &Arc<Self>, mut job: ClaimedJob) {
        let (next, tries) = if let Some(registered) = registry::find(&job.name) {
            let next = self.run_registered(registered, &mut job).await;
            (next, job.tries.saturating_add(1))
        } else {
            self.unknown_jobs.put_off(&job);
            (Next::At(self.now().plus_s(UNKNOWN_RETRY_S)), job.tries)
        };
        let written = self.store.write_in(WriteQueue::Jobs, move |tx| {
            let job = job.clone();
            Box::pin(async move {
                match next {
                    Next::Done => jobs::done(tx, &job).await,
                    Next::At(due) => jobs::postpone(tx, &job, due, tries).await,
                }
            })
        });
        if let Err(error) = written.await {
            // The lease expires and the job runs again.
            error.log(self.entropy.as_ref(), self.now());
        }
    }

    /// Runs a job once, renewing its lease meanwhile. A fault or panic puts it
    /// off.
    async fn run_registered(
        self: &Arc<Self>,
        registered: RegisteredJob,
        job: &mut ClaimedJob,
    ) -> Next {
        let claimed = job.clone();
        let run = AssertUnwindSafe((registered.run)(self, &claimed));
        let mut running = pin!(run.catch_unwind());
        let ran = loop {
            tokio::select! {
                ran = &mut running => break ran,
                () = tokio::time::sleep(LEASE_RENEWAL) => self.renew(job).await,
            }
        };
        match ran.unwrap_or_else(|_| Err(Fault::new("a job ended by a panic").into())) {
            Ok(next) => next,
            Err(error) => {
                tracing::warn!(%job, tries = job.tries, "a job failed and is put off");
                error.log(self.entropy.as_ref(), self.now());
                Next::At(self.now().plus_s(after_fault_s(job.tries)))
            }
        }
    }

    /// Renews the lease of a running job.
    pub(crate) async fn renew(&self, job: &mut ClaimedJob) {
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
}

fn after_fault_s(tries: u32) -> i64 {
    (FAULT_FIRST_S << tries.min(6)).min(FAULT_MOST_S)
}
