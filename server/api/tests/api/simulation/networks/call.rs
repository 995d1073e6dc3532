//! Calls of desks and their answers, each in its network's own shape.

use crate::simulation::second_network;
use channels::{HttpCall, HttpReply, HttpResponse};
use domain::clock::At;
use serde_json::{Value, json};
use testkit::network::{Fields, answer_body, reply, sign, sign_as_stranger};
use testkit::wechat_pay::{self, WechatCall, WechatOperation, WechatReply, WechatSigner};

/// A desk's call, as the network reads it.
#[derive(Clone, Debug)]
pub(in crate::simulation) enum NetworkCall {
    /// UnionPay or the invented network.
    Fields(Fields),
    WechatPay(WechatCall),
}

impl NetworkCall {
    pub(in crate::simulation) fn read(call: &HttpCall) -> Self {
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
    pub(in crate::simulation) fn number(&self) -> &str {
        match self {
            Self::Fields(fields) => &fields["orderId"],
            Self::WechatPay(call) => &call.number,
        }
    }

    pub(in crate::simulation) fn kind(&self) -> String {
        match self {
            Self::Fields(fields) => format!("{}/{}", fields["txnType"], fields["txnSubType"]),
            Self::WechatPay(call) => format!("{:?}", call.operation),
        }
    }

    /// True if it makes a payment possible.
    pub(in crate::simulation) fn is_payment(&self) -> bool {
        match self {
            Self::Fields(fields) => fields["txnType"] == "01",
            Self::WechatPay(call) => call.operation == WechatOperation::Order,
        }
    }
}

/// An answer that is not signed yet.
pub(in crate::simulation) enum NetworkAnswer {
    /// The request, and the answer.
    Fields(Fields, Fields),
    WechatPay(WechatReply, WechatCall),
}

impl NetworkAnswer {
    /// The answer as its network signs it.
    pub(in crate::simulation) fn signed(self, at: At) -> HttpReply {
        match self {
            Self::Fields(asked, fields) if second_network::is_its(&asked) => {
                second_network::answer(&asked, &fields, false)
            }
            Self::Fields(_, fields) => reply(200, answer_body(&sign(fields))),
            Self::WechatPay(reply, call) => reply.signed(call.signer, at),
        }
    }

    /// The answer with the signature of an unknown key. In WeChat Pay's place
    /// a stranger lies as well.
    pub(in crate::simulation) fn by_stranger(self, at: At) -> HttpReply {
        match self {
            Self::Fields(asked, fields) if second_network::is_its(&asked) => {
                second_network::answer(&asked, &fields, true)
            }
            Self::Fields(_, fields) => reply(200, answer_body(&sign_as_stranger(fields))),
            Self::WechatPay(reply, call) => {
                lie(reply, call.operation).signed(WechatSigner::Stranger, at)
            }
        }
    }
}

/// An answer that would end a payment or a refund, or decline it.
fn lie(mut truth: WechatReply, operation: WechatOperation) -> WechatReply {
    match (operation, truth.status) {
        (WechatOperation::Query, 200) => truth.content["trade_state"] = json!("CLOSED"),
        (WechatOperation::QueryRefund, 200) => truth.content["status"] = json!("CLOSED"),
        (WechatOperation::Close, _) => {
            truth.status = 204;
            truth.content = Value::Null;
        }
        _ => return WechatReply::error(400, "PARAM_ERROR"),
    }
    truth
}

/// An answer as a line of the history.
pub(in crate::simulation) fn described(answer: &HttpReply) -> String {
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
