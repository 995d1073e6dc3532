//! Exports of the list of orders, and their parts.

use super::row::json;
use super::{Row, Tx, args};
use crate::error::{Error, Fault};
use domain::clock::At;
use domain::console::{DayResult, Export, ExportRow, ExportState, OrderCursor, OrderFilter};
use domain::ids::{ExportId, MerchantId, PersonId, StoreId};
use domain::order::OrderState;

/// The most exports of a merchant that are listed.
const LISTED: u32 = 50;

/// An export as its job reads it.
#[derive(Clone, Debug)]
pub struct StoredExport {
    /// Whose orders.
    pub merchant: MerchantId,
    /// The rest.
    pub export: Export,
    /// The place in the list after the last row that is written.
    pub cursor: Option<OrderCursor>,
}

/// Adds one; false if the person has one that is running.
pub async fn insert(tx: &mut Tx, new: &StoredExport, person: &PersonId) -> Result<bool, Error> {
    let sql = "INSERT INTO exports (id, merchant_id, person_id, order_state, created_from, created_to, happened,
                   number, state, rows_written, rows_total, parts, created_at, expires_at, store_id)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, 0, $11, $12, $13) ON CONFLICT DO NOTHING";
    let export = &new.export;
    let filter = &export.filter;
    let values = args![
        export.id.as_str(),
        new.merchant.as_str(),
        person.as_str(),
        filter.state.map(OrderState::name),
        filter.created_from,
        filter.created_to,
        filter.happened.map(|of| of.to_string()),
        filter.searched().map(str::to_owned),
        export.state.name(),
        crate::SqlValue::Int(export.total.map(i64::from)),
        export.created_at,
        export.expires_at,
        filter.store.as_ref().map(StoreId::as_str),
    ];
    Ok(tx.run(sql, values).await? == 1)
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT e.*, p.account FROM exports e JOIN people p ON p.id = e.person_id ",
            $rest
        )
    };
}

/// By id.
pub async fn find(tx: &mut Tx, id: &ExportId) -> Result<Option<StoredExport>, Error> {
    let row = tx.one(select!("WHERE e.id = $1"), args![id.as_str()]);
    row.await?.map(|row| read(&row)).transpose()
}

/// Those of a merchant that end after `now`, the newest first.
pub async fn of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
    now: At,
) -> Result<Vec<Export>, Error> {
    let sql = select!(
        "WHERE e.merchant_id = $1 AND e.expires_at > $2 ORDER BY e.created_at DESC, e.id DESC LIMIT $3"
    );
    let rows = tx.all(sql, args![merchant.as_str(), now, LISTED]).await?;
    let export = |row: &Row| Ok(read(row)?.export);
    rows.iter().map(export).collect()
}

/// Adds the next part and the place after it. False, with nothing changed, if
/// another process has written it, or the export is no longer running.
pub async fn add_part(
    tx: &mut Tx,
    export: &Export,
    rows: &[ExportRow],
    cursor: Option<&OrderCursor>,
) -> Result<bool, Error> {
    let sql =
        "UPDATE exports SET parts = parts + 1, rows_written = rows_written + $3, cursor_text = $4
               WHERE id = $1 AND parts = $2 AND state = 'running'";
    let many = i64::try_from(rows.len()).map_err(|_| Fault::new("a part of too many rows"))?;
    let cursor = cursor.map(ToString::to_string);
    let values = args![export.id.as_str(), export.parts, many, cursor];
    if tx.run(sql, values).await? != 1 {
        return Ok(false);
    }
    let sql = "INSERT INTO export_parts (export_id, part, content) VALUES ($1, $2, $3)";
    tx.run(sql, args![export.id.as_str(), export.parts, json(&rows)])
        .await?;
    Ok(true)
}

/// Ends a running export. The parts of one that failed are deleted.
pub async fn end(
    tx: &mut Tx,
    id: &ExportId,
    state: ExportState,
    expires_at: At,
) -> Result<(), Error> {
    let sql = "UPDATE exports SET state = $2, expires_at = $3 WHERE id = $1 AND state = 'running'";
    let ended = tx.run(sql, args![id.as_str(), state.name(), expires_at]);
    if ended.await? == 1 && state != ExportState::Done {
        let sql = "DELETE FROM export_parts WHERE export_id = $1";
        tx.run(sql, args![id.as_str()]).await?;
    }
    Ok(())
}

/// The rows of a part, if it is there.
pub async fn part(tx: &mut Tx, id: &ExportId, part: u32) -> Result<Option<Vec<ExportRow>>, Error> {
    let sql = "SELECT content FROM export_parts WHERE export_id = $1 AND part = $2";
    let row = tx.one(sql, args![id.as_str(), part]).await?;
    row.map(|row| row.json("content")).transpose()
}

/// Deletes those that ended by now, with their parts.
pub async fn prune(tx: &mut Tx, now: At) -> Result<(), Error> {
    let parts = "DELETE FROM export_parts WHERE export_id IN (SELECT id FROM exports WHERE expires_at <= $1)";
    tx.run(parts, args![now]).await?;
    let exports = "DELETE FROM exports WHERE expires_at <= $1";
    tx.run(exports, args![now]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<StoredExport, Error> {
    let state = match row.maybe_text("order_state")? {
        Some(_) => Some(row.parsed("order_state", OrderState::parse)?),
        None => None,
    };
    let happened = match row.maybe_text("happened")? {
        Some(_) => Some(row.parsed("happened", DayResult::parse)?),
        None => None,
    };
    let cursor = match row.maybe_text("cursor_text")? {
        Some(_) => Some(row.parsed("cursor_text", OrderCursor::parse)?),
        None => None,
    };
    let total = match row.maybe_int("rows_total")? {
        Some(_) => Some(row.count("rows_total")?),
        None => None,
    };
    Ok(StoredExport {
        merchant: MerchantId::stored(row.text("merchant_id")?),
        cursor,
        export: Export {
            id: ExportId::stored(row.text("id")?),
            by: row.text("account")?,
            filter: OrderFilter {
                state,
                created_from: row.maybe_at("created_from")?,
                created_to: row.maybe_at("created_to")?,
                happened,
                number: row.maybe_text("number")?,
                store: row.maybe_text("store_id")?.map(StoreId::stored),
            },
            state: row.parsed("state", ExportState::parse)?,
            rows: row.count("rows_written")?,
            total,
            parts: row.count("parts")?,
            created_at: row.at("created_at")?,
            expires_at: row.at("expires_at")?,
        },
    })
}
