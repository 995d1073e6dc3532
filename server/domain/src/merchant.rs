//! A merchant: sells on a mall, signed with the provider, is the payee.

use crate::brand::Brand;
use crate::clock::At;
use crate::ids::MerchantId;
use crate::mall::Mall;
use crate::product::Product;
use crate::refusal::{Code, Refusal};

/// A contracted merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Its id.
    pub id: MerchantId,
    /// The company's registered name, as it goes upstream.
    pub legal_name: String,
    /// A short name for card statements (UnionPay `merAbbr`).
    pub short_name: String,
    /// The company's registration number (USCC, GB 32100).
    pub uscc: String,
    /// Its number at the network (UnionPay `merId`, 15 digits).
    pub network_no: String,
    /// Merchant category code, ISO 18245.
    pub mcc: String,
    /// The products it has a contract for.
    pub products: Vec<Product>,
    /// How its pay page looks.
    pub brand: Brand,
    /// False when the contract is suspended.
    pub active: bool,
    /// When it was added.
    pub created_at: At,
}

impl Merchant {
    /// Rule R2: may this merchant be the payee of an order from `mall`?
    ///
    /// # Errors
    /// [`Code::MerchantUnknown`] when suspended, [`Code::PayeeIsPlatform`]
    /// when the mall's operator would pay itself.
    pub fn may_be_paid_from(&self, mall: &Mall) -> Result<(), Refusal> {
        if !self.active {
            return Err(Refusal::at(
                Code::MerchantUnknown,
                "/merchant_id",
                "no active merchant by this id",
            ));
        }
        if self.uscc == mall.operator_uscc {
            return Err(Refusal::at(
                Code::PayeeIsPlatform,
                "/merchant_id",
                "the payee is the mall's own operator; only contracted merchants are paid",
            ));
        }
        Ok(())
    }

    /// The products an order may offer: those asked for (or all), of those
    /// under contract, in the page's order.
    ///
    /// # Errors
    /// Rule R2: [`Code::ProductNotContracted`] when one was asked for that is
    /// not under contract.
    pub fn offer(&self, asked: &[Product]) -> Result<Vec<Product>, Refusal> {
        if let Some(missing) = asked.iter().find(|p| !self.products.contains(p)) {
            return Err(Refusal::at(
                Code::ProductNotContracted,
                "/products",
                format!("the merchant has no contract for {}", missing.name()),
            ));
        }
        let offered =
            |p: &Product| self.products.contains(p) && (asked.is_empty() || asked.contains(p));
        Ok(Product::ALL.into_iter().filter(offered).collect())
    }
}
