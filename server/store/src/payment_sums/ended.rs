//! Attempts and refunds that have ended and are not summed, and their marks.

use crate::error::Error;
use crate::{Row, Tx, args};
use domain::attempt::{AttemptStatus, DeclineReason};
use domain::clock::At;
use domain::console::{AttemptEnd, CountedResult};
use domain::ids::{MerchantId, OrderId, StoreId};
use domain::money::{Currency, Money};
use domain::product::Product;

/// An attempt that is to be summed.
pub(super) struct Attempt {
    id: String,
    version: i64,
    pub(super) order_id: OrderId,
    pub(super) merchant: MerchantId,
    pub(super) store: Option<StoreId>,
    pub(super) end: AttemptEnd,
    /// The end by which it is in the sums so far; one that is not counted where
    /// it is in none.
    pub(super) before: AttemptEnd,
}

/// A refund that is to be summed.
pub(super) struct Refund {
    id: String,
    pub(super) order_id: OrderId,
    pub(super) merchant: MerchantId,
    pub(super) store: Option<StoreId>,
    pub(super) amount: Money,
    pub(super) ended_at: At,
}

/// The condition of the index `attempts_to_sum`.
macro_rules! attempts {
    ($select:literal) => {
        concat!(
            $select,
            " WHERE a.summed_state <> a.state AND a.state IN ('paid', 'declined', 'abandoned', 'surplus')"
        )
    };
}

/// The condition of the index `refunds_to_sum`.
macro_rules! refunds {
    ($select:literal) => {
        concat!(
            $select,
            " WHERE r.summed = 0 AND r.state = 'succeeded' AND r.cause = 'merchant'"
        )
    };
}

macro_rules! attempt_columns {
    () => {
        "SELECT a.id, a.version, a.order_id, a.product, a.state, a.declined_reason, a.created_at, a.summed_state,
             a.summed_reason, o.merchant_id, o.store_id, o.amount, o.currency,
             CASE WHEN o.paid_attempt = a.id THEN o.paid_at END AS paid_at
         FROM attempts a JOIN orders o ON o.id = a.order_id"
    };
}

/// The newest first: the page needs them.
const ATTEMPTS: &str = concat!(
    attempt_columns!(),
    attempts!(""),
    " ORDER BY a.created_at DESC LIMIT $1"
);
const REFUNDS: &str = concat!(
    refunds!(
        "SELECT r.id, r.order_id, r.amount, r.currency, r.ended_at, o.merchant_id, o.store_id
         FROM refunds r JOIN orders o ON o.id = r.order_id"
    ),
    " ORDER BY r.created_at DESC LIMIT $1"
);
const HAS_ATTEMPT: &str = concat!(attempts!("SELECT a.id FROM attempts a"), " LIMIT 1");
const HAS_REFUND: &str = concat!(refunds!("SELECT r.id FROM refunds r"), " LIMIT 1");
const SUMMED_OF: &str = concat!(
    attempt_columns!(),
    " WHERE a.order_id = $1 AND a.summed_state = a.state"
);

pub(super) async fn has_attempt(tx: &mut Tx) -> Result<bool, Error> {
    Ok(tx.one(HAS_ATTEMPT, args![]).await?.is_some())
}

pub(super) async fn has_refund(tx: &mut Tx) -> Result<bool, Error> {
    Ok(tx.one(HAS_REFUND, args![]).await?.is_some())
}

pub(super) async fn attempts(tx: &mut Tx, limit: u32) -> Result<Vec<Attempt>, Error> {
    let rows = tx.all(ATTEMPTS, args![limit]).await?;
    rows.iter().map(read_attempt).collect()
}

pub(super) async fn refunds(tx: &mut Tx, limit: u32) -> Result<Vec<Refund>, Error> {
    let rows = tx.all(REFUNDS, args![limit]).await?;
    let refund = |row: &Row| {
        Ok(Refund {
            id: row.text("id")?,
            order_id: OrderId::stored(row.text("order_id")?),
            merchant: MerchantId::stored(row.text("merchant_id")?),
            store: row.maybe_text("store_id")?.map(StoreId::stored),
            amount: money(row)?,
            ended_at: row.at("ended_at")?,
        })
    };
    rows.iter().map(refund).collect()
}

/// What the summed attempts of an order are counted as.
pub(super) async fn summed_of(
    tx: &mut Tx,
    order: &OrderId,
) -> Result<Vec<(CountedResult, At, Money)>, Error> {
    let mut counted = Vec::new();
    for row in tx.all(SUMMED_OF, args![order.as_str()]).await? {
        counted.extend(read_attempt(&row)?.end.counted());
    }
    Ok(counted)
}

/// Marks it; false if it changed since it was read, and is to be read again.
pub(super) async fn mark_attempt(tx: &mut Tx, attempt: &Attempt) -> Result<bool, Error> {
    let sql =
        "UPDATE attempts SET summed_state = $3, summed_reason = $4 WHERE id = $1 AND version = $2";
    let AttemptEnd { status, reason, .. } = attempt.end;
    let reason = reason.map(DeclineReason::name);
    let args = args![&attempt.id, attempt.version, status.name(), reason];
    Ok(tx.run(sql, args).await? == 1)
}

/// Marks it; false if it is already.
pub(super) async fn mark_refund(tx: &mut Tx, refund: &Refund) -> Result<bool, Error> {
    let sql = "UPDATE refunds SET summed = 1 WHERE id = $1 AND summed = 0";
    Ok(tx.run(sql, args![&refund.id]).await? == 1)
}

fn read_attempt(row: &Row) -> Result<Attempt, Error> {
    let reason = |column| match row.maybe_text(column)? {
        Some(_) => row.parsed(column, DeclineReason::parse).map(Some),
        None => Ok(None),
    };
    let end = AttemptEnd {
        status: row.parsed("state", AttemptStatus::parse)?,
        reason: reason("declined_reason")?,
        product: row.parsed("product", Product::parse)?,
        begun_at: row.at("created_at")?,
        paid_at: row.maybe_at("paid_at")?,
        amount: money(row)?,
    };
    let before = match row.text("summed_state")?.as_str() {
        // Not summed: the same as an attempt that has not ended.
        "" => AttemptStatus::Started,
        _ => row.parsed("summed_state", AttemptStatus::parse)?,
    };
    Ok(Attempt {
        id: row.text("id")?,
        version: row.int("version")?,
        order_id: OrderId::stored(row.text("order_id")?),
        merchant: MerchantId::stored(row.text("merchant_id")?),
        store: row.maybe_text("store_id")?.map(StoreId::stored),
        before: AttemptEnd {
            status: before,
            reason: reason("summed_reason")?,
            ..end
        },
        end,
    })
}

fn money(row: &Row) -> Result<Money, Error> {
    let currency = row.parsed("currency", |code| Currency::parse(code).ok())?;
    Ok(Money::new(row.int("amount")?, currency))
}

#[cfg(test)]
pub(crate) fn explained() -> [(&'static str, &'static str, bool); 4] {
    [
        ("attempts_to_sum", ATTEMPTS, true),
        ("attempts_to_sum", HAS_ATTEMPT, false),
        ("refunds_to_sum", REFUNDS, true),
        ("refunds_to_sum", HAS_REFUND, false),
    ]
}
