//! Freezes of merchants and orders. The database refuses one that a person put
//! in force alone for longer than a day or for refunds, one that its asker
//! approved, and any change of what is frozen and why.

use super::row::json;
use super::{Row, SqlValue, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{
    AccountName, Freeze, FreezeCause, FreezeCursor, FreezePage, FreezeSubject, Person, Release,
    Stops,
};
use domain::ids::{FreezeId, MerchantId, OrderId, PersonId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT f.*, m.short_name, o.mall_order_no,
                 a.account AS asked_account, a.name AS asked_name,
                 b.account AS approved_account, b.name AS approved_name,
                 c.account AS release_asked_account, c.name AS release_asked_name,
                 d.account AS release_approved_account, d.name AS release_approved_name
             FROM freezes f JOIN merchants m ON m.id = f.merchant_id LEFT JOIN orders o ON o.id = f.order_id
                 JOIN people a ON a.id = f.asked_by LEFT JOIN people b ON b.id = f.approved_by
                 LEFT JOIN people c ON c.id = f.release_asked_by
                 LEFT JOIN people d ON d.id = f.release_approved_by ",
            $rest
        )
    };
}

/// A new freeze.
#[derive(Clone, Debug)]
pub struct NewFreezeRow<'a> {
    /// Its id.
    pub id: &'a FreezeId,
    /// What is frozen.
    pub subject: &'a FreezeSubject,
    /// What it stops.
    pub stops: Stops,
    /// Why.
    pub cause: &'a FreezeCause,
    /// From when.
    pub begun_at: At,
    /// The end.
    pub until: Option<At>,
    /// Who asked for it.
    pub asked_by: &'a PersonId,
    /// Who approved it; `None` for one that a person put in force alone.
    pub approved_by: Option<&'a PersonId>,
}

/// What is stopped of an order and its merchant.
pub async fn stops(
    tx: &mut Tx,
    merchant: &MerchantId,
    order: &OrderId,
    now: At,
) -> Result<Stops, Error> {
    let sql = "SELECT COALESCE(MAX(payments), 0) AS payments, COALESCE(MAX(refunds), 0) AS refunds
               FROM freezes WHERE subject IN ($1, $2) AND released_at IS NULL AND (until_at IS NULL OR until_at > $3)";
    let row = tx
        .one(sql, args![merchant.as_str(), order.as_str(), now])
        .await?;
    row.map_or(Ok(Stops::NONE), |row| read_stops(&row))
}

/// Adds one.
pub async fn insert(tx: &mut Tx, new: NewFreezeRow<'_>) -> Result<(), Error> {
    let sql = "INSERT INTO freezes (id, subject, merchant_id, order_id, payments, refunds, cause, begun_at, until_at,
                   asked_by, approved_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let order = new.subject.order.as_ref();
    let args = args![
        new.id.as_str(),
        new.subject.id(),
        new.subject.merchant.as_str(),
        order.map(|(id, _)| id.as_str()),
        new.stops.payments,
        new.stops.refunds,
        json(new.cause),
        new.begun_at,
        new.until,
        new.asked_by.as_str(),
        new.approved_by.map(PersonId::as_str),
    ];
    tx.run(sql, args).await?;
    Ok(())
}

/// Confirms one that a person put in force alone, with the end that was asked
/// for. False where it is over.
pub async fn confirm(
    tx: &mut Tx,
    id: &FreezeId,
    until: Option<At>,
    (by, now): (&PersonId, At),
) -> Result<bool, Error> {
    let sql = "UPDATE freezes SET approved_by = $2, until_at = $3
               WHERE id = $1 AND approved_by IS NULL AND released_at IS NULL AND until_at > $4";
    let args = args![id.as_str(), by.as_str(), until, now];
    Ok(tx.run(sql, args).await? == 1)
}

/// Ends one. False where it was released already.
pub async fn release(
    tx: &mut Tx,
    id: &FreezeId,
    (asked_by, approved_by): (&PersonId, &PersonId),
    now: At,
) -> Result<bool, Error> {
    let sql = "UPDATE freezes SET released_at = $2, release_asked_by = $3, release_approved_by = $4
               WHERE id = $1 AND released_at IS NULL";
    let args = args![id.as_str(), now, asked_by.as_str(), approved_by.as_str()];
    Ok(tx.run(sql, args).await? == 1)
}

/// By id.
pub async fn find(tx: &mut Tx, id: &FreezeId) -> Result<Option<Freeze>, Error> {
    let row = tx
        .one(select!("WHERE f.id = $1"), args![id.as_str()])
        .await?;
    row.map(|row| read(&row)).transpose()
}

/// Those of a subject itself that nobody has released, the oldest first.
pub async fn unreleased_of(tx: &mut Tx, subject: &str) -> Result<Vec<Freeze>, Error> {
    let sql = select!(
        "WHERE f.subject = $1 AND f.released_at IS NULL ORDER BY f.begun_at, f.id LIMIT $2"
    );
    list(tx, sql, args![subject, LIST_MAX]).await
}

/// The most that are read of a subject.
const LIST_MAX: u32 = 200;

/// True where a person alone froze this after `since`, and nobody confirmed it.
pub async fn frozen_alone(tx: &mut Tx, subject: &str, since: At) -> Result<bool, Error> {
    let sql = "SELECT 1 AS one FROM freezes
               WHERE subject = $1 AND approved_by IS NULL AND begun_at > $2 AND released_at IS NULL LIMIT 1";
    Ok(tx.one(sql, args![subject, since]).await?.is_some())
}

/// Those of a merchant and its orders, the newest first.
pub async fn of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
    most: u32,
) -> Result<Vec<Freeze>, Error> {
    let sql = select!("WHERE f.merchant_id = $1 ORDER BY f.begun_at DESC, f.id DESC LIMIT $2");
    list(tx, sql, args![merchant.as_str(), most]).await
}

/// Those of an order itself, the newest first.
pub async fn of_order(
    tx: &mut Tx,
    merchant: &MerchantId,
    order: &OrderId,
) -> Result<Vec<Freeze>, Error> {
    let sql = select!(
        "WHERE f.merchant_id = $1 AND f.order_id = $2 ORDER BY f.begun_at DESC, f.id DESC LIMIT $3"
    );
    list(tx, sql, args![merchant.as_str(), order.as_str(), LIST_MAX]).await
}

/// Those of a merchant and its orders that nobody has released, the newest first.
pub async fn unreleased_of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
) -> Result<Vec<Freeze>, Error> {
    let sql = select!(
        "WHERE f.merchant_id = $1 AND f.released_at IS NULL ORDER BY f.begun_at DESC, f.id DESC LIMIT $2"
    );
    list(tx, sql, args![merchant.as_str(), LIST_MAX]).await
}

async fn list(tx: &mut Tx, sql: &'static str, values: Vec<SqlValue>) -> Result<Vec<Freeze>, Error> {
    tx.all(sql, values).await?.iter().map(read).collect()
}

/// A page of all. The plans of both statements are asserted on both databases.
pub(crate) const ALL: &str =
    select!("WHERE (f.begun_at, f.id) < ($1, $2) ORDER BY f.begun_at DESC, f.id DESC LIMIT 51");

/// A page of those that nobody has released.
pub(crate) const UNRELEASED: &str = select!(
    "WHERE f.released_at IS NULL AND (f.begun_at, f.id) < ($1, $2)
     ORDER BY f.begun_at DESC, f.id DESC LIMIT 51"
);

/// The values of both.
pub(crate) fn page_values(after: Option<&FreezeCursor>) -> Vec<SqlValue> {
    match after {
        Some(after) => args![after.begun_at, after.id.as_str()],
        None => args![At::from_ms(i64::MAX), ""],
    }
}

/// A page, the newest first; without a cursor the first one.
pub async fn page(
    tx: &mut Tx,
    unreleased: bool,
    after: Option<&FreezeCursor>,
) -> Result<FreezePage, Error> {
    let sql = if unreleased { UNRELEASED } else { ALL };
    let mut rows = list(tx, sql, page_values(after)).await?;
    let more = rows.len() > FreezePage::ROWS;
    rows.truncate(FreezePage::ROWS);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| FreezeCursor {
        begun_at: row.begun_at,
        id: row.id.clone(),
    });
    Ok(FreezePage { rows, next })
}

fn read_stops(row: &Row) -> Result<Stops, Error> {
    Ok(Stops {
        payments: row.flag("payments")?,
        refunds: row.flag("refunds")?,
    })
}

fn read(row: &Row) -> Result<Freeze, Error> {
    let order = match row.maybe_text("order_id")? {
        Some(id) => Some((OrderId::stored(id), row.text("mall_order_no")?)),
        None => None,
    };
    let asked_by = ["asked_by", "asked_account", "asked_name"];
    let approved_by = ["approved_by", "approved_account", "approved_name"];
    let released = match row.maybe_at("released_at")? {
        Some(at) => Some(Release {
            at,
            asked_by: person(
                row,
                [
                    "release_asked_by",
                    "release_asked_account",
                    "release_asked_name",
                ],
            )?,
            approved_by: person(
                row,
                [
                    "release_approved_by",
                    "release_approved_account",
                    "release_approved_name",
                ],
            )?,
        }),
        None => None,
    };
    Ok(Freeze {
        id: FreezeId::stored(row.text("id")?),
        subject: FreezeSubject {
            merchant: MerchantId::stored(row.text("merchant_id")?),
            merchant_name: row.text("short_name")?,
            order,
        },
        stops: read_stops(row)?,
        cause: row.json("cause")?,
        begun_at: row.at("begun_at")?,
        until: row.maybe_at("until_at")?,
        asked_by: person(row, asked_by)?,
        approved_by: match row.maybe_text("approved_by")? {
            Some(_) => Some(person(row, approved_by)?),
            None => None,
        },
        released,
    })
}

fn person(row: &Row, [id, account, name]: [&'static str; 3]) -> Result<Person, Error> {
    Ok(Person {
        id: PersonId::stored(row.text(id)?),
        account: row.parsed(account, AccountName::parse)?,
        name: row.text(name)?,
    })
}
