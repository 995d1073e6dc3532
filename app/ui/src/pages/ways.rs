//! The forms of the choose page, by how the shopper pays.

pub(super) mod bank_list;
pub(super) mod gateway;
pub(super) mod qr;
pub(super) mod quick;
