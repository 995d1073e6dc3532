//! A notice: a network reports the result of a request.

use crate::outcome::{Outcome, SignatureFault};
use domain::clock::At;
use domain::money::Money;
use domain::refund::RefundMethod;

/// The kind of request that a notice reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeAbout {
    /// A payment.
    Payment,
    /// A refund or an undo.
    Refund(RefundMethod),
    /// A payout.
    Payout,
}

/// A notice that the network signed. The engine compares its facts with the
/// request that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The kind of request. What has moved is of the same kind.
    pub about: NoticeAbout,
    /// The network's id of this notice, the same when it is repeated; `None`
    /// where it has none.
    pub event: Option<String>,
    /// The number of the request at the network.
    pub number: String,
    /// The time of the request, if reported, to the second.
    pub time: Option<At>,
    /// The merchant's number at the network.
    pub account: String,
    /// The amount of the request.
    pub amount: Money,
    /// Of a refund: the network's id of its payment, if reported.
    pub payment: Option<String>,
    /// The outcome: any but `Done`.
    pub outcome: Outcome,
    /// The fields to store, without secrets.
    pub record: Vec<(String, String)>,
}

/// Why a notice was rejected. Contains field names but no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// Not in the network's format, or too long.
    #[error("the notice is not readable")]
    Unreadable,
    /// Not in UTF-8.
    #[error("the notice is not in UTF-8")]
    NotUtf8,
    /// The signature is not the network's.
    #[error("the notice is refused: {0}")]
    Signature(#[from] SignatureFault),
    /// Signed, but not a notice of a request of this program, as this field
    /// shows.
    #[error("not a notice of a request: {0}")]
    NotOurs(&'static str),
}
