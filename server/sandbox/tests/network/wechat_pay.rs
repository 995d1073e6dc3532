//! WeChat Pay, with a provider of these tests as its client.

mod desk;
mod failures;
mod keys;
mod notices;
mod order_fields;
mod orders;
mod phone;
mod refunds;
mod signatures;
