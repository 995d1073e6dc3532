//! Merchants.

use super::{Row, Tx, args};
use crate::error::{Error, Fault};
use domain::ids::MerchantId;
use domain::merchant::Merchant;
use std::sync::Arc;

/// Adds one.
pub async fn insert(tx: &mut Tx, merchant: &Merchant) -> Result<(), Error> {
    tx.run(
        "INSERT INTO merchants (id, legal_name, short_name, uscc, network_no, mcc, products, brand, active, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            merchant.id.as_str(),
            &merchant.legal_name,
            &merchant.short_name,
            &merchant.uscc,
            &merchant.network_no,
            &merchant.mcc,
            super::row::json(&merchant.products),
            super::row::json(&*merchant.brand),
            merchant.active,
            merchant.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// By id, active or not.
pub async fn find(tx: &mut Tx, id: &MerchantId) -> Result<Option<Merchant>, Error> {
    let sql = "SELECT id, legal_name, short_name, uscc, network_no, mcc, products, brand, active, created_at
               FROM merchants WHERE id = $1";
    tx.one(sql, args![id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// By id, where another row refers to it; a fault when it is missing.
pub async fn get(tx: &mut Tx, id: &MerchantId) -> Result<Merchant, Error> {
    let gone = || Fault::new(format!("merchant {id} is gone")).into();
    find(tx, id).await?.ok_or_else(gone)
}

/// All, oldest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<Merchant>, Error> {
    let sql = "SELECT id, legal_name, short_name, uscc, network_no, mcc, products, brand, active, created_at
               FROM merchants ORDER BY created_at, id";
    tx.all(sql, args![]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Merchant, Error> {
    Ok(Merchant {
        id: MerchantId::stored(row.text("id")?),
        legal_name: row.text("legal_name")?,
        short_name: row.text("short_name")?,
        uscc: row.text("uscc")?,
        network_no: row.text("network_no")?,
        mcc: row.text("mcc")?,
        products: row.json("products")?,
        brand: Arc::new(row.json("brand")?),
        active: row.flag("active")?,
        created_at: row.at("created_at")?,
    })
}
