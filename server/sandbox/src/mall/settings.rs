//! The settings of the mall.

use domain::brand::Colour;
use domain::secret::Secret;
use std::path::PathBuf;

/// The settings. Addresses have no slash at their end.
#[derive(Clone, Debug)]
pub struct MallSettings {
    /// The desk's public address, as the desk itself has it: it is signed.
    pub desk_url: String,
    /// This mall's own address; its origin is registered for returns.
    pub own_url: String,
    /// The sandbox networks' address, whose `/control` the basket links to.
    pub sandbox_url: String,
    /// The id the desk knows the key by.
    pub key_id: String,
    /// Ed25519, PKCS#8, as PEM text.
    pub private_key_pem: Secret,
    /// Stores the shopper may choose from; at least one.
    pub merchants: Vec<MallMerchant>,
    /// The folder of the two journals; made when it is not there.
    pub data_dir: PathBuf,
}

/// A store on the mall: a merchant of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MallMerchant {
    /// Its id at the desk, `mer_...`.
    pub id: String,
    /// The name shoppers know.
    pub name: String,
    /// One line about it; may be empty.
    pub note: String,
    /// Its colour, for the letter tile.
    pub colour: Colour,
}
