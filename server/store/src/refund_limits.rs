//! The sum of an order's refunds above which a merchant's members need a second
//! person.

use super::{Tx, args};
use crate::error::{Error, Fault};
use domain::ids::MerchantId;
use domain::money::Money;

/// A merchant's limit.
pub async fn get(tx: &mut Tx, merchant: &MerchantId) -> Result<Money, Error> {
    let sql = "SELECT refund_limit FROM merchants WHERE id = $1";
    let row = tx.one(sql, args![merchant.as_str()]).await?;
    let gone = || Fault::new(format!("merchant {merchant} is gone"));
    Ok(Money::fen(row.ok_or_else(gone)?.int("refund_limit")?))
}

/// Sets it.
pub async fn set(tx: &mut Tx, merchant: &MerchantId, limit: Money) -> Result<(), Error> {
    let sql = "UPDATE merchants SET refund_limit = $2 WHERE id = $1";
    tx.run(sql, args![merchant.as_str(), limit.minor()]).await?;
    Ok(())
}
