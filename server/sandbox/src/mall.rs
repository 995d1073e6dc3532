//! The demo mall: 江南银行 · 生活商城, a shop of an invented bank.
//!
//! It integrates Paydesk over HTTP as any mall does: orders signed by RFC 9421
//! or sent as a signed link, the shopper redirected, the signed return shown as
//! information, events verified before use, and orders queried where events are
//! late. It handles no card data and does not decide what was paid.
//!
//! Its state is in two append-only files in its data folder. The login is
//! simulated: the visitor chooses a buyer on the page.

mod basket;
mod basket_book;
mod buyer;
mod desk_client;
mod goods;
mod key_set;
mod order_request;
mod page;
mod provider_keys;
mod purchase;
mod purchase_book;
mod refund;
mod request_signature;
mod return_visit;
mod routes;
mod settings;
mod shop;
mod signed_link;
mod signing_key;
#[cfg(test)]
mod test_key;
mod text;
mod visitor;
mod webhook;

use basket_book::BasketBook;
use desk_client::DeskClient;
use domain::clock::Clock;
use domain::entropy::Entropy;
use provider_keys::ProviderKeys;
use purchase_book::PurchaseBook;
use shop::Shop;
use std::sync::Arc;

pub use crate::jsonl_file::JsonlError;
pub use request_signature::RequestToSign;
pub use settings::{MallMerchant, MallSettings, MallStore};
pub use signing_key::{MallSigningKey, SigningKeyError};

/// Why the mall cannot start.
#[derive(Debug, thiserror::Error)]
pub enum MallError {
    /// The private key cannot be used.
    #[error(transparent)]
    Key(#[from] SigningKeyError),
    /// No merchant is configured.
    #[error("the mall needs at least one merchant")]
    NoMerchant,
    /// An address is not a usable URL.
    #[error("not an http(s) address without a slash at its end: {0}")]
    Address(String),
    /// A data file, or its folder, cannot be used.
    #[error(transparent)]
    Journal(#[from] JsonlError),
    /// The HTTP client cannot be built.
    #[error("the mall's HTTP client cannot be built: {0}")]
    Client(#[from] reqwest::Error),
}

/// The mall. Clones share one state.
#[derive(Clone)]
pub struct DemoMall {
    shop: Arc<Shop>,
}

impl DemoMall {
    /// Reads the data files and the key; makes no call.
    ///
    /// # Errors
    /// [`MallError`].
    pub fn open(
        settings: MallSettings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, MallError> {
        for address in [&settings.desk_url, &settings.own_url, &settings.sandbox_url] {
            let known =
                url::Url::parse(address).is_ok_and(|u| matches!(u.scheme(), "http" | "https"));
            if !known || address.ends_with('/') {
                return Err(MallError::Address(address.clone()));
            }
        }
        if settings.merchants.is_empty() {
            return Err(MallError::NoMerchant);
        }
        let key = MallSigningKey::from_pem(&settings.key_id, &settings.private_key_pem)?;
        let desk = DeskClient::new(&settings.desk_url, key, clock.clone(), entropy.clone())?;
        let shop = Shop {
            purchases: PurchaseBook::open(&settings.data_dir.join("purchases.jsonl"))?,
            baskets: BasketBook::open(&settings.data_dir.join("baskets.jsonl"))?,
            provider: ProviderKeys::default(),
            desk,
            settings,
            clock,
            entropy,
        };
        Ok(Self {
            shop: Arc::new(shop),
        })
    }

    /// The pages, and `POST /paydesk/events`, the webhook.
    pub fn router(&self) -> axum::Router {
        routes::router(self.shop.clone())
    }

    /// Reads the events that were sent while the mall was down, then ends.
    /// Retries with growing pauses until Paydesk is up. Needs a tokio runtime.
    pub fn start(&self) -> tokio::task::JoinHandle<()> {
        let shop = self.shop.clone();
        tokio::spawn(async move { shop.catch_up().await })
    }
}

#[cfg(test)]
mod tests;
