//! A request that has a number at a network: one record for payments, signings,
//! refunds and undos.
//!
//! It is stored before it is sent, so that it can be queried after a crash. Its
//! number is used for nothing else.

use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::money::Money;
use crate::refund::RefundMethod;
use serde::{Deserialize, Serialize};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The payer pays on the network's or the bank's page.
    PayOnPage,
    /// The payer pays by a QR code.
    PayByQr,
    /// The server charges an agreement.
    PayByAgreement,
    /// Signing an agreement: moves no money.
    Sign,
    /// A refund.
    Refund,
    /// An undo of a whole payment.
    Undo,
}

impl Purpose {
    const ALL: [Self; 6] = [
        Self::PayOnPage,
        Self::PayByQr,
        Self::PayByAgreement,
        Self::Sign,
        Self::Refund,
        Self::Undo,
    ];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PayOnPage => "pay_on_page",
            Self::PayByQr => "pay_by_qr",
            Self::PayByAgreement => "pay_by_agreement",
            Self::Sign => "sign",
            Self::Refund => "refund",
            Self::Undo => "undo",
        }
    }

    /// The purpose of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }

    /// The purpose of a refund's request.
    pub const fn of_refund(method: RefundMethod) -> Self {
        match method {
            RefundMethod::Refund => Self::Refund,
            RefundMethod::Undo => Self::Undo,
        }
    }

    /// How a refund's request is sent; `None` for any other request.
    pub const fn refund_method(self) -> Option<RefundMethod> {
        match self {
            Self::Refund => Some(RefundMethod::Refund),
            Self::Undo => Some(RefundMethod::Undo),
            Self::PayOnPage | Self::PayByQr | Self::PayByAgreement | Self::Sign => None,
        }
    }

    /// True where the payer completes it, so that money can move without
    /// another call from the server.
    pub const fn is_by_payer(self) -> bool {
        matches!(self, Self::PayOnPage | Self::PayByQr)
    }
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestEnd {
    /// The payment was made.
    Paid,
    /// The refund was made.
    Returned,
    /// The network declined it.
    Declined,
    /// Its time at the network is over, and nothing was paid.
    Lapsed,
    /// The network closed it on request: nothing was paid, and nothing can be.
    Closed,
    /// The network never received it and no longer accepts it.
    NotReceived,
}

impl RequestEnd {
    const ALL: [Self; 6] = [
        Self::Paid,
        Self::Returned,
        Self::Declined,
        Self::Lapsed,
        Self::Closed,
        Self::NotReceived,
    ];

    /// The name in SQL.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Returned => "returned",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
            Self::Closed => "closed",
            Self::NotReceived => "lost",
        }
    }

    /// The end of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|end| end.name() == name)
    }
}

/// One request at a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkRequest {
    /// The network.
    pub channel: ChannelId,
    /// The network's number of it; unique in the channel.
    pub number: String,
    /// The id of the attempt or the refund.
    pub subject: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The merchant's number at the network.
    pub account: String,
    /// The amount.
    pub amount: Money,
    /// Its time at the network; the same each time it is sent.
    pub network_time: At,
    /// When it was last sent, or was about to be.
    pub last_sent_at: Option<At>,
    /// How often it was sent.
    pub sends: u32,
    /// When an SMS code was requested under this number.
    pub sms_at: Option<At>,
    /// From when on money may move under this number.
    pub money_at: Option<At>,
    /// How it ended, once that is certain.
    pub ended: Option<RequestEnd>,
    /// Until when it is queried although it has ended.
    pub watch_until: Option<At>,
    /// What messages about it repeat.
    pub data: RequestData,
}

/// What the messages of a payment repeat, beside its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestData {
    /// The shopper uses a phone.
    #[serde(default)]
    pub phone: bool,
    /// The shopper's IP address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_ip: Option<String>,
}

impl NetworkRequest {
    /// True while money may move, or may have moved, under this number.
    pub const fn may_move_money(&self) -> bool {
        self.money_at.is_some() && self.ended.is_none()
    }

    /// True while it has to be queried: it is open, or may arrive after all.
    pub fn is_in_doubt(&self, now: At) -> bool {
        self.ended.is_none() || self.watch_until.is_some_and(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use super::{Purpose, RequestEnd};

    #[test]
    fn names_lead_back() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.name()), Some(purpose));
            if let Some(method) = purpose.refund_method() {
                assert_eq!(Purpose::of_refund(method), purpose);
            }
        }
        for end in RequestEnd::ALL {
            assert_eq!(RequestEnd::parse(end.name()), Some(end));
        }
        assert_eq!((Purpose::parse("x"), RequestEnd::parse("")), (None, None));
    }
}
