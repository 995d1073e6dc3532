//! What notices tell, each in its network's own shape.

use crate::simulation::durability::Acknowledged;
use crate::simulation::second_network;
use axum::body::Body;
use axum::http::Request;
use domain::clock::At;
use testkit::network::{Fields, notice_body, sign_as_stranger, signed_notice};
use testkit::wechat_pay::{WechatNotice, WechatSigner};

/// What a notice tells.
#[derive(Clone, Debug)]
pub(in crate::simulation) enum NoticeContent {
    /// By UnionPay or the invented network.
    Fields(Fields),
    /// By WeChat Pay: the notice, who signs it, and how many seconds ago.
    WechatPay(WechatNotice, WechatSigner, i64),
}

impl NoticeContent {
    /// The network's id of the payment or refund.
    pub(in crate::simulation) fn id(&self) -> &str {
        match self {
            Self::Fields(fields) => &fields["queryId"],
            Self::WechatPay(notice, ..) => &notice.event,
        }
    }

    /// The request that brings it to a desk; `None` where the network sends no
    /// such notice.
    pub(in crate::simulation) fn request(&self, forged: bool, at: At) -> Option<Request<Body>> {
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
    pub(in crate::simulation) fn kept(&self) -> Option<Acknowledged> {
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
