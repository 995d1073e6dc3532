//! What an application asks for: products, malls, fees; and the merchant that it
//! makes.

use super::check::number;
use super::entries::Entries;
use super::field::ApplicationField as Field;
use crate::brand::{Brand, Colour};
use crate::clock::At;
use crate::day::Day;
use crate::ids::{MallId, MerchantId};
use crate::merchant::{AccountNumber, Merchant};
use crate::money::Money;
use crate::product::Product;
use std::sync::Arc;

/// The colour of a new merchant's pay page, until it chooses its own.
const PLAIN: Colour = Colour {
    r: 0x1f,
    g: 0x5f,
    b: 0xa8,
};

/// What a product costs the merchant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// The product.
    pub product: Product,
    /// Of each payment, in basis points.
    pub basis_points: u32,
    /// The least of a payment.
    pub minimum: Money,
    /// The first day, in China.
    pub from: Day,
}

/// The products, in the page's order.
pub fn requested_products(entries: &Entries) -> Vec<Product> {
    let names: Vec<_> = entries.text(Field::Products).split(' ').collect();
    let mut products = Product::ALL.to_vec();
    products.retain(|product| names.contains(&product.name()));
    products
}

/// The malls.
pub fn requested_malls(entries: &Entries) -> Vec<MallId> {
    let ids = entries.text(Field::Malls).split(' ');
    ids.filter_map(MallId::parse).collect()
}

/// The fees of the products; none before the terms are entered.
pub fn requested_fees(entries: &Entries) -> Vec<Fee> {
    let Some(from) = Day::parse(entries.text(Field::FeesFrom)) else {
        return Vec::new();
    };
    let products = requested_products(entries).into_iter();
    let fee = |product| {
        let [rate, minimum] = Field::fee_of(product);
        Some(Fee {
            product,
            basis_points: u32::try_from(number(entries, rate)?).ok()?,
            minimum: Money::fen(number(entries, minimum)?),
            from,
        })
    };
    products.filter_map(fee).collect()
}

/// A contract in the fields of the terms: its fees are the newest ones.
pub fn contract_entries(products: &[Product], malls: &[MallId], fees: &[Fee]) -> Entries {
    let mut entries = Entries::default();
    let names: Vec<_> = products.iter().map(|product| product.name()).collect();
    entries.put(Field::Products, names.join(" "));
    let ids: Vec<_> = malls.iter().map(MallId::as_str).collect();
    entries.put(Field::Malls, ids.join(" "));
    for product in products {
        let of_product = fees.iter().filter(|fee| fee.product == *product);
        let Some(fee) = of_product.max_by_key(|fee| fee.from) else {
            continue;
        };
        let [rate, minimum] = Field::fee_of(*product);
        entries.put(rate, Money::fen(i64::from(fee.basis_points)).decimal());
        entries.put(minimum, fee.minimum.decimal());
    }
    if let Some(newest) = fees.iter().map(|fee| fee.from).max() {
        entries.put(Field::FeesFrom, newest.to_string());
    }
    entries
}

/// The merchant of an application that was checked as a whole.
pub fn new_merchant(
    entries: &Entries,
    id: MerchantId,
    accounts: Vec<AccountNumber>,
    now: At,
) -> Merchant {
    let text = |field| entries.text(field).to_owned();
    Merchant {
        id,
        legal_name: text(Field::RegisteredName),
        short_name: text(Field::ShortName),
        uscc: text(Field::Uscc),
        accounts,
        mcc: text(Field::Mcc),
        products: requested_products(entries),
        brand: Arc::new(Brand::plain(text(Field::DisplayName), PLAIN)),
        active: true,
        created_at: now,
    }
}

#[cfg(test)]
mod tests {
    use super::{Fee, contract_entries, requested_fees, requested_products};
    use crate::application::{ApplicationField as Field, Entries};
    use crate::day::Day;
    use crate::money::Money;
    use crate::product::Product;

    #[test]
    fn a_fee_is_exact() {
        let mut entries = Entries::default();
        entries.put(Field::Products, "wechat scan");
        assert_eq!(
            requested_products(&entries),
            [Product::Scan, Product::Wechat]
        );
        assert_eq!(requested_fees(&entries), []);
        entries.put(Field::FeesFrom, "2026-12-01");
        entries.put(Field::ScanRate, "0.38");
        entries.put(Field::ScanMinimum, "0.1");
        entries.put(Field::WechatRate, "0.6");
        entries.put(Field::WechatMinimum, "0");
        let fee = |product, basis_points, fen| Fee {
            product,
            basis_points,
            minimum: Money::fen(fen),
            from: Day::new(2026, 12, 1).expect("a day"),
        };
        let fees = [fee(Product::Scan, 38, 10), fee(Product::Wechat, 60, 0)];
        assert_eq!(requested_fees(&entries), fees);
        let products = requested_products(&entries);
        let contract = contract_entries(&products, &[], &fees);
        assert_eq!(requested_fees(&contract), fees);
    }
}
