//! The three ways to pay on the choose page.

pub(super) mod gateway;
pub(super) mod quick;
pub(super) mod scan;
