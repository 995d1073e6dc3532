//! Malls and their keys.

use super::{Row, Tx, args};
use crate::error::Error;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;
use domain::ids::{MallId, MerchantId};
use domain::mall::{KeyAlgorithm, Mall, MallKey};

const SELECT_BY_ID: &str = "SELECT id, name, operator_uscc, return_origins, webhook_url, active, created_at FROM malls WHERE id = $1";

/// Adds one.
pub async fn insert(tx: &mut Tx, mall: &Mall) -> Result<(), Error> {
    tx.run(
        "INSERT INTO malls (id, name, operator_uscc, return_origins, webhook_url, active, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            mall.id.as_str(),
            &mall.name,
            &mall.operator_uscc,
            super::row::json(&mall.return_origins),
            mall.webhook_url.clone(),
            mall.active,
            mall.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// By id, active or not.
pub async fn find(tx: &mut Tx, id: &MallId) -> Result<Option<Mall>, Error> {
    tx.one(SELECT_BY_ID, args![id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

/// The malls that may create orders for a merchant, with their names, by name.
pub async fn of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
) -> Result<Vec<(MallId, String)>, Error> {
    let sql = "SELECT m.id, m.name FROM mall_merchants c JOIN malls m ON m.id = c.mall_id
               WHERE c.merchant_id = $1 ORDER BY m.name, m.id";
    let rows = tx.all(sql, args![merchant.as_str()]).await?;
    rows.iter()
        .map(|row| Ok((MallId::stored(row.text("id")?), row.text("name")?)))
        .collect()
}

/// Sets the address of the mall's events; `None` switches them off.
pub async fn set_webhook(tx: &mut Tx, id: &MallId, url: Option<&str>) -> Result<(), Error> {
    tx.run(
        "UPDATE malls SET webhook_url = $2 WHERE id = $1",
        args![id.as_str(), url],
    )
    .await?;
    Ok(())
}

/// Adds a key; false when the key id is taken.
pub async fn insert_key(tx: &mut Tx, key: &MallKey, now: At) -> Result<bool, Error> {
    let sql = "INSERT INTO mall_keys (key_id, mall_id, algorithm, public_der, active, created_at)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (key_id) DO NOTHING";
    let public = STANDARD.encode(&key.public_der);
    let rows = tx
        .run(
            sql,
            args![
                &key.key_id,
                key.mall_id.as_str(),
                key.algorithm.name(),
                public,
                key.active,
                now
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// An active key and its active mall, in one statement.
pub async fn sender(tx: &mut Tx, key_id: &str) -> Result<Option<(MallKey, Mall)>, Error> {
    let sql = "SELECT k.key_id, k.mall_id, k.algorithm, k.public_der, m.id, m.name, m.operator_uscc, m.return_origins,
                   m.webhook_url, m.active, m.created_at
               FROM mall_keys k JOIN malls m ON m.id = k.mall_id
               WHERE k.key_id = $1 AND k.active = 1 AND m.active = 1";
    tx.one(sql, args![key_id])
        .await?
        .map(|row| Ok((read_key(&row)?, read(&row)?)))
        .transpose()
}

/// An active key of an active mall.
pub async fn active_key(tx: &mut Tx, key_id: &str) -> Result<Option<MallKey>, Error> {
    let sql = "SELECT k.key_id, k.mall_id, k.algorithm, k.public_der, k.active
               FROM mall_keys k JOIN malls m ON m.id = k.mall_id
               WHERE k.key_id = $1 AND k.active = 1 AND m.active = 1";
    tx.one(sql, args![key_id])
        .await?
        .map(|row| read_key(&row))
        .transpose()
}

fn read(row: &Row) -> Result<Mall, Error> {
    Ok(Mall {
        id: MallId::stored(row.text("id")?),
        name: row.text("name")?,
        operator_uscc: row.text("operator_uscc")?,
        return_origins: row.json("return_origins")?,
        webhook_url: row.maybe_text("webhook_url")?,
        active: row.flag("active")?,
        created_at: row.at("created_at")?,
    })
}

fn read_key(row: &Row) -> Result<MallKey, Error> {
    Ok(MallKey {
        key_id: row.text("key_id")?,
        mall_id: MallId::stored(row.text("mall_id")?),
        algorithm: row.parsed("algorithm", KeyAlgorithm::parse)?,
        public_der: STANDARD
            .decode(row.text("public_der")?)
            .map_err(|_| Error::unreadable_column("public_der"))?,
        active: row.flag("active")?,
    })
}
