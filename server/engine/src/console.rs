//! Use cases of the consoles. Rights are checked here, never in a page. Each
//! change is stored with its audit entry in one transaction.

mod account;
mod authenticator;
mod one_time_links;
pub mod orders;
mod password_hash;
mod people;
mod sign_in;
mod sign_up;
mod team;
mod timeline;

pub use authenticator::authenticator_code;
pub(crate) use one_time_links::link_for_manager;
pub(crate) use people::{Answer, Failed, People, SESSION_S};
