//! Jobs: work to be done later, stored so that a restart loses none.
//!
//! A job is claimed with a lease, so that two runners do not run it at once.
//! After a crash it is claimed again when the lease ends. What a name stands
//! for is the engine's: any name can be stored and claimed here.

pub use super::lane::Lane;

use super::dialect::Dialect;
use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::OrderId;
use std::fmt;

/// The jobs of a lane (`$1`) that are due (`$2`) and not leased.
macro_rules! due {
    ($columns:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM jobs WHERE lane = $1 AND due_at <= $2 AND (lease_until IS NULL OR lease_until <= $2)"
        )
    };
}
/// The claim, where `$places` is how many deliveries to the mall of event `e` may
/// begin: by the JSON in `$5`, else `$6`. A job that is no delivery has no mall.
macro_rules! claim {
    ($places:literal, $lock:literal) => {
        concat!(
            "WITH due AS MATERIALIZED (",
            due!("name, subject, due_at"),
            " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.id = jobs.subject AND ",
            $places,
            " <= 0) ORDER BY due_at LIMIT $4",
            $lock,
            "), turns AS (
                SELECT d.name, d.subject, e.id AS event, ",
            $places,
            " AS places, ROW_NUMBER() OVER (PARTITION BY e.mall_id ORDER BY d.due_at) AS turn
                FROM due d LEFT JOIN events e ON e.id = d.subject
             )
             UPDATE jobs SET lease_until = $3 WHERE (name, subject) IN
                 (SELECT name, subject FROM turns WHERE event IS NULL OR turn <= places)
             RETURNING name, subject, payload, tries, lease_until,
                 (SELECT e.mall_id FROM events e WHERE e.id = jobs.subject) AS mall_id"
        )
    };
}
macro_rules! claim_on_sqlite {
    () => {
        claim!("COALESCE(json_extract($5, '$.' || e.mall_id), $6)", "")
    };
}
macro_rules! claim_on_postgres {
    () => {
        claim!(
            "COALESCE(CAST(CAST($5 AS json) ->> e.mall_id AS BIGINT), $6)",
            " FOR UPDATE SKIP LOCKED"
        )
    };
}

/// A job to add. Name and subject are its primary key.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    /// What it does.
    pub name: &'a str,
    /// The id it is about.
    pub subject: &'a str,
    /// Its lane.
    pub lane: Lane,
    /// What it needs besides the subject, as JSON; `null` for nothing.
    pub payload: &'a str,
}

/// A job that a runner has leased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedJob {
    /// What it does.
    pub name: String,
    /// The id it is about.
    pub subject: String,
    /// As it was added: JSON.
    pub payload: String,
    /// How often it has run.
    pub tries: u32,
    /// When the lease ends.
    pub lease_until: At,
    /// The mall that an event is delivered to; `None` for any other job.
    pub mall_id: Option<String>,
}

impl fmt::Display for ClaimedJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.name, self.subject)
    }
}

/// Adds a job, or reschedules the existing one and ends its lease.
pub async fn put(tx: &mut Tx, job: &NewJob<'_>, due: At) -> Result<(), Error> {
    tx.run(
        "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ($1, $2, $3, $4, $5, 0)
         ON CONFLICT (name, subject) DO UPDATE SET lane = excluded.lane, payload = excluded.payload,
             due_at = excluded.due_at, tries = 0, lease_until = NULL",
        args![job.name, job.subject, job.lane.name(), job.payload, due],
    )
    .await?;
    tx.job_due(job.lane, due);
    Ok(())
}

/// Has a job that nobody runs at the moment run now. False where it is gone or
/// somebody runs it.
pub async fn run_now(tx: &mut Tx, (name, subject): (&str, &str), now: At) -> Result<bool, Error> {
    let sql =
        "UPDATE jobs SET due_at = CASE WHEN due_at > $3 THEN $3 ELSE due_at END, lease_until = NULL
               WHERE name = $1 AND subject = $2 AND (lease_until IS NULL OR lease_until <= $3)";
    let found = tx.run(sql, args![name, subject, now]).await? == 1;
    if found {
        for lane in Lane::ALL {
            tx.job_due(lane, now);
        }
    }
    Ok(found)
}

/// Adds a job, unless it exists.
pub async fn put_if_none(tx: &mut Tx, job: &NewJob<'_>, due: At) -> Result<(), Error> {
    tx.run(
        "INSERT INTO jobs (name, subject, lane, payload, due_at, tries) VALUES ($1, $2, $3, $4, $5, 0)
         ON CONFLICT (name, subject) DO NOTHING",
        args![job.name, job.subject, job.lane.name(), job.payload, due],
    )
    .await?;
    Ok(())
}

/// The state of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LaneStatus {
    /// A job is due and not leased.
    pub has_due_job: bool,
    /// The recurring job exists.
    pub has_recurring_job: bool,
}

/// Reads the state of a lane, to avoid a write if there is nothing to claim,
/// and whether a recurring job of any lane exists.
pub async fn lane_status(
    tx: &mut Tx,
    lane: Lane,
    recurring: &NewJob<'_>,
    now: At,
) -> Result<LaneStatus, Error> {
    let sql = concat!(
        "SELECT (SELECT COUNT(*) FROM (",
        due!("name"),
        " LIMIT 1) AS one) AS due,
                (SELECT COUNT(*) FROM jobs WHERE name = $3 AND subject = $4) AS recurring"
    );
    let args = args![lane.name(), now, recurring.name, recurring.subject];
    let row = tx.one(sql, args).await?;
    let row = row.ok_or_else(|| Error::unreadable_column("due"))?;
    Ok(LaneStatus {
        has_due_job: row.int("due")? > 0,
        has_recurring_job: row.int("recurring")? > 0,
    })
}

/// When the oldest due job of a lane that is not leased became due.
pub async fn oldest_due(tx: &mut Tx, lane: Lane, now: At) -> Result<Option<At>, Error> {
    let sql = due!("MIN(due_at) AS oldest");
    let row = tx.one(sql, args![lane.name(), now]).await?;
    row.ok_or_else(|| Error::unreadable_column("oldest"))?
        .maybe_at("oldest")
}

/// When the next job of this name about an attempt of the order is due.
pub async fn next_of_attempts(
    tx: &mut Tx,
    name: &str,
    order: &OrderId,
) -> Result<Option<At>, Error> {
    let sql = "SELECT MIN(j.due_at) AS due FROM attempts a JOIN jobs j ON j.name = $1 AND j.subject = a.id
               WHERE a.order_id = $2";
    let row = tx.one(sql, args![name, order.as_str()]).await?;
    row.ok_or_else(|| Error::unreadable_column("due"))?
        .maybe_at("due")
}

/// The lanes that this release does not know, with the number of their jobs.
/// Nothing claims them; a newer release has added them.
pub async fn unknown_lanes(tx: &mut Tx) -> Result<Vec<(String, i64)>, Error> {
    let sql = "SELECT lane, COUNT(*) AS n FROM jobs WHERE lane NOT IN ($1, $2) GROUP BY lane";
    let [money, events] = Lane::ALL.map(Lane::name);
    let rows = tx.all(sql, args![money, events]).await?;
    let lane = |row: &Row| Ok((row.text("lane")?, row.int("n")?));
    rows.iter().map(lane).collect()
}

/// How many deliveries may begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryPlaces {
    /// To each of these malls: a JSON object, by mall.
    pub by_mall: String,
    /// To any other mall.
    pub others: u32,
}

impl DeliveryPlaces {
    /// As many to each mall.
    pub fn of_each(places: u32) -> Self {
        Self {
            by_mall: String::from("{}"),
            others: places,
        }
    }
}

/// Claims up to `limit` jobs of a lane that are due, until `lease_until`; of
/// deliveries to one mall as many as there are places for.
///
/// One statement: where several processes claim at the same time, each skips
/// the rows that another has locked.
pub async fn claim(
    tx: &mut Tx,
    lane: Lane,
    now: At,
    lease_until: At,
    limit: u32,
    places: &DeliveryPlaces,
) -> Result<Vec<ClaimedJob>, Error> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => claim_on_sqlite!(),
        Dialect::Postgres => claim_on_postgres!(),
    };
    let args = args![
        lane.name(),
        now,
        lease_until,
        limit,
        &places.by_mall,
        places.others,
    ];
    tx.all(sql, args).await?.iter().map(read).collect()
}

/// Extends a job's lease. False if it was rescheduled or claimed again
/// meanwhile.
pub async fn renew(tx: &mut Tx, job: &ClaimedJob, until: At) -> Result<bool, Error> {
    let sql =
        "UPDATE jobs SET lease_until = $4 WHERE name = $1 AND subject = $2 AND lease_until = $3";
    let args = args![&job.name, &job.subject, job.lease_until, until];
    Ok(tx.run(sql, args).await? == 1)
}

/// Deletes a job that is done, unless it was rescheduled or claimed again
/// meanwhile.
pub async fn done(tx: &mut Tx, job: &ClaimedJob) -> Result<(), Error> {
    let sql = "DELETE FROM jobs WHERE name = $1 AND subject = $2 AND lease_until = $3";
    let args = args![&job.name, &job.subject, job.lease_until];
    tx.run(sql, args).await?;
    Ok(())
}

/// Postpones a job that has run `tries` times, unless it was rescheduled or
/// claimed again meanwhile.
pub async fn postpone(tx: &mut Tx, job: &ClaimedJob, due: At, tries: u32) -> Result<(), Error> {
    let sql = "UPDATE jobs SET due_at = $4, tries = $5, lease_until = NULL
               WHERE name = $1 AND subject = $2 AND lease_until = $3";
    let args = args![&job.name, &job.subject, job.lease_until, due, tries];
    tx.run(sql, args).await?;
    Ok(())
}

fn read(row: &Row) -> Result<ClaimedJob, Error> {
    Ok(ClaimedJob {
        name: row.text("name")?,
        subject: row.text("subject")?,
        payload: row.text("payload")?,
        tries: row.count("tries")?,
        lease_until: row.at("lease_until")?,
        mall_id: row.maybe_text("mall_id")?,
    })
}

#[cfg(test)]
mod tests;
