//! Parts that several pages share, one per file.

pub(crate) mod agreements;
pub(crate) mod bank_tile;
pub(crate) mod deadline;
pub(crate) mod errors;
pub(crate) mod field;
pub mod icon;
pub(crate) mod large_amount;
pub mod layout;
pub(crate) mod named_button;
pub(crate) mod next_steps;
pub(crate) mod receipt;
pub mod refunds;
pub(crate) mod summary;
