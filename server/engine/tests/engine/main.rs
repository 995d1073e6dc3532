//! Whole payments through the engine: real use cases on a temporary database,
//! a fake network that really signs, and a manual clock.

mod account_products;
mod bank;
mod books;
mod certificates;
mod changing_method;
mod closing;
mod console;
mod console_order_detail;
mod console_orders;
mod creation;
mod deliveries;
mod job_claims;
mod limits;
mod live_updates;
mod merchant_accounts;
mod new_card;
mod observed;
mod pages;
mod payouts;
mod pending_at_bank;
mod races;
mod receipts;
mod refund_lost;
mod refund_races;
mod refunds;
mod remember_card;
mod restart;
mod saved_card;
mod scan;
mod second_network;
mod secrets;
mod surplus;
mod unknown_jobs;
mod unsendable;
mod wechat_pay;
