//! Refunds: their states, results and notices (wire facts 2.3). The same
//! `out_refund_no` again is the same refund, and never more goes back than was
//! paid.

use super::{WechatNetwork, WechatPayment};
use crate::wechat_pay::SP_MCHID;
use crate::wechat_pay::call::WechatCall;
use crate::wechat_pay::message::{WechatNotice, WechatReply, rfc3339};
use domain::clock::At;
use serde_json::{Value, json};

/// How a refund ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundEnd {
    /// `SUCCESS`: the payer has the money.
    Success,
    /// `CLOSED`: given up; no money moved.
    Closed,
    /// Not accepted: the merchant's balance is too low.
    NotEnough,
}

/// What becomes of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundPlan {
    /// From then until its end it is `ABNORMAL`: the payer's card did not take
    /// it, and an operator sends it on later.
    pub abnormal_at: Option<At>,
    /// When it ends; `PROCESSING` before.
    pub ends_at: At,
    /// How it ends.
    pub end: RefundEnd,
}

impl RefundPlan {
    /// It succeeds at once.
    pub const fn success(now: At) -> Self {
        Self {
            abnormal_at: None,
            ends_at: now,
            end: RefundEnd::Success,
        }
    }
}

/// A refund.
#[derive(Clone, Debug)]
pub struct WechatRefund {
    /// `out_refund_no`.
    pub number: String,
    /// The `transaction_id` of the payment.
    pub payment: String,
    /// The amount.
    pub fen: i64,
    /// What becomes of it.
    pub plan: RefundPlan,
    /// `refund_id`.
    id: String,
    /// The amount of the payment.
    total: i64,
    sub_mchid: String,
    out_trade_no: String,
}

impl WechatNetwork {
    /// A refund that was accepted.
    pub fn refund(&self, number: &str) -> Option<&WechatRefund> {
        self.refunds.get(number)
    }

    /// Fen refunded of a payment, in the end.
    pub fn returned(&self, payment: &str) -> i64 {
        let of = |refund: &&WechatRefund| {
            refund.payment == payment && refund.plan.end == RefundEnd::Success
        };
        self.refunds
            .values()
            .filter(of)
            .map(|refund| refund.fen)
            .sum()
    }

    /// True if a refund of the payment was accepted.
    pub(super) fn is_refunded(&self, payment: &str) -> bool {
        self.refunds
            .values()
            .any(|refund| refund.payment == payment)
    }

    pub(super) fn accept_refund(
        &mut self,
        call: &WechatCall,
        now: At,
        plan: RefundPlan,
    ) -> WechatReply {
        let text = |name: &str| call.body[name].as_str().expect("a text").to_owned();
        let fen = |name: &str| call.body["amount"][name].as_i64().expect("an amount");
        let (number, payment) = (call.number.clone(), text("transaction_id"));
        if let Some(known) = self.refunds.get(&number) {
            return if (known.fen, &known.payment) == (fen("refund"), &payment) {
                WechatReply::ok(known.body(now))
            } else {
                WechatReply::error(400, "INVALID_REQUEST")
            };
        }
        let other = |known: &WechatRefund| {
            known.number[..26] == number[..26] && known.plan.end == RefundEnd::Success
        };
        assert!(
            !self.refunds.values().any(other),
            "{number} is sent while another number of that refund may succeed or did"
        );
        let paid = |paid: &&WechatPayment| paid.id == payment && paid.moved;
        let Some(paid) = self.payments().find(paid).cloned() else {
            return WechatReply::error(404, "RESOURCE_NOT_EXISTS");
        };
        if fen("total") != paid.fen || self.returned(&payment) + fen("refund") > paid.fen {
            return WechatReply::error(400, "INVALID_REQUEST");
        }
        if plan.end == RefundEnd::NotEnough {
            return WechatReply::error(403, "NOT_ENOUGH");
        }
        self.count += 1;
        let refund = WechatRefund {
            number: number.clone(),
            id: format!("50000000382026060112{:08}", self.count),
            fen: fen("refund"),
            total: paid.fen,
            sub_mchid: call.sub_mchid.clone(),
            out_trade_no: paid.number,
            payment,
            plan,
        };
        let reply = WechatReply::ok(refund.body(now));
        self.refunds.insert(number, refund);
        reply
    }

    pub(super) fn query_refund(&self, call: &WechatCall, now: At) -> WechatReply {
        let refund = self.refunds.get(&call.number);
        refund.map_or_else(
            || WechatReply::error(404, "RESOURCE_NOT_EXISTS"),
            |refund| WechatReply::ok(refund.body(now)),
        )
    }
}

impl WechatRefund {
    fn status(&self, now: At) -> &'static str {
        let plan = self.plan;
        match plan.end {
            RefundEnd::Success if now >= plan.ends_at => "SUCCESS",
            RefundEnd::Closed if now >= plan.ends_at => "CLOSED",
            _ if plan.abnormal_at.is_some_and(|from| now >= from) => "ABNORMAL",
            _ => "PROCESSING",
        }
    }

    /// The refund in a reply.
    fn body(&self, now: At) -> Value {
        let mut body = json!({
            "refund_id": self.id,
            "out_refund_no": self.number,
            "transaction_id": self.payment,
            "out_trade_no": self.out_trade_no,
            "channel": "ORIGINAL",
            "status": self.status(now),
            "amount": { "total": self.total, "refund": self.fen, "currency": "CNY" },
        });
        if self.status(now) == "SUCCESS" {
            body["success_time"] = json!(rfc3339(self.plan.ends_at));
        }
        body
    }

    /// The notice of its state then; `None` while it is processed.
    pub fn notice(&self, at: At) -> Option<WechatNotice> {
        let status = self.status(at);
        let mut content = json!({
            "sp_mchid": SP_MCHID,
            "sub_mchid": self.sub_mchid,
            "transaction_id": self.payment,
            "out_trade_no": self.out_trade_no,
            "refund_id": self.id,
            "out_refund_no": self.number,
            "refund_status": status,
            "amount": { "total": self.total, "refund": self.fen },
        });
        if status == "SUCCESS" {
            content["success_time"] = json!(rfc3339(self.plan.ends_at));
        }
        (status != "PROCESSING").then(|| WechatNotice {
            event: format!("EV-{}-{status}", self.id),
            event_type: format!("REFUND.{status}"),
            content,
        })
    }
}
