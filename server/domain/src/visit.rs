//! Who opened a page, as far as networks and the offer depend on it.
//!
//! Read from headers that anyone can set, so it decides what is offered and
//! what a network is told, never a permission.

use crate::last_way::LastWay;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// Facts about the visitor that a network requires.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// The visitor's IP address.
    pub ip: Option<IpAddr>,
    /// The visitor's device.
    pub screen: Screen,
    /// The wallet app that the page is open in; `None` for a browser and any
    /// other app.
    pub inside: Option<WalletApp>,
    /// The way that was used last in this browser.
    pub last_way: Option<LastWay>,
}

/// The visitor's IP address, as the server found it for a request: its peer's,
/// or the one that trusted proxies name. An extension of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitorAddress(pub IpAddr);

/// The visitor's device. Stored as "is a phone".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "bool", into = "bool")]
pub enum Screen {
    /// A computer.
    #[default]
    Pc,
    /// A phone.
    Phone,
}

/// A wallet app with a browser of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WalletApp {
    /// 微信 on a phone. On a computer it shows pages as any browser does.
    WeChat,
    /// 支付宝.
    Alipay,
    /// 云闪付, or a bank's app that opens pages as 云闪付 does.
    UnionPay,
}

impl Screen {
    /// All variants.
    pub const ALL: [Self; 2] = [Self::Pc, Self::Phone];
}

impl From<bool> for Screen {
    fn from(phone: bool) -> Self {
        if phone { Self::Phone } else { Self::Pc }
    }
}

impl From<Screen> for bool {
    fn from(screen: Screen) -> Self {
        screen == Screen::Phone
    }
}
