//! Sums of a merchant's payments by hours and minutes, and what they were added
//! up from. What belongs to a store is in that store's sums too
//! ([`super::store_payment_sums`]), by the same transaction.
//!
//! An ended attempt or refund that is not summed yet is found by a partial
//! index. [`sum`] adds some of them and marks them as summed in one transaction,
//! so that each counts once, whatever stops between. Nothing of it is done in
//! the transaction of a payment.

mod ended;

use super::notifications::{self, NewNotification};
use super::order_numbers::{self, NumberKind};
use super::{Row, Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{CountedResult, DayResult, NotificationKind, PaymentSum};
use domain::day::Day;
use domain::ids::{MerchantId, OrderId, StoreId};
use domain::money::Money;
use std::collections::BTreeMap;

/// How many attempts, and how many refunds, are summed in one transaction.
pub const AT_ONCE: u32 = 100;

/// For how many seconds sums of minutes are kept: nine days, of which the page
/// compares eight.
pub const MINUTES_KEPT_S: i64 = 9 * 86_400;

/// Of an order that was paid longer ago nobody is told: an older database is
/// summed after the start.
const NEWS_S: i64 = 86_400;

/// How much time a sum spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Span {
    /// An hour, China's.
    Hour,
    /// A minute.
    Minute,
}

impl Span {
    /// Its length in milliseconds; the column.
    pub const fn ms(self) -> i64 {
        match self {
            Self::Hour => 3_600_000,
            Self::Minute => 60_000,
        }
    }

    /// When the span that this instant is in begins. China's offset is of whole
    /// hours, so its hours begin with those of UTC.
    pub const fn start(self, at: At) -> At {
        At::from_ms(at.ms().div_euclid(self.ms()) * self.ms())
    }
}

/// True if an attempt or a refund is to be summed.
pub async fn is_to_sum(tx: &mut Tx) -> Result<bool, Error> {
    Ok(ended::has_attempt(tx).await? || ended::has_refund(tx).await?)
}

/// Sums at most [`AT_ONCE`] attempts and refunds, the newest first; true if
/// there may be more. For [`crate::WriteQueue::Jobs`]: it waits for another
/// process that sums, and must see what that one has written. `now` is from
/// before the transaction.
pub async fn sum(tx: &mut Tx, now: At) -> Result<bool, Error> {
    let lock = "UPDATE payment_sums_progress SET until = until WHERE id = 1";
    tx.run(lock, args![]).await?;
    let mut added = Added {
        minutes_from: now.plus_s(-MINUTES_KEPT_S),
        merchants: BTreeMap::new(),
        stores: BTreeMap::new(),
    };
    let attempts = ended::attempts(tx, AT_ONCE).await?;
    let refunds = ended::refunds(tx, AT_ONCE).await?;
    let is_full = |many: usize| u32::try_from(many).is_ok_and(|many| many >= AT_ONCE);
    let more = is_full(attempts.len()) || is_full(refunds.len());
    let mut paid = Vec::new();
    for attempt in &attempts {
        if !ended::mark_attempt(tx, attempt).await? {
            continue;
        }
        let (of, order) = (
            (&attempt.merchant, attempt.store.as_ref()),
            &attempt.order_id,
        );
        let before = attempt.before.counted();
        for (result, at, amount) in &before {
            added.add(of, (*result, *at, *amount), -1);
            unlist(tx, order, *result, *at).await?;
        }
        if !before.is_empty() {
            // Another attempt of the order may be listed for the same.
            for (result, at, _) in ended::summed_of(tx, order).await? {
                list(tx, order, result, at).await?;
            }
        }
        for counted in attempt.end.counted() {
            added.add(of, counted, 1);
            list(tx, order, counted.0, counted.1).await?;
            if matches!(counted.0, CountedResult::Paid(_)) {
                paid.push(NewNotification {
                    merchant: &attempt.merchant,
                    kind: NotificationKind::OrderPaid,
                    subject: order.as_str(),
                    amount: Some(counted.2),
                    at: counted.1,
                });
            }
        }
    }
    for refund in &refunds {
        if ended::mark_refund(tx, refund).await? {
            let (result, at) = (CountedResult::Refunded, refund.ended_at);
            added.add(
                (&refund.merchant, refund.store.as_ref()),
                (result, at, refund.amount),
                1,
            );
            list(tx, &refund.order_id, result, at).await?;
        }
    }
    added.write(tx).await?;
    tell(tx, paid, now).await?;
    if !more {
        let until = "UPDATE payment_sums_progress SET until = $1
                     WHERE id = 1 AND (until IS NULL OR until < $1)";
        tx.run(until, args![now]).await?;
    }
    Ok(more)
}

/// Tells of orders that were paid, those of a merchant as they happened. Sorted,
/// so that rows are locked in one order.
async fn tell(tx: &mut Tx, mut paid: Vec<NewNotification<'_>>, now: At) -> Result<(), Error> {
    paid.retain(|new| new.at > now.plus_s(-NEWS_S));
    paid.sort_by_key(|new| (new.merchant.as_str(), new.at));
    for new in paid {
        notifications::insert(tx, new).await?;
    }
    Ok(())
}

/// Lists the order under what happened.
async fn list(tx: &mut Tx, order: &OrderId, of: CountedResult, at: At) -> Result<(), Error> {
    for number in numbers(of, at) {
        order_numbers::insert(tx, order, NumberKind::Day, &number).await?;
    }
    Ok(())
}

async fn unlist(tx: &mut Tx, order: &OrderId, of: CountedResult, at: At) -> Result<(), Error> {
    for number in numbers(of, at) {
        order_numbers::delete(tx, order, NumberKind::Day, &number).await?;
    }
    Ok(())
}

fn numbers(of: CountedResult, at: At) -> impl Iterator<Item = String> {
    let day = Day::in_china(at);
    let listed = of.listed_as(at).into_iter();
    listed.map(move |result| DayResult { day, result }.to_string())
}

/// The key of a sum: whose it is, and what it counts.
type Key = (String, Span, i64, String);

/// What a transaction adds, by the keys of its rows. Sorted, so that rows are
/// locked in one order.
struct Added {
    /// Minutes before this are not kept.
    minutes_from: At,
    merchants: BTreeMap<Key, (i64, i64)>,
    stores: BTreeMap<Key, (i64, i64)>,
}

/// The statements that add to the sums of a table, and subtract from them. A row
/// is there before it is subtracted from, but a minute that was deleted
/// meanwhile, which stays so.
macro_rules! changes {
    ($table:literal, $of:literal) => {
        [
            concat!(
                "INSERT INTO ",
                $table,
                " (",
                $of,
                ", span, at, result, n, amount) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (",
                $of,
                ", span, at, result)
                 DO UPDATE SET n = ",
                $table,
                ".n + excluded.n, amount = ",
                $table,
                ".amount + excluded.amount"
            ),
            concat!(
                "UPDATE ",
                $table,
                " SET n = n + $5, amount = amount + $6
                 WHERE ",
                $of,
                " = $1 AND span = $2 AND at = $3 AND result = $4"
            ),
        ]
    };
}

impl Added {
    fn add(
        &mut self,
        (merchant, store): (&MerchantId, Option<&StoreId>),
        counted: (CountedResult, At, Money),
        by: i64,
    ) {
        let (result, at, amount) = counted;
        for span in [Span::Hour, Span::Minute] {
            if span == Span::Minute && at < self.minutes_from {
                continue;
            }
            let key = |of: &str| (of.to_owned(), span, span.start(at).ms(), result.to_string());
            let mut sums = vec![self.merchants.entry(key(merchant.as_str())).or_default()];
            sums.extend(store.map(|store| self.stores.entry(key(store.as_str())).or_default()));
            for sum in sums {
                sum.0 += by;
                sum.1 += by * amount.minor();
            }
        }
    }

    async fn write(self, tx: &mut Tx) -> Result<(), Error> {
        let of_merchants = changes!("payment_sums", "merchant_id");
        let of_stores = changes!("store_payment_sums", "store_id");
        for (sums, [add, subtract]) in [(self.merchants, of_merchants), (self.stores, of_stores)] {
            for ((of, span, at, result), (n, amount)) in sums {
                let sql = match n {
                    0 => continue,
                    1.. => add,
                    _ => subtract,
                };
                tx.run(sql, args![of, span.ms(), at, result, n, amount])
                    .await?;
            }
        }
        Ok(())
    }
}

/// The sums of a merchant that span so much and begin in a time.
pub async fn of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
    span: Span,
    (from, to): (At, At),
) -> Result<Vec<PaymentSum>, Error> {
    let sql = "SELECT at, result, n, amount FROM payment_sums
               WHERE merchant_id = $1 AND span = $2 AND at >= $3 AND at < $4 AND n > 0 ORDER BY at, result";
    let rows = tx.all(sql, args![merchant.as_str(), span.ms(), from, to]);
    rows.await?.iter().map(read).collect()
}

pub(crate) fn read(row: &Row) -> Result<PaymentSum, Error> {
    Ok(PaymentSum {
        at: row.at("at")?,
        result: row.parsed("result", CountedResult::parse)?,
        count: row.count("n")?,
        amount: Money::fen(row.int("amount")?),
    })
}

/// Until when all is summed; `None` while what was there before the sums is
/// being summed.
pub async fn until(tx: &mut Tx) -> Result<Option<At>, Error> {
    let sql = "SELECT until FROM payment_sums_progress WHERE id = 1";
    let row = tx.one(sql, args![]).await?;
    row.ok_or_else(|| Error::unreadable_column("until"))?
        .maybe_at("until")
}

/// Deletes the sums of minutes that begin before this.
pub async fn prune_minutes(tx: &mut Tx, before: At) -> Result<(), Error> {
    let sql = "DELETE FROM payment_sums WHERE span = 60000 AND at < $1";
    tx.run(sql, args![before]).await?;
    Ok(())
}

/// The statements that find what is to be summed, with their indexes, for the
/// test of their plans.
#[cfg(test)]
pub(crate) use ended::explained;
