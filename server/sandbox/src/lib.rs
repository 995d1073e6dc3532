//! The sandbox, for demos and tests: payment networks that can be made to
//! fail, a payer's phone, and a demo mall.
//!
//! Rules:
//! - it does not depend on the engine: Paydesk is called over HTTP only, by the
//!   network's messages or the malls' API;
//! - every page states that it is a simulation and that no money moves;
//! - notices are sent to loopback addresses only, whatever the request says.

mod accept_language;
mod certificate;
mod certificate_fields;
mod jsonl_file;
pub mod keys;
pub mod mall;
pub mod networks;
mod pem_folder;
mod private_file;
