//! The published versions of a merchant's brand. A version is written once.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::brand::Brand;
use domain::clock::At;
use domain::console::BrandVersion;
use domain::ids::{MallId, MerchantId, PersonId};

/// Versions that are listed.
const LISTED: usize = 30;

/// Whose pages a brand is for: a merchant's, on all malls or on one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BrandPlace {
    /// The merchant.
    pub merchant: MerchantId,
    /// The mall; `None` for all that have no brand of their own.
    pub mall: Option<MallId>,
}

impl BrandPlace {
    /// The mall as the tables have it.
    pub(crate) fn mall_id(&self) -> &str {
        self.mall.as_ref().map_or("", MallId::as_str)
    }
}

/// A new version.
#[derive(Clone, Debug)]
pub struct NewBrandVersion {
    /// What pages look like.
    pub brand: Brand,
    /// From when.
    pub live_from: At,
    /// When it was published.
    pub made_at: At,
    /// By whom.
    pub made_by: PersonId,
}

/// Adds a version; returns its number.
pub async fn insert(tx: &mut Tx, place: &BrandPlace, new: &NewBrandVersion) -> Result<i64, Error> {
    let sql = "SELECT COALESCE(MAX(number), 0) + 1 AS n FROM brand_versions WHERE merchant_id = $1 AND mall_id = $2";
    let args = args![place.merchant.as_str(), place.mall_id()];
    let number = match tx.one(sql, args).await? {
        Some(row) => row.int("n")?,
        None => 1,
    };
    let sql = "INSERT INTO brand_versions (merchant_id, mall_id, number, brand, live_from, made_at, made_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let args = args![
        place.merchant.as_str(),
        place.mall_id(),
        number,
        super::row::json(&new.brand),
        new.live_from,
        new.made_at,
        new.made_by.as_str(),
    ];
    tx.run(sql, args).await?;
    Ok(number)
}

/// The version that is live; `None` where none is.
pub async fn live(tx: &mut Tx, place: &BrandPlace, now: At) -> Result<Option<(i64, Brand)>, Error> {
    let sql = "SELECT number, brand FROM brand_versions
               WHERE merchant_id = $1 AND mall_id = $2 AND live_from <= $3 AND withdrawn_at IS NULL
               ORDER BY live_from DESC, number DESC LIMIT 1";
    let args = args![place.merchant.as_str(), place.mall_id(), now];
    let row = tx.one(sql, args).await?;
    row.map(|row| Ok((row.int("number")?, row.json("brand")?)))
        .transpose()
}

/// The latest versions, the newest first.
pub async fn latest(tx: &mut Tx, place: &BrandPlace) -> Result<Vec<BrandVersion>, Error> {
    let sql = "SELECT v.*, p.account FROM brand_versions v JOIN people p ON p.id = v.made_by
               WHERE v.merchant_id = $1 AND v.mall_id = $2 ORDER BY v.number DESC LIMIT 30";
    let rows = tx
        .all(sql, args![place.merchant.as_str(), place.mall_id()])
        .await?;
    debug_assert!(rows.len() <= LISTED, "the limit of the query");
    rows.iter().map(read).collect()
}

/// One version.
pub async fn find(
    tx: &mut Tx,
    place: &BrandPlace,
    number: i64,
) -> Result<Option<BrandVersion>, Error> {
    let sql = "SELECT v.*, p.account FROM brand_versions v JOIN people p ON p.id = v.made_by
               WHERE v.merchant_id = $1 AND v.mall_id = $2 AND v.number = $3";
    let args = args![place.merchant.as_str(), place.mall_id(), number];
    let row = tx.one(sql, args).await?;
    row.map(|row| read(&row)).transpose()
}

/// Withdraws a version whose time has not come. False for any other.
pub async fn withdraw(
    tx: &mut Tx,
    place: &BrandPlace,
    number: i64,
    now: At,
) -> Result<bool, Error> {
    let sql = "UPDATE brand_versions SET withdrawn_at = $4
               WHERE merchant_id = $1 AND mall_id = $2 AND number = $3 AND live_from > $4 AND withdrawn_at IS NULL";
    let args = args![place.merchant.as_str(), place.mall_id(), number, now];
    Ok(tx.run(sql, args).await? == 1)
}

fn read(row: &Row) -> Result<BrandVersion, Error> {
    Ok(BrandVersion {
        number: row.int("number")?,
        brand: row.json("brand")?,
        live_from: row.at("live_from")?,
        made_at: row.at("made_at")?,
        made_by: row.text("account")?,
        withdrawn: row.maybe_int("withdrawn_at")?.is_some(),
    })
}
