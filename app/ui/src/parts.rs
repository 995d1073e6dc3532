//! Parts that several pages share, one per file.

pub(crate) mod agreements;
pub(crate) mod asked;
pub(crate) mod bank_tile;
pub(crate) mod card_fields;
pub mod chart;
pub mod deadline;
pub(crate) mod errors;
pub(crate) mod fact;
pub(crate) mod field;
pub mod foreign;
pub mod icon;
pub(crate) mod large_amount;
pub mod layout;
mod logo;
pub(crate) mod named_button;
pub(crate) mod next_steps;
pub(crate) mod other_ways;
pub(crate) mod phone_link;
pub(crate) mod provider;
pub mod qr_code;
pub(crate) mod receipt;
pub(crate) mod receipt_facts;
pub(crate) mod refunds;
pub(crate) mod saved_card;
pub(crate) mod summary;
