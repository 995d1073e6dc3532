//! Jobs: work to be done later, kept so that a restart forgets none.
//!
//! A job is claimed for a while (a lease), so that two runners never do it
//! at once, and a runner that died gives it up by itself.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// Ask the network about an attempt (subject: its id).
    Query,
    /// Look whether an order's time is over (subject: its id).
    Expire,
    /// Tell a mall of an event (subject: its id).
    Deliver,
    /// Have the network forget a removed card (subject: the agreement's id).
    Forget,
    /// Throw away what is only kept for a while (subject: `house`).
    Prune,
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::Query,
        Self::Expire,
        Self::Deliver,
        Self::Forget,
        Self::Prune,
    ];

    /// The name in SQL and logs.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Expire => "expire",
            Self::Deliver => "deliver",
            Self::Forget => "forget",
            Self::Prune => "prune",
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
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    /// Its id.
    pub(crate) id: String,
    /// What it does.
    pub(crate) kind: Kind,
    /// To what.
    pub(crate) subject: String,
    /// How often it ran before.
    pub(crate) tries: u32,
    /// Until when it is ours.
    pub(crate) lease_until: At,
}

/// Puts a job down, or moves the one there is to this time.
pub(crate) async fn put(tx: &mut Tx, kind: Kind, subject: &str, due: At) -> Result<(), Error> {
    let id = format!("{}/{subject}", kind.name());
    tx.run(
        "INSERT INTO jobs (id, kind, subject, due_at, tries) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, tries = 0, lease_until = NULL",
        args![id, kind.name(), subject, due],
    )
    .await?;
    Ok(())
}

/// Puts a job down, unless there is one.
pub(crate) async fn put_if_none(
    tx: &mut Tx,
    kind: Kind,
    subject: &str,
    due: At,
) -> Result<(), Error> {
    let id = format!("{}/{subject}", kind.name());
    tx.run(
        "INSERT INTO jobs (id, kind, subject, due_at, tries) VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (kind, subject) DO NOTHING",
        args![id, kind.name(), subject, due],
    )
    .await?;
    Ok(())
}

/// Claims up to `limit` jobs of a lane that are due, until `lease_until`.
pub(crate) async fn claim(
    tx: &mut Tx,
    lane: Lane,
    now: At,
    lease_until: At,
    limit: u32,
) -> Result<Vec<Job>, Error> {
    let sql =
        "SELECT id FROM jobs WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
                   AND CASE WHEN kind = 'deliver' THEN 1 ELSE 0 END = $2
               ORDER BY due_at, id LIMIT $3";
    let mut jobs = Vec::new();
    for row in tx.all(sql, args![now, lane == Lane::Events, limit]).await? {
        let sql = "UPDATE jobs SET lease_until = $2 WHERE id = $1 AND (lease_until IS NULL OR lease_until <= $3)
                   RETURNING id, kind, subject, tries, lease_until";
        let claimed = tx
            .one(sql, args![row.text("id")?, lease_until, now])
            .await?;
        jobs.extend(claimed.as_ref().map(read).transpose()?);
    }
    Ok(jobs)
}

/// Takes a job that is done away, unless it was moved or claimed again
/// meanwhile.
pub(crate) async fn done(tx: &mut Tx, job: &Job) -> Result<(), Error> {
    let sql = "DELETE FROM jobs WHERE id = $1 AND lease_until = $2";
    tx.run(sql, args![&job.id, job.lease_until]).await?;
    Ok(())
}

/// Puts a job off, unless it was moved or claimed again meanwhile.
pub(crate) async fn put_off(tx: &mut Tx, job: &Job, due: At) -> Result<(), Error> {
    let sql = "UPDATE jobs SET due_at = $3, tries = tries + 1, lease_until = NULL WHERE id = $1 AND lease_until = $2";
    tx.run(sql, args![&job.id, job.lease_until, due]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Job, Error> {
    Ok(Job {
        id: row.text("id")?,
        kind: row.parsed("kind", Kind::parse)?,
        subject: row.text("subject")?,
        tries: row.count("tries")?,
        lease_until: row.at("lease_until")?,
    })
}
