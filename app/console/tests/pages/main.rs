//! The consoles over HTTP, with a console in memory.

mod account;
mod approvals;
mod audit;
mod brand;
mod browser;
mod confirm;
mod desk;
mod exports;
mod fake_branding;
mod fake_console;
mod fake_provider;
mod fake_refunds;
mod forms;
mod frame;
// The same reader of pages as for the pay page.
#[path = "../../../pay/tests/pages/html.rs"]
mod html;
mod invitations;
mod order_detail;
mod order_list;
mod orders;
mod passkeys;
mod refunds;
mod sign_in;
mod support;
mod team;
mod today;
mod today_page;
