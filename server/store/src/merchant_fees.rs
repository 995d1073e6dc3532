//! What products cost merchants, by the day from which it is valid.

use super::{Row, Tx, args};
use crate::error::Error;
use domain::application::Fee;
use domain::day::Day;
use domain::ids::MerchantId;
use domain::money::Money;
use domain::product::Product;

/// The most that are listed.
const LISTED: u32 = 200;

/// Adds one, in place of one from the same day.
pub async fn put(tx: &mut Tx, merchant: &MerchantId, fee: &Fee) -> Result<(), Error> {
    let sql = "INSERT INTO merchant_fees (merchant_id, product, valid_from, basis_points, minimum)
               VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (merchant_id, product, valid_from)
               DO UPDATE SET basis_points = excluded.basis_points, minimum = excluded.minimum";
    let values = args![
        merchant.as_str(),
        fee.product.name(),
        fee.from.start_in_china(),
        fee.basis_points,
        fee.minimum.minor(),
    ];
    tx.run(sql, values).await?;
    Ok(())
}

/// Those of a merchant, the newest first.
pub async fn all(tx: &mut Tx, merchant: &MerchantId) -> Result<Vec<Fee>, Error> {
    let sql = "SELECT * FROM merchant_fees WHERE merchant_id = $1 ORDER BY valid_from DESC, product LIMIT $2";
    let rows = tx.all(sql, args![merchant.as_str(), LISTED]).await?;
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Fee, Error> {
    Ok(Fee {
        product: row.parsed("product", Product::parse)?,
        basis_points: row.count("basis_points")?,
        minimum: Money::fen(row.int("minimum")?),
        from: Day::in_china(row.at("valid_from")?),
    })
}
