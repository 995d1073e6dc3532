//! What needs to be looked at: few rows, each found by an index of its own, and
//! counted no further than needed. And the newest attempts of a network.
//!
//! `$1` is the time before which something is late, `$2` how many rows are read.

use super::{Row, Tx, args, channel_switches};
use crate::error::Error;
use domain::attempt::AttemptStatus;
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::console::{ChannelHealth, WorkCount, WorkItem, WorkKind, WorkSubject};
use domain::ids::OrderId;
use domain::money::Money;

/// Rows of one table. `of` is the column of the id by which the order is found.
macro_rules! source {
    (since $since:literal, by $order:literal, of $of:literal, $columns:literal, $from:literal) => {
        WorkSource {
            counted: concat!(
                "SELECT COUNT(*) AS n, MIN(since) AS oldest FROM (SELECT ",
                $since,
                " AS since FROM ",
                $from,
                " ORDER BY ",
                $order,
                " LIMIT $2) AS found"
            ),
            listed: concat!(
                "SELECT w.*, o.id AS order_id, o.mall_order_no FROM (SELECT ",
                $since,
                " AS since, ",
                $columns,
                ", COALESCE((SELECT s.order_id FROM attempts s WHERE s.id = ",
                $of,
                "), (SELECT s.order_id FROM refunds s WHERE s.id = ",
                $of,
                "), (SELECT s.order_id FROM events s WHERE s.id = ",
                $of,
                "), ",
                $of,
                ") AS of_order FROM ",
                $from,
                " ORDER BY ",
                $order,
                " LIMIT $2) AS w LEFT JOIN orders o ON o.id = w.of_order ORDER BY w.since"
            ),
        }
    };
}

/// The statements of a part of a kind.
#[derive(Clone, Copy)]
pub(crate) struct WorkSource {
    pub(crate) counted: &'static str,
    pub(crate) listed: &'static str,
}

const UNSETTLED: WorkSource = source!(
    since "a.created_at", by "a.created_at", of "a.id",
    "a.id AS subject, (SELECT r.amount FROM orders r WHERE r.id = a.order_id) AS amount, a.channel,
     CAST(NULL AS TEXT) AS mall, (SELECT j.tries FROM jobs j WHERE j.name = 'query' AND j.subject = a.id) AS tries,
     (SELECT j.due_at FROM jobs j WHERE j.name = 'query' AND j.subject = a.id) AS next_at, CAST(NULL AS TEXT) AS note",
    "attempts a WHERE a.state = 'unsettled' AND a.created_at <= $1
         AND EXISTS (SELECT 1 FROM network_requests r WHERE r.subject = a.id AND r.money_at <= $1)"
);

const SURPLUS: WorkSource = source!(
    since "r.created_at", by "r.created_at", of "r.id",
    "r.id AS subject, r.amount, r.channel, CAST(NULL AS TEXT) AS mall,
     (SELECT j.tries FROM jobs j WHERE j.name = 'refund' AND j.subject = r.id) AS tries,
     (SELECT j.due_at FROM jobs j WHERE j.name = 'refund' AND j.subject = r.id) AS next_at, r.declined AS note",
    "refunds r WHERE r.state IN ('pending', 'unknown') AND r.cause = 'surplus'
         AND (r.declined IS NOT NULL OR r.created_at <= $1)"
);

/// While the shopper has time to pay, no result is none too late.
const REQUESTS: WorkSource = source!(
    since "r.money_at", by "r.money_at", of "r.subject",
    "r.number AS subject, r.amount, r.channel, CAST(NULL AS TEXT) AS mall, r.sends AS tries,
     CAST(NULL AS BIGINT) AS next_at, r.purpose AS note",
    "network_requests r WHERE r.ended IS NULL AND r.money_at <= $1
         AND NOT EXISTS (SELECT 1 FROM attempts p WHERE p.id = r.subject AND p.pay_until > $1)"
);

/// Four tries take more than half an hour.
const FAILING: WorkSource = source!(
    since "e.created_at", by "d.tries DESC", of "d.event_id",
    "d.event_id AS subject, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS TEXT) AS channel,
     (SELECT m.name FROM malls m WHERE m.id = e.mall_id) AS mall, d.tries, d.next_at,
     COALESCE(d.last_error, 'HTTP ' || d.last_status) AS note",
    "deliveries d JOIN events e ON e.id = d.event_id
         WHERE d.next_at IS NOT NULL AND d.tries >= 4 AND e.created_at <= $1"
);

const GIVEN_UP: WorkSource = source!(
    since "d.given_up_at", by "d.given_up_at DESC", of "d.event_id",
    "d.event_id AS subject, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS TEXT) AS channel,
     (SELECT m.name FROM malls m JOIN events e ON e.mall_id = m.id WHERE e.id = d.event_id) AS mall, d.tries,
     CAST(NULL AS BIGINT) AS next_at, COALESCE(d.last_error, 'HTTP ' || d.last_status) AS note",
    "deliveries d WHERE d.given_up_at IS NOT NULL AND d.given_up_at > $1"
);

macro_rules! late {
    ($lane:literal) => {
        source!(
            since "j.due_at", by "j.due_at", of "j.subject",
            "j.subject, CAST(NULL AS BIGINT) AS amount, CAST(NULL AS TEXT) AS channel, CAST(NULL AS TEXT) AS mall,
             j.tries, CAST(NULL AS BIGINT) AS next_at, j.name AS note",
            $lane
        )
    };
}

const LATE_MONEY: WorkSource = late!(
    "jobs j WHERE j.lane = 'money' AND j.due_at <= $1 AND (j.lease_until IS NULL OR j.lease_until <= $1)"
);

const LATE_EVENTS: WorkSource = late!(
    "jobs j WHERE j.lane = 'events' AND j.due_at <= $1 AND (j.lease_until IS NULL OR j.lease_until <= $1)"
);

/// The parts of a kind, each with how old its rows are at least; for events that
/// were given up, at most.
pub(crate) fn sources(kind: WorkKind) -> Vec<(WorkSource, i64)> {
    let age_s = kind.after_s();
    match kind {
        WorkKind::UnsettledPayments => vec![(UNSETTLED, age_s)],
        WorkKind::StuckSurplus => vec![(SURPLUS, age_s)],
        WorkKind::OpenRequests => vec![(REQUESTS, age_s)],
        WorkKind::FailingWebhooks => vec![(FAILING, age_s), (GIVEN_UP, WorkKind::GIVEN_UP_S)],
        WorkKind::LateJobs => vec![(LATE_MONEY, age_s), (LATE_EVENTS, age_s)],
    }
}

/// How many there are of a kind, and since when.
pub async fn count(tx: &mut Tx, kind: WorkKind, now: At) -> Result<WorkCount, Error> {
    let most = WorkCount::MAX + 1;
    let mut counted = WorkCount {
        kind,
        count: 0,
        oldest: None,
    };
    for (source, age_s) in sources(kind) {
        let row = tx
            .one(source.counted, args![now.plus_s(-age_s), most])
            .await?;
        let row = row.ok_or_else(|| Error::unreadable_column("n"))?;
        let oldest = [counted.oldest, row.maybe_at("oldest")?];
        counted.count = most.min(counted.count + row.count("n")?);
        counted.oldest = oldest.into_iter().flatten().min();
    }
    Ok(counted)
}

/// Those of a kind, the oldest first.
pub async fn items(tx: &mut Tx, kind: WorkKind, now: At) -> Result<Vec<WorkItem>, Error> {
    let mut items = Vec::new();
    for (source, age_s) in sources(kind) {
        let values = args![now.plus_s(-age_s), WorkItem::ROWS];
        for row in &tx.all(source.listed, values).await? {
            items.push(read(row)?);
        }
    }
    items.sort_by_key(|item| item.since);
    items.truncate(WorkItem::ROWS as usize);
    Ok(items)
}

/// What a job about a thing has as its subject; `None` where the thing is not as
/// it was listed.
pub async fn find(tx: &mut Tx, kind: WorkKind, of: &WorkSubject) -> Result<Option<String>, Error> {
    let sql = match kind {
        WorkKind::UnsettledPayments => {
            "SELECT id AS subject FROM attempts WHERE id = $1 AND state = 'unsettled' AND $2 = ''"
        }
        WorkKind::StuckSurplus => {
            "SELECT id AS subject FROM refunds
             WHERE id = $1 AND cause = 'surplus' AND state IN ('pending', 'unknown') AND $2 = ''"
        }
        WorkKind::OpenRequests => {
            "SELECT subject FROM network_requests
             WHERE number = $1 AND channel = $2 AND ended IS NULL AND money_at IS NOT NULL"
        }
        WorkKind::FailingWebhooks => {
            "SELECT event_id AS subject FROM deliveries
             WHERE event_id = $1 AND delivered_at IS NULL AND $2 = ''"
        }
        WorkKind::LateJobs => "SELECT subject FROM jobs WHERE subject = $1 AND name = $2",
    };
    let row = tx
        .one(sql, args![of.subject.as_str(), of.of.as_str()])
        .await?;
    row.map(|row| row.text("subject")).transpose()
}

fn read(row: &Row) -> Result<WorkItem, Error> {
    let order = match row.maybe_text("order_id")? {
        Some(id) => Some((OrderId::stored(id), row.text("mall_order_no")?)),
        None => None,
    };
    let channel = match row.maybe_text("channel")? {
        Some(_) => Some(row.parsed("channel", ChannelId::parse)?),
        None => None,
    };
    let tries = row.maybe_int("tries")?;
    Ok(WorkItem {
        order,
        subject: row.text("subject")?,
        since: row.at("since")?,
        amount: row.maybe_int("amount")?.map(Money::fen),
        channel,
        mall: row.maybe_text("mall")?,
        tries: tries.and_then(|tries| u32::try_from(tries).ok()),
        next: row.maybe_at("next_at")?,
        note: row.maybe_text("note")?,
    })
}

/// The newest attempts of a network, by how they stand.
pub(crate) const CHANNEL: &str = "SELECT state, COUNT(*) AS n, MAX(created_at) AS newest
     FROM (SELECT state, created_at FROM attempts WHERE channel = $1 AND created_at > $2
           ORDER BY created_at DESC LIMIT $3) AS recent GROUP BY state";

/// How a network does: its newest attempts.
pub async fn channel(tx: &mut Tx, id: &ChannelId, now: At) -> Result<ChannelHealth, Error> {
    let since = now.plus_s(-ChannelHealth::PERIOD_S);
    let mut health = ChannelHealth {
        channel: id.clone(),
        attempts: 0,
        paid: 0,
        declined: 0,
        unknown: 0,
        unpaid: 0,
        last_paid: None,
        off: channel_switches::of_channel(tx, id, now).await?,
    };
    let values = args![id.as_str(), since, ChannelHealth::MAX];
    for row in tx.all(CHANNEL, values).await? {
        let count = row.count("n")?;
        health.attempts += count;
        match row.parsed("state", AttemptStatus::parse)? {
            AttemptStatus::Paid | AttemptStatus::Surplus => {
                health.paid += count;
                health.last_paid = health.last_paid.max(row.maybe_at("newest")?);
            }
            AttemptStatus::Declined => health.declined += count,
            AttemptStatus::Unsettled => health.unknown += count,
            AttemptStatus::Started | AttemptStatus::AwaitingPayer | AttemptStatus::Abandoned => {
                health.unpaid += count;
            }
        }
    }
    Ok(health)
}
