//! The settings of the mall.

use domain::brand::Colour;
use domain::secret::Secret;
use std::path::PathBuf;

/// The settings. URLs have no slash at their end.
#[derive(Clone, Debug)]
pub struct MallSettings {
    /// Paydesk's public URL, exactly as in Paydesk's settings: it is signed.
    pub desk_url: String,
    /// The mall's own URL; its origin is registered for returns.
    pub own_url: String,
    /// The sandbox network's URL; the basket links to its `/control`.
    pub sandbox_url: String,
    /// The key's id as registered at Paydesk.
    pub key_id: String,
    /// An Ed25519 key, PKCS#8 in PEM.
    pub private_key_pem: Secret,
    /// The stores that the shopper can choose from; at least one.
    pub merchants: Vec<MallMerchant>,
    /// The folder of the two data files; created if missing.
    pub data_dir: PathBuf,
}

/// A store of the mall: a merchant of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MallMerchant {
    /// Its id at Paydesk, `mer_...`.
    pub id: String,
    /// The name shown to shoppers.
    pub name: String,
    /// One line about it; may be empty.
    pub note: String,
    /// Its colour, for the tile with its first letter.
    pub colour: Colour,
    /// Its own stores, of which an order may name one.
    pub stores: Vec<MallStore>,
}

/// A merchant's own store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MallStore {
    /// Its id at Paydesk, `sto_...`.
    pub id: String,
    /// The name shown to shoppers.
    pub name: String,
}
