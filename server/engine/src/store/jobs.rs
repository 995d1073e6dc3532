//! Jobs: work to be done later, kept so that a restart forgets none.
//!
//! A job is claimed for a while (a lease), so that two runners never do it
//! at once, and a runner that died gives it up by itself.

use super::dialect::Dialect;
use super::row::broken;
use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use std::fmt;

/// Due, and nobody is at it. The lane's own words are those of its index.
macro_rules! free {
    ($lane:literal) => {
        concat!(
            "SELECT kind, subject FROM jobs WHERE ",
            $lane,
            " AND due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)"
        )
    };
}
macro_rules! look {
    ($lane:literal) => {
        concat!(
            "SELECT (SELECT COUNT(*) FROM (",
            free!($lane),
            " LIMIT 1) AS free) AS due,
                    (SELECT COUNT(*) FROM jobs WHERE kind = 'prune' AND subject = 'house') AS prunes"
        )
    };
}
macro_rules! oldest {
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
pub(crate) enum Kind {
    /// Ask the network about an attempt (subject: its id).
    Query,
    /// Look whether an order's time is over (subject: its id).
    Expire,
    /// Carry a refund out until its end is known (subject: its id).
    Refund,
    /// Tell a mall of an event (subject: its id).
    Deliver,
    /// Have the network forget a removed card (subject: the agreement's id).
    Forget,
    /// Throw away what is only kept for a while (subject: `house`).
    Prune,
}

impl Kind {
    const ALL: [Self; 6] = [
        Self::Query,
        Self::Expire,
        Self::Refund,
        Self::Deliver,
        Self::Forget,
        Self::Prune,
    ];

    /// The name in SQL and logs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Expire => "expire",
            Self::Refund => "refund",
            Self::Deliver => "deliver",
            Self::Forget => "forget",
            Self::Prune => "prune",
        }
    }

    /// Where it waits.
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

/// Who waits for whom: a mall that answers slowly never holds up a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Everything about orders and money.
    Money,
    /// Telling malls.
    Events,
}

impl Lane {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Money, Self::Events];

    /// The name in metrics.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Events => "events",
        }
    }
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    /// What it does.
    pub(crate) kind: Kind,
    /// To what.
    pub(crate) subject: String,
    /// How often it ran before.
    pub(crate) tries: u32,
    /// Until when it is ours.
    pub(crate) lease_until: At,
}

impl Job {
    /// What there is one of, at most.
    fn name(&self) -> [&str; 2] {
        [self.kind.name(), &self.subject]
    }
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name().join("/"))
    }
}

/// Puts a job down, or moves the one there is to this time.
pub(crate) async fn put(tx: &mut Tx, kind: Kind, subject: &str, due: At) -> Result<(), Error> {
    tx.run(
        "INSERT INTO jobs (kind, subject, due_at, tries) VALUES ($1, $2, $3, 0)
         ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, tries = 0, lease_until = NULL",
        args![kind.name(), subject, due],
    )
    .await?;
    tx.call(kind.lane(), due);
    Ok(())
}

/// Puts a job down, unless there is one.
pub(crate) async fn put_if_none(
    tx: &mut Tx,
    kind: Kind,
    subject: &str,
    due: At,
) -> Result<(), Error> {
    tx.run(
        "INSERT INTO jobs (kind, subject, due_at, tries) VALUES ($1, $2, $3, 0)
         ON CONFLICT (kind, subject) DO NOTHING",
        args![kind.name(), subject, due],
    )
    .await?;
    Ok(())
}

/// What a look at a lane shows, without writing anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Something is due that nobody is at.
    pub(crate) due: bool,
    /// The job that throws old things away was put down.
    pub(crate) prunes: bool,
}

/// Looks whether there is something to claim.
pub(crate) async fn look(tx: &mut Tx, lane: Lane, now: At) -> Result<Look, Error> {
    let sql = match lane {
        Lane::Money => look!("kind <> 'deliver'"),
        Lane::Events => look!("kind = 'deliver'"),
    };
    let row = tx.one(sql, args![now]).await?;
    let row = row.ok_or_else(|| broken("due"))?;
    Ok(Look {
        due: row.int("due")? > 0,
        prunes: row.int("prunes")? > 0,
    })
}

/// Since when the first of a lane's jobs has been due that nobody runs.
pub(crate) async fn oldest_due(tx: &mut Tx, lane: Lane, now: At) -> Result<Option<At>, Error> {
    let sql = match lane {
        Lane::Money => oldest!("kind <> 'deliver'"),
        Lane::Events => oldest!("kind = 'deliver'"),
    };
    let row = tx.one(sql, args![now]).await?;
    row.ok_or_else(|| broken("oldest"))?.maybe_at("oldest")
}

/// Claims up to `limit` jobs of a lane that are due, until `lease_until`.
/// One statement: where several processes claim at the same time, each steps
/// over what another has in its hands.
pub(crate) async fn claim(
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

/// Holds a job longer: false when it was moved or claimed again meanwhile.
pub(crate) async fn renew(tx: &mut Tx, job: &Job, until: At) -> Result<bool, Error> {
    let sql =
        "UPDATE jobs SET lease_until = $4 WHERE kind = $1 AND subject = $2 AND lease_until = $3";
    let [kind, subject] = job.name();
    let args = args![kind, subject, job.lease_until, until];
    Ok(tx.run(sql, args).await? == 1)
}

/// Takes a job that is done away, unless it was moved or claimed again
/// meanwhile.
pub(crate) async fn done(tx: &mut Tx, job: &Job) -> Result<(), Error> {
    let sql = "DELETE FROM jobs WHERE kind = $1 AND subject = $2 AND lease_until = $3";
    let [kind, subject] = job.name();
    tx.run(sql, args![kind, subject, job.lease_until]).await?;
    Ok(())
}

/// Puts a job off, unless it was moved or claimed again meanwhile.
pub(crate) async fn put_off(tx: &mut Tx, job: &Job, due: At) -> Result<(), Error> {
    let sql = "UPDATE jobs SET due_at = $4, tries = tries + 1, lease_until = NULL
               WHERE kind = $1 AND subject = $2 AND lease_until = $3";
    let [kind, subject] = job.name();
    tx.run(sql, args![kind, subject, job.lease_until, due])
        .await?;
    Ok(())
}

fn read(row: &Row) -> Result<Job, Error> {
    Ok(Job {
        kind: row.parsed("kind", Kind::parse)?,
        subject: row.text("subject")?,
        tries: row.count("tries")?,
        lease_until: row.at("lease_until")?,
    })
}
