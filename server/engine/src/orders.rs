//! Creating, finding, showing, closing and expiring orders.

pub mod close;
pub mod create;
pub(crate) mod current_page;
mod expire;
mod live_updates;
pub mod lookup;
pub(crate) mod order_lock;
pub(crate) mod page;
pub(crate) mod transition;

use crate::jwks::ProviderKey;
use crate::limits::Limits;
use crate::network::Network;
use crate::receipt_link::ReceiptKeys;
use domain::clock::Clock;
use domain::entropy::Entropy;
use page::reader::PageReader;
use std::sync::Arc;
use store::Store;

/// Orders in the database. Held as `Arc<Orders>`.
pub struct Orders {
    pub(crate) store: Arc<Store>,
    pub(crate) network: Arc<Network>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    /// Signs return links.
    pub(crate) provider_key: Arc<ProviderKey>,
    /// Signs the addresses of receipts.
    pub(crate) receipt_keys: ReceiptKeys,
    pub(crate) pages: PageReader,
    pub(crate) limits: Arc<Limits>,
}
