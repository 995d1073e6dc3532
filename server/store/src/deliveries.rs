//! Deliveries: the state of sending an event to its mall. An event without a
//! row was not tried yet.

use super::{SqlValue, Tx, args};
use crate::error::{Error, Fault};
use crate::events::EventRow;
use domain::clock::At;
use domain::ids::EventId;

/// A delivery as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How often it was tried.
    pub tries: u32,
    /// When it is tried again.
    pub next_at: Option<At>,
    /// The HTTP status of the last answer.
    pub last_status: Option<u16>,
    /// Why there was no answer.
    pub last_error: Option<String>,
    /// When the mall accepted it.
    pub delivered_at: Option<At>,
    /// When the last try failed.
    pub given_up_at: Option<At>,
}

impl Delivery {
    /// True where it is not sent again.
    pub const fn is_over(&self) -> bool {
        self.delivered_at.is_some() || self.given_up_at.is_some()
    }
}

/// The delivery of an event; the default where it was not tried yet.
pub async fn find(tx: &mut Tx, event: &EventId) -> Result<Delivery, Error> {
    let sql = "SELECT tries, next_at, last_status, last_error, delivered_at, given_up_at
               FROM deliveries WHERE event_id = $1";
    let Some(row) = tx.one(sql, args![event.as_str()]).await? else {
        return Ok(Delivery::default());
    };
    Ok(Delivery {
        tries: row.count("tries")?,
        next_at: row.maybe_at("next_at")?,
        last_status: row
            .maybe_int("last_status")?
            .and_then(|status| u16::try_from(status).ok()),
        last_error: row.maybe_text("last_error")?,
        delivered_at: row.maybe_at("delivered_at")?,
        given_up_at: row.maybe_at("given_up_at")?,
    })
}

/// Writes the new state. A stale fault when it changed since `before` was read:
/// each try counts up, and a delivery that is over never changes.
pub async fn put(
    tx: &mut Tx,
    event: &EventId,
    before: &Delivery,
    now: &Delivery,
) -> Result<(), Error> {
    let rows = tx
        .run(
            "INSERT INTO deliveries (event_id, tries, next_at, last_status, last_error, delivered_at, given_up_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (event_id) DO UPDATE SET tries = excluded.tries, next_at = excluded.next_at,
                 last_status = excluded.last_status, last_error = excluded.last_error,
                 delivered_at = excluded.delivered_at, given_up_at = excluded.given_up_at
             WHERE deliveries.tries = $8 AND deliveries.delivered_at IS NULL AND deliveries.given_up_at IS NULL",
            args![
                event.as_str(),
                now.tries,
                now.next_at,
                SqlValue::Int(now.last_status.map(i64::from)),
                now.last_error.clone(),
                now.delivered_at,
                now.given_up_at,
                before.tries,
            ],
        )
        .await?;
    if rows != 1 {
        return Err(Fault::stale("a delivery changed under its writer").into());
    }
    Ok(())
}

/// Has one that was given up tried once more. Any other is as it was.
pub async fn reopen(tx: &mut Tx, event: &EventId, now: At) -> Result<(), Error> {
    let sql = "UPDATE deliveries SET given_up_at = NULL, next_at = $2
               WHERE event_id = $1 AND given_up_at IS NOT NULL AND delivered_at IS NULL";
    tx.run(sql, args![event.as_str(), now]).await?;
    Ok(())
}

/// True while an earlier event of the same order is still to be delivered. One
/// without a job (the mall had no endpoint then) does not count.
pub async fn earlier_is_pending(tx: &mut Tx, event: &EventRow) -> Result<bool, Error> {
    let sql = "SELECT e.id FROM events e JOIN jobs j ON j.name = 'deliver' AND j.subject = e.id
               LEFT JOIN deliveries d ON d.event_id = e.id
               WHERE e.order_id = $1 AND e.sequence < $2 AND d.delivered_at IS NULL AND d.given_up_at IS NULL LIMIT 1";
    Ok(tx
        .one(sql, args![event.order_id.as_str(), event.sequence])
        .await?
        .is_some())
}

/// The next event of the same order, if there is one.
pub async fn following(tx: &mut Tx, event: &EventRow) -> Result<Option<EventId>, Error> {
    let sql =
        "SELECT id FROM events WHERE order_id = $1 AND sequence > $2 ORDER BY sequence LIMIT 1";
    let row = tx
        .one(sql, args![event.order_id.as_str(), event.sequence])
        .await?;
    row.map(|row| row.text("id").map(EventId::stored))
        .transpose()
}
