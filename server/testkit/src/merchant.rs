//! A registered merchant.

use crate::clock::NOON;
use domain::brand::{Brand, Colour};
use domain::entropy::Entropy;
use domain::ids::MerchantId;
use domain::merchant::{AccountNumber, Merchant};
use domain::product::Product;
use std::sync::Arc;

/// An active merchant with a contract for every product.
pub fn merchant(entropy: &dyn Entropy) -> Merchant {
    Merchant {
        id: MerchantId::new(entropy, NOON),
        legal_name: "杭州龙井茶业有限公司".to_owned(),
        short_name: "龙井茶业".to_owned(),
        uscc: "91350100M000100Y43".to_owned(),
        accounts: vec![AccountNumber::for_all_products(
            channels::unionpay::ID.clone(),
            "777290058110048".to_owned(),
        )],
        mcc: "5499".to_owned(),
        products: Product::ALL.to_vec(),
        brand: Arc::new(Brand::plain(
            "龙井",
            Colour::parse("#0b6e4f").expect("a colour"),
        )),
        active: true,
        created_at: NOON,
    }
}
