//! The card form's fields: number, expiry, security code, holder. The same
//! checks run in the browser and on the server.
//!
//! Bank and card type are guessed from the first digits, to help the shopper
//! with the form. A card that is not in the table is accepted: the network
//! decides.

pub mod bin;
pub mod entry;
pub mod expiry;
pub mod holder;
pub mod number;

pub use bin::{BinHint, CardKind, hint};
pub use entry::CheckedCard;
