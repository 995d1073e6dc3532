//! A basket: articles with their quantities, and exact sums.

use super::goods::{Article, SHELF};
use super::purchase::PurchasedItem;
use domain::money::{Money, MoneyError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most of one article in a basket.
pub(crate) const MOST_OF_ONE: u32 = 99;

/// A visitor's basket. Contains only existing articles, one to [`MOST_OF_ONE`]
/// of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Basket(BTreeMap<String, u32>);

/// One line of a basket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BasketLine {
    /// The article.
    pub(crate) article: &'static Article,
    /// The quantity, at least one.
    pub(crate) quantity: u32,
}

impl BasketLine {
    /// Quantity times price.
    pub(crate) fn sum(self) -> Result<Money, MoneyError> {
        self.article.price.times(self.quantity)
    }
}

impl Basket {
    /// Adds one of an article.
    pub(crate) fn add(&mut self, article: &Article) {
        let now = self.0.get(article.sku).copied().unwrap_or(0);
        self.set(article, now.saturating_add(1));
    }

    /// Sets the quantity. Zero removes the line; more than [`MOST_OF_ONE`] is
    /// cut to that.
    pub(crate) fn set(&mut self, article: &Article, quantity: u32) {
        if quantity == 0 {
            self.0.remove(article.sku);
        } else {
            self.0
                .insert(article.sku.to_owned(), quantity.min(MOST_OF_ONE));
        }
    }

    /// Removes the items that were ordered.
    pub(crate) fn take_out(&mut self, bought: &[PurchasedItem]) {
        for PurchasedItem { sku, quantity } in bought {
            let left = self
                .0
                .get(sku)
                .copied()
                .unwrap_or(0)
                .saturating_sub(*quantity);
            if left == 0 {
                self.0.remove(sku);
            } else {
                self.0.insert(sku.clone(), left);
            }
        }
    }

    /// The lines, in the order of the page. Articles that are no longer sold
    /// are left out.
    pub(crate) fn lines(&self) -> Vec<BasketLine> {
        let line = |article: &'static Article| {
            self.0
                .get(article.sku)
                .map(|&quantity| BasketLine { article, quantity })
        };
        SHELF.iter().filter_map(line).collect()
    }

    /// The number of pieces.
    pub(crate) fn pieces(&self) -> u32 {
        self.lines().iter().map(|l| l.quantity).sum()
    }

    /// The exact total.
    pub(crate) fn total(&self) -> Result<Money, MoneyError> {
        self.lines()
            .iter()
            .try_fold(Money::fen(0), |sum, line| sum.plus(line.sum()?))
    }
}

#[cfg(test)]
mod tests {
    use super::{Basket, MOST_OF_ONE};
    use crate::mall::goods::Article;
    use crate::mall::purchase::PurchasedItem;
    use domain::money::Money;

    fn article(sku: &str) -> &'static Article {
        Article::find(sku).expect("on the shelf")
    }

    #[test]
    fn sums_are_exact() {
        let mut basket = Basket::default();
        assert_eq!(basket.total(), Ok(Money::fen(0)));
        basket.add(article("cakes"));
        basket.set(article("cakes"), 3);
        basket.add(article("fan"));
        assert_eq!(basket.total(), Ok(Money::fen(3 * 4_590 + 9_650)));
        assert_eq!(basket.pieces(), 4);
        basket.set(article("cakes"), 0);
        assert_eq!(basket.total(), Ok(Money::fen(9_650)));
    }

    #[test]
    fn nobody_orders_more_than_we_carry() {
        let mut basket = Basket::default();
        basket.set(article("desk"), u32::MAX);
        basket.add(article("desk"));
        assert_eq!(basket.pieces(), MOST_OF_ONE);
        assert_eq!(
            basket.total(),
            Ok(Money::fen(680_000 * i64::from(MOST_OF_ONE)))
        );
    }

    #[test]
    fn what_was_ordered_is_taken_out_and_the_rest_stays() {
        let mut basket = Basket::default();
        basket.set(article("tea"), 3);
        basket.add(article("fan"));
        let bought = [("tea", 2), ("fan", 5)].map(|(sku, quantity)| PurchasedItem {
            sku: sku.to_owned(),
            quantity,
        });
        basket.take_out(&bought);
        assert_eq!(basket.total(), Ok(Money::fen(8_800)));
    }

    #[test]
    fn what_left_the_shelf_leaves_the_basket() {
        let basket: Basket = serde_json::from_str(r#"{"abacus":2,"tea":1}"#).expect("reads");
        assert_eq!(basket.pieces(), 1);
    }
}
