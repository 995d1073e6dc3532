//! The three ways to pay, as the choose page shows each.

pub(super) mod gateway;
pub(super) mod quick;
pub(super) mod scan;
