//! A fake UnionPay without sockets: generated keys, real signatures, records of
//! payments and refunds, and failures on demand.

mod keys;
mod message;
mod refunds;
mod wechat;

pub use keys::{sign, sign_as_stranger, signed_notice, union_pay};
pub use message::{Fields, answer_body, echoed_fields, notice_body, sms_code_of};

use crate::second_network::{self, SecondNetwork};
use crate::wechat_pay;
use async_trait::async_trait;
use channels::{HttpCall, HttpReply, HttpRequest, HttpResponse};
use domain::attempt::Attempt;
use domain::clock::At;
use domain::desk::BankForm;
use engine::network::transport::Transport;
use serde_json::json;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Mutex;
use tokio::sync::Notify;

/// The SMS code that is always right.
pub const SMS_CODE: &str = "135790";
/// The card token that each signing returns.
pub const CARD_TOKEN: &str = "6235240000020757577";

/// What goes wrong with the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Processed, but the answer is lost.
    AnswerLost,
    /// The request is lost.
    RequestLost,
    /// Processed, but a proxy answers 502.
    BadGateway,
    /// Answered with this code, or this state of the invented network, or 400
    /// and this code of WeChat Pay; not processed.
    Refuse(&'static str),
    /// Answered with the signature of an unknown key; not processed.
    Forged,
    /// Never answered; not processed.
    Hang,
    /// Never answered, but processed.
    HangDone,
}

#[derive(Default)]
struct Records {
    /// By order number: the response code and fields of a payment.
    payments: BTreeMap<String, (String, Fields)>,
    /// Fen paid, by `queryId`.
    paid: BTreeMap<String, i64>,
    /// Refunds by their own order number.
    refunds: BTreeMap<String, refunds::RefundRecord>,
    refund_results: VecDeque<String>,
    refunds_lost: bool,
    failures: VecDeque<Option<Failure>>,
    requests: Vec<Fields>,
    count: u32,
}

/// The fake network.
#[derive(Default)]
pub struct FakeNetwork {
    records: Mutex<Records>,
    /// Answers the calls to the invented network.
    second: SecondNetwork,
    /// Answers the calls to WeChat Pay.
    wechat: Mutex<wechat::WechatSide>,
    /// Notified when a call hangs.
    hung: Notify,
}

impl FakeNetwork {
    fn records(&self) -> std::sync::MutexGuard<'_, Records> {
        self.records.lock().expect("not poisoned")
    }

    /// The next calls fail like this, in order.
    pub fn fail_next(&self, failures: &[Failure]) {
        self.fail_after(0, failures);
    }

    /// The `well` next calls succeed; those after them fail like this, in
    /// order.
    pub fn fail_after(&self, well: usize, failures: &[Failure]) {
        let mut records = self.records();
        records.failures.extend(std::iter::repeat_n(None, well));
        records.failures.extend(failures.iter().copied().map(Some));
    }

    /// Waits until a call hangs.
    pub async fn wait_for_hang(&self) {
        let deadline = std::time::Duration::from_secs(20);
        tokio::time::timeout(deadline, self.hung.notified())
            .await
            .expect("a call that hangs");
    }

    /// The requests so far, as `txnType/txnSubType`.
    pub fn requests(&self) -> Vec<String> {
        self.records()
            .requests
            .iter()
            .map(|f| format!("{}/{}", f["txnType"], f["txnSubType"]))
            .collect()
    }

    /// The last request of a kind.
    pub fn last_request(&self, kind: &str) -> Fields {
        let records = self.records();
        let found = records
            .requests
            .iter()
            .rfind(|f| format!("{}/{}", f["txnType"], f["txnSubType"]) == kind);
        found
            .unwrap_or_else(|| panic!("no {kind} was asked"))
            .clone()
    }

    /// The requests for QR codes of these attempts.
    pub fn qr_requests_for(&self, attempts: &[Attempt]) -> Vec<Fields> {
        let records = self.records();
        let of = |asked: &&Fields| {
            let kind = (asked["txnType"].as_str(), asked["txnSubType"].as_str());
            let number = &asked["orderId"];
            kind == ("01", "07") && attempts.iter().any(|a| number.starts_with(a.id.wire_no()))
        };
        records.requests.iter().filter(of).cloned().collect()
    }

    /// The payer pays on the bank's page; returns the unsigned notice.
    pub fn pay_form(&self, form: &BankForm) -> Fields {
        let fields: Fields = form.fields.iter().cloned().collect();
        self.pay(&fields, "00")
    }

    /// The payer scans and pays the last QR code; returns the unsigned notice.
    pub fn pay_qr(&self) -> Fields {
        let fields = self.last_request("01/07");
        self.pay(&fields, "00")
    }

    /// The payer pays the last QR code of the invented network; returns its
    /// notice.
    pub fn pay_second(&self) -> HttpRequest {
        self.pay_second_if_open().expect("not closed")
    }

    /// The same; `None` where it is closed.
    pub fn pay_second_if_open(&self) -> Option<HttpRequest> {
        self.second.pay()
    }

    /// What the invented network was asked for, in order.
    pub fn second_operations(&self) -> Vec<String> {
        self.second.operations()
    }

    /// A payout of the invented network comes back; returns its notice.
    pub fn return_payout(&self, number: &str) -> HttpRequest {
        self.second.return_payout(number)
    }

    /// The invented network publishes a certificate that ends then.
    pub fn publish_certificate(&self, not_after: At) {
        self.second.publish(not_after);
    }

    /// Records a payment with this response code; returns its unsigned notice.
    pub fn pay(&self, asked: &Fields, code: &str) -> Fields {
        let mut records = self.records();
        records.count += 1;
        let mut fields = echoed_fields(asked);
        for (name, value) in [
            ("bizType", asked["bizType"].clone()),
            ("txnType", "01".into()),
            ("txnSubType", asked["txnSubType"].clone()),
            ("txnAmt", asked["txnAmt"].clone()),
            ("currencyCode", "156".into()),
            ("queryId", format!("7826060112000067{:05}", records.count)),
            ("traceNo", format!("{:06}", records.count)),
            ("traceTime", "0601120000".into()),
            ("settleDate", "0601".into()),
            ("accNo", "622202******0123".into()),
            ("respCode", code.into()),
        ] {
            fields.insert(name.into(), value);
        }
        if code == "00" {
            let fen = asked["txnAmt"].parse().expect("an amount");
            records.paid.insert(fields["queryId"].clone(), fen);
        }
        records
            .payments
            .insert(asked["orderId"].clone(), (code.to_owned(), fields.clone()));
        fields
    }

    /// The answer to a query, where the number is known.
    fn answer_query(&self, number: &str) -> Option<Fields> {
        let records = self.records();
        let Some((code, payment)) = records.payments.get(number) else {
            return refunds::answer_query(&records, number);
        };
        let mut fields = payment.clone();
        fields.insert("respCode".into(), "00".into());
        fields.insert("origRespCode".into(), code.clone());
        Some(fields)
    }

    fn answer(&self, asked: &Fields) -> Fields {
        let mut fields = echoed_fields(asked);
        let mut set = |name: &str, value: &str| {
            fields.insert(name.into(), value.into());
        };
        match (asked["txnType"].as_str(), asked["txnSubType"].as_str()) {
            ("77" | "74", _) => {}
            ("79", "00") if sms_code_of(asked).as_deref() == Some(SMS_CODE) => {
                set(
                    "tokenPayData",
                    &format!("{{token={CARD_TOKEN}&trId=62000000001&tokenType=01}}"),
                );
                set("payCardType", "01");
            }
            ("79", "00") => set("respCode", "71"),
            ("01", "07") => set(
                "qrCode",
                "https://qr.95516.com/00010000/62130000000000000000000000000001",
            ),
            ("01", "01") => {
                let right = sms_code_of(asked).is_none_or(|code| code == SMS_CODE);
                let booked = self.pay(asked, if right { "00" } else { "71" });
                set("respCode", &booked["respCode"]);
            }
            ("00", "00") => match self.answer_query(&asked["orderId"]) {
                Some(answered) => fields.extend(answered),
                None => set("respCode", "34"),
            },
            ("04" | "31", "00") => {
                let code = refunds::accept(&mut self.records(), asked);
                set("respCode", &code);
            }
            other => panic!("the network does not know {other:?}"),
        }
        fields
    }
}

#[async_trait]
impl Transport for FakeNetwork {
    async fn send(&self, call: &HttpCall) -> HttpReply {
        if second_network::operation(call).is_some() {
            return self.send_to_second(call).await;
        }
        if let Some(call) = wechat_pay::read(call) {
            return self.send_to_wechat(call).await;
        }
        let asked: Fields = url::form_urlencoded::parse(call.body.expose().as_bytes())
            .into_owned()
            .collect();
        let failure = self.receive(&asked);
        let fields = match failure {
            None | Some(Failure::AnswerLost | Failure::BadGateway | Failure::HangDone) => {
                self.answer(&asked)
            }
            Some(Failure::Refuse(code)) => {
                let mut fields = echoed_fields(&asked);
                fields.insert("respCode".into(), code.into());
                fields
            }
            Some(Failure::RequestLost | Failure::Forged | Failure::Hang) => echoed_fields(&asked),
        };
        match failure {
            None | Some(Failure::Refuse(_)) => reply(200, answer_body(&sign(fields))),
            Some(Failure::Forged) => reply(200, answer_body(&sign_as_stranger(fields))),
            Some(Failure::BadGateway) => reply(502, b"Bad Gateway".to_vec()),
            Some(Failure::AnswerLost | Failure::RequestLost) => HttpReply::NoReply,
            Some(Failure::Hang | Failure::HangDone) => {
                self.hung.notify_one();
                std::future::pending().await
            }
        }
    }
}

impl FakeNetwork {
    /// Answers a call to the invented network, or fails.
    async fn send_to_second(&self, call: &HttpCall) -> HttpReply {
        let failure = self.records().failures.pop_front().flatten();
        let Some(failure) = failure else {
            return self.second.answer(call);
        };
        if matches!(
            failure,
            Failure::AnswerLost | Failure::BadGateway | Failure::HangDone
        ) {
            self.second.answer(call);
        }
        match failure {
            Failure::AnswerLost | Failure::RequestLost => HttpReply::NoReply,
            Failure::BadGateway => reply(502, b"Bad Gateway".to_vec()),
            Failure::Refuse(state) => second_network::reply(&json!({ "state": state })),
            Failure::Forged => {
                let (headers, body) = second_network::signed_by_stranger(&json!({}));
                HttpReply::Response(HttpResponse {
                    status: 200,
                    headers,
                    body,
                })
            }
            Failure::Hang | Failure::HangDone => {
                self.hung.notify_one();
                std::future::pending().await
            }
        }
    }

    /// Records the request; returns how it fails.
    fn receive(&self, asked: &Fields) -> Option<Failure> {
        let mut records = self.records();
        records.requests.push(asked.clone());
        let failure = records.failures.pop_front().flatten();
        if records.refunds_lost && matches!(asked["txnType"].as_str(), "04" | "31") {
            return Some(Failure::RequestLost);
        }
        failure
    }
}

/// A reply of a network.
pub fn reply(status: u16, body: Vec<u8>) -> HttpReply {
    HttpReply::Response(HttpResponse {
        status,
        headers: Vec::new(),
        body,
    })
}

/// A network's call with this notice.
pub fn notice_call(body: &[u8]) -> HttpRequest {
    HttpRequest {
        headers: Vec::new(),
        body: body.to_vec(),
    }
}
