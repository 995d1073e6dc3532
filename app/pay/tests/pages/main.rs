//! The pay page over HTTP, against a desk that serves every place.

mod actions;
mod choosing;
mod ended_orders;
mod every_page;
mod fake_desk;
mod frame;
mod html;
mod kept_answers;
mod receipts;
mod render;
mod requests;
mod steps;
