//! Jobs: work to be done later, stored so that a restart loses none.
//!
//! A job is claimed with a lease, so that two runners do not run it at once.
//! After a crash it is claimed again when the lease ends.

pub use super::lane::Lane;

use super::dialect::Dialect;
use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use std::fmt;

/// Due and not leased. The condition on the lane is that of its partial index.
macro_rules! free {
    ($lane:literal) => {
        concat!(
            "SELECT kind, subject FROM jobs WHERE ",
            $lane,
            " AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)"
        )
    };
}
macro_rules! lane_status {
    ($lane:literal) => {
        concat!(
            "SELECT (SELECT COUNT(*) FROM (",
            free!($lane),
            " LIMIT 1) AS free) AS due,
                    (SELECT COUNT(*) FROM jobs WHERE kind = 'prune' AND subject = 'house') AS prunes"
        )
    };
}
macro_rules! oldest_due {
    ($lane:literal) => {
        concat!(
            "SELECT MIN(due_at) AS oldest FROM jobs WHERE ",
            $lane,
            " AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)"
        )
    };
}
macro_rules! claim {
    ($lane:literal, $lock:literal) => {
        concat!(
            "WITH free AS MATERIALIZED (",
            free!($lane),
            " ORDER BY due_at LIMIT $3",
            $lock,
            ")
             UPDATE jobs SET lease_until = $2 WHERE (kind, subject) IN (SELECT kind, subject FROM free)
             RETURNING kind, subject, tries, lease_until"
        )
    };
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Query the network for an attempt's result (subject: its id).
    Query,
    /// Expire an order when its time is over (subject: its id).
    Expire,
    /// Send and query a refund until its result is known (subject: its id).
    Refund,
    /// Deliver an event to its mall (subject: its id).
    Deliver,
    /// Remove a removed card's token at the network (subject: the agreement's
    /// id).
    Forget,
    /// Delete expired rows (subject: `house`).
    Prune,
}

impl JobKind {
    const ALL: [Self; 6] = [
        Self::Query,
        Self::Expire,
        Self::Refund,
        Self::Deliver,
        Self::Forget,
        Self::Prune,
    ];

    /// The name in SQL and logs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Expire => "expire",
            Self::Refund => "refund",
            Self::Deliver => "deliver",
            Self::Forget => "forget",
            Self::Prune => "prune",
        }
    }

    /// Its lane.
    const fn lane(self) -> Lane {
        match self {
            Self::Deliver => Lane::Events,
            Self::Query | Self::Expire | Self::Refund | Self::Forget | Self::Prune => Lane::Money,
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// What it does.
    pub kind: JobKind,
    /// The id it is about.
    pub subject: String,
    /// How often it has run.
    pub tries: u32,
    /// When the lease ends.
    pub lease_until: At,
}

impl Job {
    /// Its primary key.
    fn name(&self) -> [&str; 2] {
        [self.kind.name(), &self.subject]
    }
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name().join("/"))
    }
}

/// Adds a job, or reschedules the existing one and ends its lease.
pub async fn put(tx: &mut Tx, kind: JobKind, subject: &str, due: At) -> Result<(), Error> {
    tx.run(
        "INSERT INTO jobs (kind, subject, due_at, tries) VALUES ($1, $2, $3, 0)
         ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, tries = 0, lease_until = NULL",
        args![kind.name(), subject, due],
    )
    .await?;
    tx.job_due(kind.lane(), due);
    Ok(())
}

/// Adds a job, unless it exists.
pub async fn put_if_none(tx: &mut Tx, kind: JobKind, subject: &str, due: At) -> Result<(), Error> {
    tx.run(
        "INSERT INTO jobs (kind, subject, due_at, tries) VALUES ($1, $2, $3, 0)
         ON CONFLICT (kind, subject) DO NOTHING",
        args![kind.name(), subject, due],
    )
    .await?;
    Ok(())
}

/// The state of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneStatus {
    /// A job is due and not leased.
    pub has_due_job: bool,
    /// The job that deletes old rows exists.
    pub has_prune_job: bool,
}

/// Reads the state of a lane, to avoid a write if there is nothing to claim.
pub async fn lane_status(tx: &mut Tx, lane: Lane, now: At) -> Result<LaneStatus, Error> {
    let sql = match lane {
        Lane::Money => lane_status!("kind <> 'deliver'"),
        Lane::Events => lane_status!("kind = 'deliver'"),
    };
    let row = tx.one(sql, args![now]).await?;
    let row = row.ok_or_else(|| Error::unreadable_column("due"))?;
    Ok(LaneStatus {
        has_due_job: row.int("due")? > 0,
        has_prune_job: row.int("prunes")? > 0,
    })
}

/// When the oldest due job of a lane that is not leased became due.
pub async fn oldest_due(tx: &mut Tx, lane: Lane, now: At) -> Result<Option<At>, Error> {
    let sql = match lane {
        Lane::Money => oldest_due!("kind <> 'deliver'"),
        Lane::Events => oldest_due!("kind = 'deliver'"),
    };
    let row = tx.one(sql, args![now]).await?;
    row.ok_or_else(|| Error::unreadable_column("oldest"))?
        .maybe_at("oldest")
}

/// Claims up to `limit` jobs of a lane that are due, until `lease_until`.
/// One statement: where several processes claim at the same time, each skips
/// the rows that another has locked.
pub async fn claim(
    tx: &mut Tx,
    lane: Lane,
    now: At,
    lease_until: At,
    limit: u32,
) -> Result<Vec<Job>, Error> {
    let sql = match (tx.dialect(), lane) {
        (Dialect::Sqlite, Lane::Money) => claim!("kind <> 'deliver'", ""),
        (Dialect::Sqlite, Lane::Events) => claim!("kind = 'deliver'", ""),
        (Dialect::Postgres, Lane::Money) => claim!("kind <> 'deliver'", " FOR UPDATE SKIP LOCKED"),
        (Dialect::Postgres, Lane::Events) => claim!("kind = 'deliver'", " FOR UPDATE SKIP LOCKED"),
    };
    let claimed = tx.all(sql, args![now, lease_until, limit]).await?;
    claimed.iter().map(read).collect()
}

/// Extends a job's lease. False if it was rescheduled or claimed again
/// meanwhile.
pub async fn renew(tx: &mut Tx, job: &Job, until: At) -> Result<bool, Error> {
    let sql =
        "UPDATE jobs SET lease_until = $4 WHERE kind = $1 AND subject = $2 AND lease_until = $3";
    let [kind, subject] = job.name();
    let args = args![kind, subject, job.lease_until, until];
    Ok(tx.run(sql, args).await? == 1)
}

/// Deletes a job that is done, unless it was rescheduled or claimed again
/// meanwhile.
pub async fn done(tx: &mut Tx, job: &Job) -> Result<(), Error> {
    let sql = "DELETE FROM jobs WHERE kind = $1 AND subject = $2 AND lease_until = $3";
    let [kind, subject] = job.name();
    tx.run(sql, args![kind, subject, job.lease_until]).await?;
    Ok(())
}

/// Postpones a job, unless it was rescheduled or claimed again meanwhile.
pub async fn postpone(tx: &mut Tx, job: &Job, due: At) -> Result<(), Error> {
    let sql = "UPDATE jobs SET due_at = $4, tries = tries + 1, lease_until = NULL
               WHERE kind = $1 AND subject = $2 AND lease_until = $3";
    let [kind, subject] = job.name();
    tx.run(sql, args![kind, subject, job.lease_until, due])
        .await?;
    Ok(())
}

fn read(row: &Row) -> Result<Job, Error> {
    Ok(Job {
        kind: row.parsed("kind", JobKind::parse)?,
        subject: row.text("subject")?,
        tries: row.count("tries")?,
        lease_until: row.at("lease_until")?,
    })
}
