//! A merchant's stores.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::console::StorePage;
use domain::ids::{MerchantId, StoreId};
use domain::merchant_store::MerchantStore;

/// Adds one; false where the merchant has a store of this number.
pub async fn insert(tx: &mut Tx, new: &MerchantStore) -> Result<bool, Error> {
    let sql = "INSERT INTO stores (id, merchant_id, store_no, name, address, is_open, revision, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (merchant_id, store_no) DO NOTHING";
    let values = args![
        new.id.as_str(),
        new.merchant.as_str(),
        &new.store_no,
        &new.name,
        new.address.clone(),
        new.is_open,
        new.revision,
        new.created_at,
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// Writes number, name, address and whether it is open, as its next revision;
/// false where it is no longer of this revision.
pub async fn update(tx: &mut Tx, store: &MerchantStore) -> Result<bool, Error> {
    let sql = "UPDATE stores SET store_no = $3, name = $4, address = $5, is_open = $6, revision = revision + 1
               WHERE id = $1 AND revision = $2";
    let values = args![
        store.id.as_str(),
        store.revision,
        &store.store_no,
        &store.name,
        store.address.clone(),
        store.is_open,
    ];
    Ok(tx.run(sql, values).await? == 1)
}

/// By id, whoever's it is.
pub async fn find(tx: &mut Tx, id: &StoreId) -> Result<Option<MerchantStore>, Error> {
    let row = tx.one("SELECT * FROM stores WHERE id = $1", args![id.as_str()]);
    row.await?.map(|row| read(&row)).transpose()
}

/// One of a merchant's by id.
pub async fn of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
    id: &StoreId,
) -> Result<Option<MerchantStore>, Error> {
    let found = find(tx, id).await?;
    Ok(found.filter(|store| store.merchant == *merchant))
}

/// The id of the merchant's store of this number.
pub async fn id_by_no(
    tx: &mut Tx,
    merchant: &MerchantId,
    store_no: &str,
) -> Result<Option<StoreId>, Error> {
    let sql = "SELECT id FROM stores WHERE merchant_id = $1 AND store_no = $2";
    let row = tx.one(sql, args![merchant.as_str(), store_no]).await?;
    row.map(|row| row.text("id").map(StoreId::stored))
        .transpose()
}

/// A page of a merchant's stores by number, after a number.
pub async fn page(tx: &mut Tx, merchant: &MerchantId, after: &str) -> Result<StorePage, Error> {
    let mut stores = list(tx, merchant, after, StorePage::ROWS + 1).await?;
    let more = stores.len() > StorePage::ROWS as usize;
    stores.truncate(StorePage::ROWS as usize);
    let last = stores.last().filter(|_| more);
    Ok(StorePage {
        next: last.map(|store| store.store_no.clone()),
        stores,
    })
}

/// The first stores of a merchant by number, [`StorePage::CHOICES`] at most.
pub async fn choices(tx: &mut Tx, merchant: &MerchantId) -> Result<Vec<MerchantStore>, Error> {
    list(tx, merchant, "", StorePage::CHOICES).await
}

async fn list(
    tx: &mut Tx,
    merchant: &MerchantId,
    after: &str,
    limit: u32,
) -> Result<Vec<MerchantStore>, Error> {
    let sql =
        "SELECT * FROM stores WHERE merchant_id = $1 AND store_no > $2 ORDER BY store_no LIMIT $3";
    let rows = tx.all(sql, args![merchant.as_str(), after, limit]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<MerchantStore, Error> {
    Ok(MerchantStore {
        id: StoreId::stored(row.text("id")?),
        merchant: MerchantId::stored(row.text("merchant_id")?),
        store_no: row.text("store_no")?,
        name: row.text("name")?,
        address: row.maybe_text("address")?,
        is_open: row.flag("is_open")?,
        revision: row.int("revision")?,
        created_at: row.at("created_at")?,
    })
}
