//! Which merchants are contracted for which malls (rule R2). Asked for when an
//! order is created, by [`merchants::payee`](crate::merchants::payee).

use super::{Tx, args};
use crate::error::Error;
use domain::clock::At;
use domain::ids::{MallId, MerchantId};

/// Adds a pair; one that exists stays as it is.
pub async fn insert(
    tx: &mut Tx,
    mall: &MallId,
    merchant: &MerchantId,
    now: At,
) -> Result<(), Error> {
    let sql = "INSERT INTO mall_merchants (mall_id, merchant_id, created_at) VALUES ($1, $2, $3)
               ON CONFLICT (mall_id, merchant_id) DO NOTHING";
    tx.run(sql, args![mall.as_str(), merchant.as_str(), now])
        .await?;
    Ok(())
}

/// Removes a pair, if there is one. Orders that exist stay as they are.
pub async fn delete(tx: &mut Tx, mall: &MallId, merchant: &MerchantId) -> Result<(), Error> {
    let sql = "DELETE FROM mall_merchants WHERE mall_id = $1 AND merchant_id = $2";
    tx.run(sql, args![mall.as_str(), merchant.as_str()]).await?;
    Ok(())
}
