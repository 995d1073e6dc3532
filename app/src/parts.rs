//! What pages share: each file is one piece of page.

pub(crate) mod bank_tile;
pub(crate) mod deadline;
pub(crate) mod errors;
pub(crate) mod field;
pub(crate) mod frame;
pub(crate) mod icon;
pub(crate) mod receipt;
pub(crate) mod refunds;
pub(crate) mod sum;
pub(crate) mod summary;
pub(crate) mod ways_out;
