//! WeChat Pay's records and rules: orders with their payments, and refunds
//! (wire facts 2.3). The caller decides by chance or by test what becomes of
//! each.
//!
//! An order is paid once, in time, and not after it was closed. The same number
//! again, with the same content, gives a new code; the old one is dead.

mod refunds;

pub use refunds::{RefundEnd, RefundPlan, WechatRefund};

use super::call::{WechatCall, WechatOperation};
use super::message::{WechatNotice, WechatReply, certificates, rfc3339};
use super::{SP_APPID, SP_MCHID};
use domain::clock::At;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A call is refused when it was signed longer ago than this, in seconds.
const FRESH_S: i64 = 300;

/// The records.
#[derive(Debug, Default)]
pub struct WechatNetwork {
    /// By `out_trade_no`.
    orders: BTreeMap<String, Order>,
    /// By `out_refund_no`.
    refunds: BTreeMap<String, WechatRefund>,
    count: u64,
}

/// An order.
#[derive(Clone, Debug)]
struct Order {
    sub_mchid: String,
    fen: i64,
    pay_until: At,
    /// The newest QR code.
    code: String,
    closed: bool,
    /// Payments and failed tries, oldest first.
    payments: Vec<WechatPayment>,
}

/// A payment, or a failed try.
#[derive(Clone, Debug)]
pub struct WechatPayment {
    /// `out_trade_no`.
    pub number: String,
    /// `transaction_id`.
    pub id: String,
    /// The amount.
    pub fen: i64,
    /// True if money moved.
    pub moved: bool,
    /// When the result is known; the payer is paying before.
    pub known_at: At,
}

impl WechatNetwork {
    /// Every payment, failed tries too.
    pub fn payments(&self) -> impl Iterator<Item = &WechatPayment> {
        self.orders.values().flat_map(|order| &order.payments)
    }

    /// How many orders were closed.
    pub fn closed(&self) -> usize {
        self.orders.values().filter(|order| order.closed).count()
    }

    /// The `out_trade_no` of a QR code; `None` for one that is dead.
    pub fn number_of_code(&self, code: &str) -> Option<&str> {
        let mut orders = self.orders.iter();
        let (number, _) = orders.find(|(_, order)| order.code == code)?;
        Some(number)
    }

    /// The answer to a call at `now`. `plan` is what becomes of a new refund.
    pub fn answer(&mut self, call: &WechatCall, now: At, plan: RefundPlan) -> WechatReply {
        if (now.ms() - call.signed_at.ms()).abs() > FRESH_S * 1000 {
            return WechatReply::error(401, "SIGN_ERROR");
        }
        match call.operation {
            WechatOperation::Order => self.place(call),
            WechatOperation::Query => self.query(call, now),
            WechatOperation::Close => self.close(call, now),
            WechatOperation::Refund => self.accept_refund(call, now, plan),
            WechatOperation::QueryRefund => self.query_refund(call, now),
            WechatOperation::Certificates => certificates(),
        }
    }

    fn place(&mut self, call: &WechatCall) -> WechatReply {
        self.count += 1;
        let (body, count) = (&call.body, self.count);
        let expires = body["time_expire"].as_str().expect("a time");
        let expires: jiff::Timestamp = expires.parse().expect("RFC 3339");
        let new = Order {
            sub_mchid: call.sub_mchid.clone(),
            fen: body["amount"]["total"].as_i64().expect("an amount"),
            pay_until: At::from_ms(expires.as_millisecond()),
            code: format!("weixin://wxpay/bizpayurl?pr=T{count:08}"),
            closed: false,
            payments: Vec::new(),
        };
        let code = new.code.clone();
        let order = self.orders.entry(call.number.clone());
        let order = order.or_insert_with(|| new.clone());
        if order.payments.iter().any(|payment| payment.moved) {
            return WechatReply::error(400, "ORDERPAID");
        }
        if order.closed {
            return WechatReply::error(400, "ORDER_CLOSED");
        }
        if (order.fen, order.pay_until) != (new.fen, new.pay_until) {
            return WechatReply::error(403, "OUT_TRADE_NO_USED");
        }
        order.code.clone_from(&code);
        WechatReply::ok(json!({ "code_url": code }))
    }

    fn query(&self, call: &WechatCall, now: At) -> WechatReply {
        let order = self.orders.get(&call.number);
        match order.filter(|order| order.sub_mchid == call.sub_mchid) {
            None => WechatReply::error(404, "ORDER_NOT_EXIST"),
            Some(order) => WechatReply::ok(self.order_body(&call.number, order, now)),
        }
    }

    fn order_body(&self, number: &str, order: &Order, now: At) -> Value {
        let state = self.trade_state(order, now);
        let mut body = json!({
            "sp_appid": SP_APPID,
            "sp_mchid": SP_MCHID,
            "sub_mchid": order.sub_mchid,
            "out_trade_no": number,
            "trade_state": state,
            "trade_state_desc": "状态",
            "amount": { "total": order.fen, "currency": "CNY" },
        });
        if let ("SUCCESS" | "REFUND", Some(paid)) = (state, order.payments.last()) {
            body["transaction_id"] = json!(paid.id);
            body["trade_type"] = json!("NATIVE");
            body["success_time"] = json!(rfc3339(paid.known_at));
            body["payer"] = json!({ "sp_openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" });
            body["amount"]["payer_total"] = json!(order.fen);
        }
        body
    }

    /// The payer tries once more only after a failure, so the last payment
    /// decides.
    fn trade_state(&self, order: &Order, now: At) -> &'static str {
        match order.payments.last() {
            Some(last) if last.known_at > now => "USERPAYING",
            Some(last) if last.moved && self.is_refunded(&last.id) => "REFUND",
            Some(last) if last.moved => "SUCCESS",
            _ if order.closed => "CLOSED",
            Some(_) => "PAYERROR",
            None => "NOTPAY",
        }
    }

    /// Closes an order. Where there is none, it says the same.
    fn close(&mut self, call: &WechatCall, now: At) -> WechatReply {
        let Some(order) = self.orders.get(&call.number) else {
            return WechatReply::empty();
        };
        match self.trade_state(order, now) {
            "USERPAYING" => WechatReply::error(202, "USERPAYING"),
            "SUCCESS" | "REFUND" => WechatReply::error(400, "ORDERPAID"),
            "CLOSED" => WechatReply::error(400, "ORDER_CLOSED"),
            _ => {
                let order = self.orders.get_mut(&call.number);
                order.expect("just found").closed = true;
                WechatReply::empty()
            }
        }
    }

    /// The payer pays an order, with a result that is known at `known_at`.
    /// `None` where WeChat Pay refuses: closed, too late, paid before, or being
    /// paid now.
    pub fn pay(
        &mut self,
        number: &str,
        now: At,
        (moved, known_at): (bool, At),
    ) -> Option<WechatPayment> {
        let order = self.orders.get_mut(number).expect("an order");
        let taken = |payment: &WechatPayment| payment.moved || payment.known_at > now;
        if order.closed || now > order.pay_until || order.payments.iter().any(taken) {
            return None;
        }
        self.count += 1;
        let payment = WechatPayment {
            number: number.to_owned(),
            id: format!("42000020262026060112{:08}", self.count),
            fen: order.fen,
            moved,
            known_at,
        };
        order.payments.push(payment.clone());
        Some(payment)
    }

    /// The notice of a payment that moved money.
    pub fn payment_notice(&self, payment: &WechatPayment) -> WechatNotice {
        let order = &self.orders[&payment.number];
        let mut content = self.order_body(&payment.number, order, payment.known_at);
        content["trade_state"] = json!("SUCCESS");
        WechatNotice {
            event: format!("EV-{}", payment.id),
            event_type: "TRANSACTION.SUCCESS".into(),
            content,
        }
    }
}
