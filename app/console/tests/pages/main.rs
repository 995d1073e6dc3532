//! The consoles over HTTP, with a console in memory.

mod account;
mod audit;
mod browser;
mod fake_console;
mod forms;
mod frame;
// The same reader of pages as for the pay page.
#[path = "../../../pay/tests/pages/html.rs"]
mod html;
mod invitations;
mod order_detail;
mod order_list;
mod orders;
mod sign_in;
mod team;
