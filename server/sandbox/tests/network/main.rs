//! The sandbox networks over real HTTP: UnionPay with the desk's own channel as
//! its client, WeChat Pay with a signer of these tests.

mod desk;
mod injected_failures;
mod notices;
mod pages;
mod refunds;
mod wechat_pay;
mod wire;
