//! All networks of the simulation as one: calls, what a payer pays, notices and
//! payments, each in the network's own shape.

use super::durability::Acknowledged;
use super::network::{Payment, PaymentOrigin};
use super::second_network;
use super::simulator::Simulator;
use axum::body::Body;
use axum::http::Request;
use channels::{HttpCall, HttpReply, HttpResponse};
use domain::channel_id::ChannelId;
use domain::clock::At;
use serde_json::Value;
use testkit::network::{
    Fields, answer_body, notice_body, reply, sign, sign_as_stranger, signed_notice,
};
use testkit::wechat_pay::{
    self, WechatCall, WechatNotice, WechatOperation, WechatPayment, WechatReply, WechatSigner,
};

/// A desk's call, as the network reads it.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    /// UnionPay or the invented network.
    Fields(Fields),
    WechatPay(WechatCall),
}

impl Asked {
    pub(super) fn read(call: &HttpCall) -> Self {
        if let Some(call) = wechat_pay::read(call) {
            return Self::WechatPay(call);
        }
        Self::Fields(second_network::read(call).unwrap_or_else(|| {
            url::form_urlencoded::parse(call.body.expose().as_bytes())
                .into_owned()
                .collect()
        }))
    }

    /// Our number; it begins with the attempt's or the refund's part.
    pub(super) fn number(&self) -> &str {
        match self {
            Self::Fields(fields) => &fields["orderId"],
            Self::WechatPay(call) => &call.number,
        }
    }

    pub(super) fn kind(&self) -> String {
        match self {
            Self::Fields(fields) => format!("{}/{}", fields["txnType"], fields["txnSubType"]),
            Self::WechatPay(call) => format!("{:?}", call.operation),
        }
    }

    /// True if it makes a payment possible.
    pub(super) fn is_payment(&self) -> bool {
        match self {
            Self::Fields(fields) => fields["txnType"] == "01",
            Self::WechatPay(call) => call.operation == WechatOperation::Order,
        }
    }
}

/// An answer that is not signed yet.
pub(super) enum Answer {
    /// The request, and the answer.
    Fields(Fields, Fields),
    WechatPay(WechatReply, WechatSigner),
}

impl Answer {
    /// The answer as its network signs it.
    pub(super) fn signed(self, at: At) -> HttpReply {
        match self {
            Self::Fields(asked, fields) if second_network::is_its(&asked) => {
                second_network::answer(&asked, &fields, false)
            }
            Self::Fields(_, fields) => reply(200, answer_body(&sign(fields))),
            Self::WechatPay(reply, signer) => reply.signed(signer, at),
        }
    }

    /// The answer with the signature of an unknown key.
    pub(super) fn by_stranger(self, at: At) -> HttpReply {
        match self {
            Self::Fields(asked, fields) if second_network::is_its(&asked) => {
                second_network::answer(&asked, &fields, true)
            }
            Self::Fields(_, fields) => reply(200, answer_body(&sign_as_stranger(fields))),
            Self::WechatPay(reply, _) => reply.signed(WechatSigner::Stranger, at),
        }
    }
}

/// An answer as a line of the history.
pub(super) fn described(answer: &HttpReply) -> String {
    let HttpReply::Response(HttpResponse { status, body, .. }) = answer else {
        return String::from("nothing comes back");
    };
    if let Ok(body) = serde_json::from_slice::<Value>(body) {
        let known = ["code", "trade_state", "status", "state"];
        let word = known.iter().find_map(|name| body[name].as_str());
        return format!("answered {status} {word:?}");
    }
    let text = String::from_utf8_lossy(body);
    let code = |name: &str| {
        let at = text.find(name)? + name.len();
        text.get(at..at + 2).map(str::to_owned)
    };
    let (code, of_payment) = (code("&respCode="), code("&origRespCode="));
    format!("answered {status} {code:?} {of_payment:?}")
}

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

/// What a notice tells.
#[derive(Clone, Debug)]
pub(super) enum Told {
    /// By UnionPay or the invented network.
    Fields(Fields),
    /// By WeChat Pay: the notice, who signs it, and how many seconds ago.
    WechatPay(WechatNotice, WechatSigner, i64),
}

impl Told {
    /// The network's id of the payment or refund.
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Fields(fields) => &fields["queryId"],
            Self::WechatPay(notice, ..) => &notice.event,
        }
    }

    /// The request that brings it to a desk; `None` where the network sends no
    /// such notice.
    pub(super) fn request(&self, forged: bool, at: At) -> Option<Request<Body>> {
        let fields = match self {
            Self::WechatPay(notice, by, age_s) => {
                let call = notice.signed(*by, at.plus_s(-age_s));
                let mut request = Request::post("/notify/wechat_pay");
                for (name, value) in call.headers {
                    request = request.header(name, value);
                }
                return Some(request.body(Body::from(call.body)).expect("a request"));
            }
            Self::Fields(fields) => fields,
        };
        if second_network::is_its(fields) {
            // This network tells of successes only.
            return self
                .is_success()
                .then(|| second_network::notice(fields, forged));
        }
        let body = if forged {
            notice_body(&sign_as_stranger(fields.clone()))
        } else {
            signed_notice(fields.clone())
        };
        let request = Request::post("/notify/union_pay").body(Body::from(body));
        Some(request.expect("a request"))
    }

    fn is_success(&self) -> bool {
        match self {
            Self::Fields(fields) => matches!(fields["respCode"].as_str(), "00" | "A6"),
            Self::WechatPay(notice, ..) => notice.event_type.ends_with(".SUCCESS"),
        }
    }

    /// What has to be in the database once it is acknowledged.
    pub(super) fn kept(&self) -> Option<Acknowledged> {
        if !self.is_success() {
            return None;
        }
        let paid = |number: &str, id: &str| {
            Acknowledged::PaymentNotice(format!("att_{}", &number[..26]), id.to_owned())
        };
        Some(match self {
            Self::WechatPay(notice, ..) => {
                let text = |name: &str| notice.content[name].as_str().expect("a text");
                match notice.content.get("out_refund_no") {
                    Some(_) => Acknowledged::RefundNotice(text("out_refund_no").to_owned()),
                    None => paid(text("out_trade_no"), text("transaction_id")),
                }
            }
            Self::Fields(fields) => match fields["txnType"].as_str() {
                "04" if second_network::is_its(fields) => {
                    Acknowledged::RefundNotice(second_network::number(fields))
                }
                "04" | "31" => Acknowledged::RefundNotice(fields["orderId"].clone()),
                _ => paid(&fields["orderId"], &fields["queryId"]),
            },
        })
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
