//! Parts that several pages share, one per file.

pub(crate) mod bank_tile;
pub(crate) mod deadline;
pub(crate) mod errors;
pub(crate) mod field;
pub mod icon;
pub(crate) mod large_amount;
pub mod layout;
pub(crate) mod next_steps;
pub(crate) mod qr_code;
pub(crate) mod receipt;
pub(crate) mod receipt_facts;
pub(crate) mod refunds;
pub(crate) mod summary;
