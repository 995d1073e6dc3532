//! Events: what is told to malls, in the order it happened.
//!
//! `position` is counted for each mall, in a row that stays locked until the
//! commit: a mall's places have no gaps and are given in the order of the
//! commits, so a reader with a cursor never skips one that commits late.

use super::row::broken;
use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::{EventId, MallId, OrderId};

/// An event as kept. The body's bytes never change, so that every delivery
/// and every read of it is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// Its id, the same in each delivery.
    pub(crate) id: EventId,
    /// Whose.
    pub(crate) mall_id: MallId,
    /// About which order.
    pub(crate) order_id: OrderId,
    /// The how-manieth of this order, from 1.
    pub(crate) sequence: u32,
    /// `order.paid`, `order.closed`.
    pub(crate) kind: String,
    /// The whole JSON text.
    pub(crate) body: String,
    /// When it happened.
    pub(crate) created_at: At,
    /// Its place among its mall's events, from 1, for cursors.
    pub(crate) position: i64,
}

/// Adds one; its position is the mall's next, whatever `event` says.
pub(crate) async fn insert(tx: &mut Tx, event: &Event) -> Result<(), Error> {
    let sql = "INSERT INTO event_places (mall_id, last) VALUES ($1, 1)
               ON CONFLICT (mall_id) DO UPDATE SET last = event_places.last + 1 RETURNING last";
    let place = tx.one(sql, args![event.mall_id.as_str()]).await?;
    let position = place.ok_or_else(|| broken("last"))?.int("last")?;
    tx.run(
        "INSERT INTO events (id, mall_id, order_id, sequence, type, body, created_at, position)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            event.id.as_str(),
            event.mall_id.as_str(),
            event.order_id.as_str(),
            event.sequence,
            &event.kind,
            &event.body,
            event.created_at,
            position,
        ],
    )
    .await?;
    Ok(())
}

/// By id.
pub(crate) async fn find(tx: &mut Tx, id: &EventId) -> Result<Option<Event>, Error> {
    tx.one("SELECT * FROM events WHERE id = $1", args![id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// When the oldest event was made that its mall has not been told of: its
/// delivery is still a job.
pub(crate) async fn oldest_pending(tx: &mut Tx) -> Result<Option<At>, Error> {
    let sql = "SELECT MIN(e.created_at) AS oldest FROM events e
               JOIN jobs j ON j.kind = 'deliver' AND j.subject = e.id";
    let row = tx.one(sql, args![]).await?;
    row.ok_or_else(|| broken("oldest"))?.maybe_at("oldest")
}

/// A mall's events after a position, in order.
pub(crate) async fn after(
    tx: &mut Tx,
    mall: &MallId,
    position: i64,
    limit: u32,
) -> Result<Vec<Event>, Error> {
    let sql =
        "SELECT * FROM events WHERE mall_id = $1 AND position > $2 ORDER BY position LIMIT $3";
    tx.all(sql, args![mall.as_str(), position, limit])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Event, Error> {
    Ok(Event {
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
