//! A change of WeChat Pay's records. A line of the file has one or more.

use domain::clock::At;
use serde::{Deserialize, Serialize};

use super::notice::WechatNotice;
use super::order::{Order, OrderCode, OrderState};
use super::refund::WechatRefund;

/// A change, as stored. The serialized form of a variant never changes; a new
/// meaning is a new variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WechatChange {
    /// An order was accepted.
    Ordered(Box<Order>),
    /// An order has a new code, and its old one is dead.
    CodeMade {
        out_trade_no: String,
        code: OrderCode,
    },
    /// An order has another state.
    Settled {
        out_trade_no: String,
        state: OrderState,
    },
    /// A refund was accepted.
    RefundTaken(Box<WechatRefund>),
    /// A notice is to be sent.
    Posted(Box<WechatNotice>),
    /// A notice was sent.
    Sent {
        /// The notice.
        id: u64,
        /// When it is sent again, if it is.
        next: Option<At>,
        /// True when Paydesk acknowledged it.
        acknowledged: bool,
    },
    /// A held notice was released.
    Released {
        /// The notice.
        id: u64,
        /// When it is sent.
        at: At,
    },
}
