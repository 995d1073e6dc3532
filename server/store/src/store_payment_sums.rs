//! The sums of a store's payments, which are written with those of its merchant
//! ([`super::payment_sums`]).

use super::payment_sums::{Span, read};
use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::console::{CountedResult, PaymentSum, StoreTakings};
use domain::ids::{MerchantId, StoreId};
use domain::merchant_store::StoreName;
use domain::money::Money;

/// The sums of a store that span so much and begin in a time.
pub async fn of_store(
    tx: &mut Tx,
    store: &StoreId,
    span: Span,
    (from, to): (At, At),
) -> Result<Vec<PaymentSum>, Error> {
    let sql = "SELECT at, result, n, amount FROM store_payment_sums
               WHERE store_id = $1 AND span = $2 AND at >= $3 AND at < $4 AND n > 0 ORDER BY at, result";
    let rows = tx.all(sql, args![store.as_str(), span.ms(), from, to]);
    rows.await?.iter().map(read).collect()
}

/// The sums of the hours that begin in a time, of each store of a merchant that
/// has any: one range for each store.
const OF_MERCHANT: &str = "SELECT s.id, s.name, q.result, CAST(SUM(q.n) AS BIGINT) AS n,
         CAST(SUM(q.amount) AS BIGINT) AS amount
     FROM stores s JOIN store_payment_sums q ON q.store_id = s.id
     WHERE s.merchant_id = $1 AND q.span = 3600000 AND q.at >= $2 AND q.at < $3 AND q.n > 0
     GROUP BY s.id, s.name, q.result ORDER BY s.id";

/// What each store of a merchant took in a time of whole hours: those with
/// something to count, the one with the highest takings first.
pub async fn of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
    (from, to): (At, At),
) -> Result<Vec<StoreTakings>, Error> {
    let mut stores: Vec<StoreTakings> = Vec::new();
    for row in tx
        .all(OF_MERCHANT, args![merchant.as_str(), from, to])
        .await?
    {
        let id = StoreId::stored(row.text("id")?);
        if stores.last().is_none_or(|last| last.store.id != id) {
            let name = row.text("name")?;
            stores.push(StoreTakings::empty(StoreName { id, name }));
        }
        let result = row.parsed("result", CountedResult::parse)?;
        let amount = Money::fen(row.int("amount")?);
        if let Some(last) = stores.last_mut() {
            last.add((result, row.count("n")?, amount));
        }
    }
    stores.sort_by_key(|of| std::cmp::Reverse(of.takings.minor()));
    Ok(stores)
}

/// Deletes the sums of minutes that begin before this.
pub async fn prune_minutes(tx: &mut Tx, before: At) -> Result<(), Error> {
    let sql = "DELETE FROM store_payment_sums WHERE span = 60000 AND at < $1";
    tx.run(sql, args![before]).await?;
    Ok(())
}
