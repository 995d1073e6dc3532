//! The drafts of brands: one for each place, changed only by who saw its latest
//! state.

use super::brand_versions::BrandPlace;
use super::{SqlValue, Tx, args};
use crate::error::Error;
use domain::brand::Brand;
use domain::clock::At;
use domain::console::BrandDraft;
use domain::ids::PersonId;

/// The draft; `None` where there is none.
pub async fn find(tx: &mut Tx, place: &BrandPlace) -> Result<Option<BrandDraft>, Error> {
    let sql = "SELECT d.*, p.account FROM brand_drafts d JOIN people p ON p.id = d.saved_by
               WHERE d.merchant_id = $1 AND d.mall_id = $2";
    let args = args![place.merchant.as_str(), place.mall_id()];
    let Some(row) = tx.one(sql, args).await? else {
        return Ok(None);
    };
    Ok(Some(BrandDraft {
        brand: row.json("brand")?,
        base: row.int("base")?,
        revision: row.int("revision")?,
        saved_at: row.at("saved_at")?,
        saved_by: row.text("account")?,
    }))
}

/// Stores the draft in place of this one. False where that is not the latest:
/// nothing is changed. Its revision is the time, so that none comes twice, also
/// after a draft was dropped.
pub async fn put(
    tx: &mut Tx,
    place: &BrandPlace,
    (before, base): (Option<&BrandDraft>, i64),
    brand: &Brand,
    (by, now): (&PersonId, At),
) -> Result<bool, Error> {
    let sql = if before.is_none() {
        "INSERT INTO brand_drafts (merchant_id, mall_id, brand, base, revision, saved_at, saved_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (merchant_id, mall_id) DO NOTHING"
    } else {
        "UPDATE brand_drafts SET brand = $3, base = $4, revision = $5, saved_at = $6, saved_by = $7
         WHERE merchant_id = $1 AND mall_id = $2 AND revision = $8"
    };
    let before = before.map(|draft| draft.revision);
    let mut args = args![
        place.merchant.as_str(),
        place.mall_id(),
        super::row::json(brand),
        base,
        before.map_or(now.ms(), |before| now.ms().max(before + 1)),
        now,
        by.as_str(),
    ];
    args.extend(before.map(SqlValue::from));
    Ok(tx.run(sql, args).await? == 1)
}

/// Deletes the draft with this revision. False where that is not the latest.
pub async fn delete(tx: &mut Tx, place: &BrandPlace, revision: i64) -> Result<bool, Error> {
    let sql = "DELETE FROM brand_drafts WHERE merchant_id = $1 AND mall_id = $2 AND revision = $3";
    let args = args![place.merchant.as_str(), place.mall_id(), revision];
    Ok(tx.run(sql, args).await? == 1)
}
