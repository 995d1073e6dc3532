//! Logos, as data URLs under the names of their content.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::brand::{LogoId, Logos};
use domain::clock::At;
use domain::ids::MerchantId;

/// A logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredImage {
    /// Its name.
    pub id: LogoId,
    /// The file as a data URL.
    pub url: String,
}

/// Adds a logo that is not public. Does nothing where the merchant has it.
pub async fn insert(
    tx: &mut Tx,
    merchant: &MerchantId,
    image: &StoredImage,
    now: At,
) -> Result<(), Error> {
    let sql = "INSERT INTO brand_images (merchant_id, id, url, public, added_at) VALUES ($1, $2, $3, 0, $4)
               ON CONFLICT (merchant_id, id) DO NOTHING";
    let args = args![merchant.as_str(), image.id.as_str(), &image.url, now];
    tx.run(sql, args).await?;
    Ok(())
}

/// Makes the logos of a published brand public.
pub async fn publish(tx: &mut Tx, merchant: &MerchantId, logos: &Logos) -> Result<(), Error> {
    let sql = "UPDATE brand_images SET public = 1 WHERE merchant_id = $1 AND id = $2";
    for logo in logos.all() {
        tx.run(sql, args![merchant.as_str(), logo.as_str()]).await?;
    }
    Ok(())
}

/// One of the merchant's logos.
pub async fn of_merchant(
    tx: &mut Tx,
    merchant: &MerchantId,
    id: &LogoId,
) -> Result<Option<StoredImage>, Error> {
    let sql = "SELECT id, url FROM brand_images WHERE merchant_id = $1 AND id = $2";
    let row = tx.one(sql, args![merchant.as_str(), id.as_str()]).await?;
    row.map(|row| read(&row)).transpose()
}

/// A public logo, of any merchant: those of one name are the same.
pub async fn public(tx: &mut Tx, id: &LogoId) -> Result<Option<StoredImage>, Error> {
    let sql = "SELECT id, url FROM brand_images WHERE id = $1 AND public = 1 LIMIT 1";
    let row = tx.one(sql, args![id.as_str()]).await?;
    row.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<StoredImage, Error> {
    Ok(StoredImage {
        id: row.parsed("id", LogoId::parse)?,
        url: row.text("url")?,
    })
}
