//! A WeChat Pay without sockets: API v3 in partner mode, with generated keys,
//! real signatures and encryption, and records of its own.
//!
//! Calls are read and verified here ([`read`]), answered from the records
//! ([`WechatNetwork`]), and the answer is signed. What is signed is put together
//! here, apart from the channel under test.

mod call;
mod channel;
mod keys;
mod message;
mod records;

pub use call::{WechatCall, WechatOperation, read};
pub use channel::wechat_pay;
pub use keys::WechatSigner;
pub use message::{WechatNotice, WechatReply};
pub use records::{RefundEnd, RefundPlan, WechatNetwork, WechatPayment, WechatRefund};

/// Its address.
const ORIGIN: &str = "https://wechat.example";
/// The provider's number as a partner.
const SP_MCHID: &str = "1230000109";
/// The merchant's number as a sub-merchant.
pub const SUB_MCHID: &str = "1900000109";
/// The provider's app.
const SP_APPID: &str = "wx8888888888888888";
/// Encrypts notices and certificates.
const API_KEY: &str = "Paydesk0Test1Key2Of3Thirty4Two56";
/// The name of the scheme, in requests and in what WeChat Pay signs.
const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";
