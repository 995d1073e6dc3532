//! Use cases of the consoles. Rights are checked here, never in a page. Each
//! change is stored with its audit entry in one transaction.

mod account;
mod approval_subject;
mod approvals;
mod approved_change;
mod authenticator;
mod branding;
mod confirm;
mod directory;
mod exports;
mod found_link;
mod join;
mod merchant_refunds;
mod one_time_links;
pub mod orders;
mod passkey_sign_in;
mod passkeys;
mod password_hash;
mod people;
mod recovery_codes;
mod refund_limit;
mod relying_party;
mod second_factor;
mod session_start;
mod sign_in;
mod sign_up;
mod support;
mod team;
mod timeline;
mod today;
mod work;

pub use authenticator::authenticator_code;
pub(crate) use branding::live_of_all;
pub(crate) use one_time_links::link_for_manager;
pub(crate) use people::{Answer, Failed, People, SESSION_S};
pub(crate) use session_start::BROWSER_KNOWN_S;
