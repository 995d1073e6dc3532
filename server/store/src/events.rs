//! Events for malls, in the order they happened.
//!
//! `position` is counted per mall in a row that stays locked until the commit.
//! So positions have no gaps and follow the order of commits, and a reader with
//! a cursor never skips one that commits late.

use super::{Row, Tx, args};
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
    /// Its number among the mall's events, from 1, for cursors.
    pub position: i64,
}

/// Adds one at the mall's next position; `event.position` is ignored.
pub async fn insert(tx: &mut Tx, event: &EventRow) -> Result<(), Error> {
    let sql = "INSERT INTO event_places (mall_id, last) VALUES ($1, 1)
               ON CONFLICT (mall_id) DO UPDATE SET last = event_places.last + 1 RETURNING last";
    let place = tx.one(sql, args![event.mall_id.as_str()]).await?;
    let position = place
        .ok_or_else(|| Error::unreadable_column("last"))?
        .int("last")?;
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
