//! All networks of the simulation as one: calls, notices, what a payer pays, and
//! the payments in their records.

mod call;
mod notice;

pub(super) use call::{NetworkAnswer, NetworkCall, described};
pub(super) use notice::NoticeContent;

use super::network::{Payment, PaymentOrigin};
use super::second_network;
use super::simulator::Simulator;
use domain::channel_id::ChannelId;
use testkit::network::Fields;
use testkit::wechat_pay::WechatPayment;

/// What a payer pays: a bank's form or a QR code.
#[derive(Clone, Debug)]
pub(super) enum Payable {
    /// At UnionPay or the invented network.
    Fields(Fields),
    /// The number of an order at WeChat Pay.
    WechatPay(String),
}

impl Payable {
    pub(super) fn number(&self) -> &str {
        match self {
            Self::Fields(fields) => &fields["orderId"],
            Self::WechatPay(number) => number,
        }
    }
}

/// A payment in the records of its network.
#[derive(Clone, Copy, Debug)]
pub(super) struct RecordedPayment<'a> {
    pub(super) channel: &'static ChannelId,
    /// Our number.
    pub(super) number: &'a str,
    /// The network's id.
    pub(super) id: &'a str,
    /// In fen.
    pub(super) amount: i64,
    /// True where money moved.
    pub(super) moved: bool,
    pub(super) origin: PaymentOrigin,
}

impl<'a> RecordedPayment<'a> {
    /// The attempt's part of our number.
    pub(super) fn attempt(&self) -> &'a str {
        &self.number[..26]
    }

    fn of(payment: &'a Payment) -> Self {
        Self {
            channel: if second_network::is_its(&payment.fields) {
                &testkit::second_network::ID
            } else {
                &channels::unionpay::ID
            },
            number: &payment.wire_no,
            id: &payment.query_id,
            amount: payment.amount,
            moved: payment.moved(),
            origin: payment.origin,
        }
    }

    fn of_wechat(payment: &'a WechatPayment) -> Self {
        Self {
            channel: &channels::wechatpay::ID,
            number: &payment.number,
            id: &payment.id,
            amount: payment.fen,
            moved: payment.moved,
            // WeChat Pay refuses a payment that is late or the second.
            origin: PaymentOrigin::Payer,
        }
    }
}

impl Simulator {
    /// Every payment at every network, failed tries too.
    pub(super) fn payments(&self) -> impl Iterator<Item = RecordedPayment<'_>> {
        let wechat = self.wechat.records.payments();
        let other = self.network.payments().map(RecordedPayment::of);
        other.chain(wechat.map(RecordedPayment::of_wechat))
    }

    /// Every payment that moved money.
    pub(super) fn moved(&self) -> impl Iterator<Item = RecordedPayment<'_>> {
        self.payments().filter(|payment| payment.moved)
    }

    /// Fen refunded of a payment.
    pub(super) fn returned(&self, payment: &RecordedPayment<'_>) -> i64 {
        if *payment.channel == channels::wechatpay::ID {
            self.wechat.records.returned(payment.id)
        } else {
            self.network.returned(payment.id)
        }
    }

    /// What the payer pays with this QR code; `None` for one that is dead.
    pub(super) fn payable(&self, code: &str) -> Option<Payable> {
        if code.starts_with("weixin:") {
            let number = self.wechat.records.number_of_code(code)?;
            return Some(Payable::WechatPay(number.to_owned()));
        }
        Some(Payable::Fields(self.network.qr_request(code)))
    }
}
