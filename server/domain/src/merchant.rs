//! A merchant: sells on a mall, has a contract with the provider, and is the
//! payee.

use crate::brand::Brand;
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::display_text;
use crate::goods;
use crate::ids::MerchantId;
use crate::product::Product;
use crate::refusal::{Code, Refusal};
use crate::uscc;
use std::sync::Arc;

/// A merchant as a network knows it: every message names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantAccount {
    /// Its number at the network, in the network's own shape.
    pub number: String,
    /// Its registered name.
    pub legal_name: String,
    /// The short name on card statements.
    pub short_name: String,
    /// Merchant category code, ISO 18245.
    pub mcc: String,
}

/// A merchant's number at one network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountNumber {
    /// The network.
    pub channel: ChannelId,
    /// The number.
    pub number: String,
    /// The products it is used for; `None` for all that the network carries.
    pub products: Option<Vec<Product>>,
}

impl AccountNumber {
    /// An account for all products that the network carries.
    pub const fn for_all_products(channel: ChannelId, number: String) -> Self {
        Self {
            channel,
            number,
            products: None,
        }
    }
}

/// A contracted merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Its id.
    pub id: MerchantId,
    /// The company's registered name, as sent to the network.
    pub legal_name: String,
    /// The short name on card statements.
    pub short_name: String,
    /// The company's registration number (USCC, GB 32100).
    pub uscc: String,
    /// Its accounts, at most one for each channel.
    pub accounts: Vec<AccountNumber>,
    /// Merchant category code, ISO 18245.
    pub mcc: String,
    /// The products under contract.
    pub products: Vec<Product>,
    /// The brand of its pay page.
    pub brand: Arc<Brand>,
    /// False when the contract is suspended.
    pub active: bool,
    /// When it was registered.
    pub created_at: At,
}

impl Merchant {
    /// Checks a merchant that is to be registered.
    ///
    /// # Errors
    /// [`Code::FieldInvalid`] pointing at the field, or rule R3's
    /// [`Code::GoodsNotPayable`] for a category that may not be paid.
    pub fn check(&self) -> Result<(), Refusal> {
        let invalid =
            |pointer: &str, detail: &str| Err(Refusal::at(Code::FieldInvalid, pointer, detail));
        display_text::check(&self.legal_name, 64, "/legal_name")?;
        display_text::check(&self.short_name, 25, "/short_name")?;
        if !uscc::is_valid(&self.uscc) {
            return invalid("/uscc", "no unified social credit code (GB 32100)");
        }
        if self.mcc.len() != 4 || !self.mcc.bytes().all(|b| b.is_ascii_digit()) {
            return invalid("/mcc", "four digits (ISO 18245)");
        }
        goods::check_mcc(&self.mcc).map_err(|r| Refusal {
            pointer: Some(String::from("/mcc")),
            ..r
        })?;
        if self.products.is_empty() {
            return invalid("/products", "at least one product under contract");
        }
        self.brand.check()
    }

    /// Its number at a network, if it has one. For what concerns payments that
    /// have begun: a new one is asked about with [`Merchant::number_for`].
    pub fn number_at(&self, channel: &ChannelId) -> Option<&str> {
        Some(self.account_at(channel)?.number.as_str())
    }

    /// Its number at a network, if a product may be paid with it there.
    pub fn number_for(&self, product: Product, channel: &ChannelId) -> Option<&str> {
        let account = self.account_at(channel)?;
        let products = account.products.as_ref();
        products
            .is_none_or(|listed| listed.contains(&product))
            .then_some(account.number.as_str())
    }

    fn account_at(&self, channel: &ChannelId) -> Option<&AccountNumber> {
        let mut accounts = self.accounts.iter();
        accounts.find(|account| account.channel == *channel)
    }

    /// The account with this number, as messages name it.
    pub fn account(&self, number: &str) -> MerchantAccount {
        MerchantAccount {
            number: number.to_owned(),
            legal_name: self.legal_name.clone(),
            short_name: self.short_name.clone(),
            mcc: self.mcc.clone(),
        }
    }

    /// The products that an order offers: those requested, or all under
    /// contract if none was named; in the page's order.
    ///
    /// # Errors
    /// Rule R2: [`Code::ProductNotContracted`] when a requested product is not
    /// under contract.
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

#[cfg(test)]
mod tests {
    use super::{AccountNumber, Merchant};
    use crate::brand::{Brand, Colour};
    use crate::channel_id::ChannelId;
    use crate::clock::At;
    use crate::ids::MerchantId;
    use crate::product::Product;
    use crate::refusal::Code;
    use std::sync::Arc;

    fn merchant() -> Merchant {
        Merchant {
            id: MerchantId::stored(String::from("mer_1")),
            legal_name: String::from("杭州龙井茶业有限公司"),
            short_name: String::from("龙井茶业"),
            uscc: String::from("91350100M000100Y43"),
            accounts: Vec::new(),
            mcc: String::from("5499"),
            products: vec![Product::Scan, Product::GatewayPersonal],
            brand: Arc::new(Brand::plain(
                "龙井",
                Colour::parse("#0b6e4f").expect("a colour"),
            )),
            active: true,
            created_at: At::from_ms(0),
        }
    }

    #[test]
    fn a_merchant_is_registered_with_what_the_network_needs() {
        assert_eq!(merchant().check(), Ok(()));
        let pointer = |m: Merchant| m.check().expect_err("refused").pointer.expect("a field");
        assert_eq!(
            pointer(Merchant {
                legal_name: String::from("\u{3164}"),
                ..merchant()
            }),
            "/legal_name"
        );
        assert_eq!(
            pointer(Merchant {
                short_name: String::from("龙井\u{200B}"),
                ..merchant()
            }),
            "/short_name"
        );
        assert_eq!(
            pointer(Merchant {
                short_name: "长".repeat(26),
                ..merchant()
            }),
            "/short_name"
        );
        assert_eq!(
            pointer(Merchant {
                uscc: String::from("91350100M000100Y34"),
                ..merchant()
            }),
            "/uscc"
        );
        assert_eq!(
            pointer(Merchant {
                mcc: String::from("54"),
                ..merchant()
            }),
            "/mcc"
        );
        assert_eq!(
            pointer(Merchant {
                mcc: String::from("6012"),
                ..merchant()
            }),
            "/mcc"
        );
        assert_eq!(
            pointer(Merchant {
                products: Vec::new(),
                ..merchant()
            }),
            "/products"
        );
    }

    #[test]
    fn an_account_is_used_for_its_products_alone() {
        let (all, some) = (ChannelId::constant("all"), ChannelId::constant("some"));
        let account = |channel: &ChannelId, products| AccountNumber {
            channel: channel.clone(),
            number: channel.to_string(),
            products,
        };
        let merchant = Merchant {
            accounts: vec![
                account(&all, None),
                account(&some, Some(vec![Product::Scan])),
            ],
            ..merchant()
        };
        for product in Product::ALL {
            assert_eq!(merchant.number_for(product, &all), Some("all"));
            let listed = (product == Product::Scan).then_some("some");
            assert_eq!(merchant.number_for(product, &some), listed);
            let elsewhere = ChannelId::constant("elsewhere");
            assert_eq!(merchant.number_for(product, &elsewhere), None);
        }
        assert_eq!(merchant.number_at(&some), Some("some"));
    }

    #[test]
    fn r2_only_contracted_products_are_offered_in_the_pages_order() {
        let all = merchant().offer(&[]).expect("all of them");
        assert_eq!(all, [Product::Scan, Product::GatewayPersonal]);
        assert_eq!(
            merchant().offer(&[Product::GatewayPersonal]),
            Ok(vec![Product::GatewayPersonal])
        );
        let refused = merchant()
            .offer(&[Product::QuickAgreement])
            .expect_err("no contract");
        assert_eq!(refused.code, Code::ProductNotContracted);
    }
}
