//! The consoles over HTTP, with a console in memory.

mod account;
mod applications;
mod approvals;
mod audit;
mod brand;
mod browser;
mod channels;
mod confirm;
mod desk;
mod exports;
mod fake_applications;
mod fake_branding;
mod fake_channels;
mod fake_console;
mod fake_freezes;
mod fake_notifications;
mod fake_provider;
mod fake_refunds;
mod fake_stores;
mod forms;
mod frame;
mod freezes;
// The same reader of pages as for the pay page.
#[path = "../../../pay/tests/pages/html.rs"]
mod html;
mod invitations;
mod notifications;
mod order_detail;
mod order_list;
mod orders;
mod passkeys;
mod refunds;
mod sign_in;
mod stores;
mod support;
mod team;
mod today;
mod today_page;
