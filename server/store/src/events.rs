//! Events for malls, in the order they happened.
//!
//! A mall reads its events by cursor, so they have positions: without gaps, and
//! an event gets its position after all events before it are committed, so that
//! a reader never skips one.
//!
//! With one writer ([`Dialect::Sqlite`]) an event gets it when it is added.
//! Otherwise the row that counts would be changed by every payment of a mall,
//! and serializable payments would fail each other. There an event is added
//! with a negative number of a sequence, and [`number`] gives positions later,
//! under a lock.

use super::{Row, Tx, args};
use crate::dialect::Dialect;
use crate::error::Error;
use domain::clock::At;
use domain::ids::{EventId, MallId, OrderId};

/// An event as stored. The body's bytes never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its id, the same in each delivery.
    pub id: EventId,
    /// The mall that receives it.
    pub mall_id: MallId,
    /// The order it is about.
    pub order_id: OrderId,
    /// Its number among the order's events, from 1.
    pub sequence: u32,
    /// Its type, such as `order.paid`.
    pub kind: String,
    /// The whole JSON text.
    pub body: String,
    /// When it happened.
    pub created_at: At,
    /// Its number among the mall's events, from 1, for cursors. Negative until
    /// it has one.
    pub position: i64,
}

/// How many events get a position at a time; more than a page has.
pub const NUMBERED_AT_ONCE: u32 = 500;

macro_rules! insert {
    ($position:literal) => {
        concat!(
            "INSERT INTO events (id, mall_id, order_id, sequence, type, body, created_at, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7, ",
            $position,
            ")"
        )
    };
}

/// Adds one; `event.position` is ignored.
pub async fn insert(tx: &mut Tx, event: &EventRow) -> Result<(), Error> {
    let mut args = args![
        event.id.as_str(),
        event.mall_id.as_str(),
        event.order_id.as_str(),
        event.sequence,
        &event.kind,
        &event.body,
        event.created_at,
    ];
    let sql = match tx.dialect() {
        Dialect::Sqlite => {
            args.push(count(tx, &event.mall_id, 1).await?.into());
            insert!("$8")
        }
        Dialect::Postgres => insert!("-nextval('events_added')"),
    };
    tx.run(sql, args).await?;
    Ok(())
}

/// Advances the mall's counter, locks it until the commit, and returns it.
async fn count(tx: &mut Tx, mall: &MallId, by: u64) -> Result<i64, Error> {
    let sql = "INSERT INTO event_places (mall_id, last) VALUES ($1, $2)
               ON CONFLICT (mall_id) DO UPDATE SET last = event_places.last + excluded.last RETURNING last";
    let by = i64::try_from(by).map_err(|_| Error::unreadable_column("last"))?;
    let counter = tx.one(sql, args![mall.as_str(), by]).await?;
    let counter = counter.ok_or_else(|| Error::unreadable_column("last"))?;
    counter.int("last")
}

/// Gives positions to the mall's oldest events that have none, at most
/// [`NUMBERED_AT_ONCE`]; returns how many. For [`crate::WriteQueue::Jobs`]: it
/// waits for another that numbers, and must see what that one has written.
pub async fn number(tx: &mut Tx, mall: &MallId) -> Result<u64, Error> {
    let last = count(tx, mall, 0).await?;
    let numbered = tx
        .run(
            "WITH added AS MATERIALIZED (
                 SELECT id, ROW_NUMBER() OVER (ORDER BY position DESC) AS n
                 FROM events WHERE mall_id = $1 AND position < 0 ORDER BY n LIMIT $3)
             UPDATE events SET position = $2 + (SELECT n FROM added WHERE added.id = events.id)
             WHERE id IN (SELECT id FROM added)",
            args![mall.as_str(), last, NUMBERED_AT_ONCE],
        )
        .await?;
    count(tx, mall, numbered).await?;
    Ok(numbered)
}

/// The malls that have events without a position.
pub async fn malls_to_number(tx: &mut Tx) -> Result<Vec<MallId>, Error> {
    let sql = "SELECT DISTINCT mall_id FROM events WHERE position < 0";
    let rows = tx.all(sql, args![]).await?;
    let malls = rows
        .iter()
        .map(|row| Ok(MallId::stored(row.text("mall_id")?)));
    malls.collect()
}

/// True if the mall has an event without a position.
pub async fn is_to_number(tx: &mut Tx, mall: &MallId) -> Result<bool, Error> {
    let sql = "SELECT id FROM events WHERE mall_id = $1 AND position < 0 LIMIT 1";
    Ok(tx.one(sql, args![mall.as_str()]).await?.is_some())
}

/// By id.
pub async fn find(tx: &mut Tx, id: &EventId) -> Result<Option<EventRow>, Error> {
    tx.one("SELECT * FROM events WHERE id = $1", args![id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// Creation time of the oldest event whose delivery is pending.
pub async fn oldest_pending(tx: &mut Tx) -> Result<Option<At>, Error> {
    let sql = "SELECT MIN(e.created_at) AS oldest FROM events e
               JOIN jobs j ON j.name = 'deliver' AND j.subject = e.id";
    let row = tx.one(sql, args![]).await?;
    row.ok_or_else(|| Error::unreadable_column("oldest"))?
        .maybe_at("oldest")
}

/// All of an order, in order.
pub async fn of_order(tx: &mut Tx, order: &OrderId) -> Result<Vec<EventRow>, Error> {
    let sql = "SELECT * FROM events WHERE order_id = $1 ORDER BY sequence";
    let rows = tx.all(sql, args![order.as_str()]).await?;
    rows.iter().map(read).collect()
}

/// A mall's events after a position, in order.
pub async fn after(
    tx: &mut Tx,
    mall: &MallId,
    position: i64,
    limit: u32,
) -> Result<Vec<EventRow>, Error> {
    let sql =
        "SELECT * FROM events WHERE mall_id = $1 AND position > $2 ORDER BY position LIMIT $3";
    tx.all(sql, args![mall.as_str(), position, limit])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<EventRow, Error> {
    Ok(EventRow {
        id: EventId::stored(row.text("id")?),
        mall_id: MallId::stored(row.text("mall_id")?),
        order_id: OrderId::stored(row.text("order_id")?),
        sequence: row.count("sequence")?,
        kind: row.text("type")?,
        body: row.text("body")?,
        created_at: row.at("created_at")?,
        position: row.int("position")?,
    })
}
