//! Merchants, with their accounts at the networks.

use super::{Row, Tx, args};
use crate::error::{Error, Fault};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::ids::{MallId, MerchantId};
use domain::merchant::{AccountNumber, Merchant};
use domain::payee::Payee;
use domain::product::Product;
use std::sync::Arc;

/// A row for each account, and one for a merchant without any.
macro_rules! select {
    ($rest:literal) => {
        select!("", $rest)
    };
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT m.id, m.legal_name, m.short_name, m.uscc, m.mcc, m.products, m.brand, m.active, m.created_at,
                    a.channel, a.number, a.products AS account_products",
            $columns,
            " FROM merchants m LEFT JOIN merchant_accounts a ON a.merchant_id = m.id ",
            $rest
        )
    };
}

/// Adds one.
pub async fn insert(tx: &mut Tx, merchant: &Merchant) -> Result<(), Error> {
    tx.run(
        "INSERT INTO merchants (id, legal_name, short_name, uscc, mcc, products, brand, active, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            merchant.id.as_str(),
            &merchant.legal_name,
            &merchant.short_name,
            &merchant.uscc,
            &merchant.mcc,
            super::row::json(&merchant.products),
            super::row::json(&*merchant.brand),
            merchant.active,
            merchant.created_at,
        ],
    )
    .await?;
    for account in &merchant.accounts {
        put_account(tx, &merchant.id, account).await?;
    }
    Ok(())
}

/// Adds an account of a merchant, or replaces it.
pub async fn put_account(
    tx: &mut Tx,
    merchant: &MerchantId,
    account: &AccountNumber,
) -> Result<(), Error> {
    let sql = "INSERT INTO merchant_accounts (merchant_id, channel, number, products) VALUES ($1, $2, $3, $4)
               ON CONFLICT (merchant_id, channel) DO UPDATE SET number = excluded.number, products = excluded.products";
    let args = args![
        merchant.as_str(),
        account.channel.as_str(),
        &account.number,
        account.products.as_ref().map(super::row::json),
    ];
    tx.run(sql, args).await?;
    Ok(())
}

/// Changes the products under contract.
pub async fn set_products(
    tx: &mut Tx,
    merchant: &MerchantId,
    products: &[Product],
) -> Result<(), Error> {
    let sql = "UPDATE merchants SET products = $2 WHERE id = $1";
    let args = args![merchant.as_str(), super::row::json(&products)];
    tx.run(sql, args).await?;
    Ok(())
}

/// By id, active or not.
pub async fn find(tx: &mut Tx, id: &MerchantId) -> Result<Option<Merchant>, Error> {
    let rows = tx.all(
        select!("WHERE m.id = $1 ORDER BY a.channel"),
        args![id.as_str()],
    );
    Ok(read(&rows.await?)?.pop())
}

/// By id, active or not, as the payee of a mall's order: one read.
pub async fn payee(
    tx: &mut Tx,
    id: &MerchantId,
    mall: &MallId,
    now: At,
) -> Result<Option<Payee>, Error> {
    let sql = select!(
        ", c.mall_id, (SELECT MAX(f.payments) FROM freezes f WHERE f.subject = m.id AND f.released_at IS NULL
             AND (f.until_at IS NULL OR f.until_at > $3)) AS suspended",
        "LEFT JOIN mall_merchants c ON c.merchant_id = m.id AND c.mall_id = $2 WHERE m.id = $1 ORDER BY a.channel"
    );
    let rows = tx.all(sql, args![id.as_str(), mall.as_str(), now]).await?;
    let Some(merchant) = read(&rows)?.pop() else {
        return Ok(None);
    };
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Payee {
        merchant,
        of_mall: row.maybe_text("mall_id")?.is_some(),
        suspended: row.maybe_int("suspended")? == Some(1),
    }))
}

/// By id, where another row refers to it; a fault when it is missing.
pub async fn get(tx: &mut Tx, id: &MerchantId) -> Result<Merchant, Error> {
    let gone = || Fault::new(format!("merchant {id} is gone")).into();
    find(tx, id).await?.ok_or_else(gone)
}

/// All, oldest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<Merchant>, Error> {
    let rows = tx.all(select!("ORDER BY m.created_at, m.id, a.channel"), args![]);
    read(&rows.await?)
}

/// The merchants of these rows; those of one merchant stand together.
fn read(rows: &[Row]) -> Result<Vec<Merchant>, Error> {
    let mut merchants: Vec<Merchant> = Vec::new();
    for row in rows {
        let id = MerchantId::stored(row.text("id")?);
        if merchants.last().is_none_or(|last| last.id != id) {
            merchants.push(without_accounts(row, id)?);
        }
        if let (Some(merchant), Some(number)) = (merchants.last_mut(), row.maybe_text("number")?) {
            let products = match row.maybe_text("account_products")? {
                Some(_) => Some(row.json("account_products")?),
                None => None,
            };
            merchant.accounts.push(AccountNumber {
                channel: row.parsed("channel", ChannelId::parse)?,
                number,
                products,
            });
        }
    }
    Ok(merchants)
}

fn without_accounts(row: &Row, id: MerchantId) -> Result<Merchant, Error> {
    Ok(Merchant {
        id,
        legal_name: row.text("legal_name")?,
        short_name: row.text("short_name")?,
        uscc: row.text("uscc")?,
        accounts: Vec::new(),
        mcc: row.text("mcc")?,
        products: row.json("products")?,
        brand: Arc::new(row.json("brand")?),
        active: row.flag("active")?,
        created_at: row.at("created_at")?,
    })
}
