//! An invented network beside UnionPay, for tests of the border. Its shapes
//! differ: JSON bodies, a signature in a header, long numbers, a QR code in the
//! reply, no undo, and times of its own.

use aws_lc_rs::hmac;
use channels::{
    AfterDecline, CertificateExpiry, Channel, Declined, Done, HttpCall, HttpMethod, HttpReply,
    HttpRequest, HttpResponse, Moved, Notice, NoticeAbout, NoticeError, NumberSeed, Op, Outcome,
    PayBy, PaymentMethod, PaymentTiming, ProductRoute, PublishedCertificates, QuerySchedule,
    RefundCase, RefundTiming, Request, Show, SignatureFault, StartError, Step, UnknownReason,
};
use domain::attempt::{DeclineReason, Receipt};
use domain::channel_id::ChannelId;
use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::money::Money;
use domain::product::Product;
use domain::refund::RefundMethod;
use domain::refusal::Refusal;
use domain::secret::Secret;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The channel's name.
pub static ID: ChannelId = ChannelId::constant("second");
/// Its address.
const BASE: &str = "https://second.example";
/// The header of the signature.
const SIGNATURE: &str = "x-signature";
const KEY: &[u8] = b"the second network's key";

const EVERY_MINUTE: QuerySchedule = QuerySchedule {
    intervals: &[],
    last_s: 60,
};

/// The channel.
pub struct SecondChannel;

impl Channel for SecondChannel {
    fn id(&self) -> &ChannelId {
        &ID
    }

    fn routes(&self) -> &[ProductRoute] {
        &[ProductRoute {
            product: Product::Scan,
            paid_by: PaymentMethod::Qr,
        }]
    }

    fn check_account(&self, _account: &MerchantAccount) -> Result<(), Refusal> {
        Ok(())
    }

    fn new_number(&self, seed: &NumberSeed<'_>) -> String {
        format!("second-{:03}-{}", seed.before, seed.subject)
    }

    fn start(&self, request: &Request, _now: At) -> Result<Step, StartError> {
        let never = At::from_ms(0);
        let (path, payment, pay_until) = match &request.op {
            Op::Pay {
                by: PayBy::Qr,
                payment,
            } => ("pay", None, payment.pay_until),
            Op::Query { payment, .. } => ("query", None, payment.pay_until),
            Op::Close { payment, .. } => ("close", None, payment.pay_until),
            Op::Refund(refund) => ("refund", Some(&refund.payment), never),
            Op::QueryRefund(refund) => ("query_refund", Some(&refund.payment), never),
            _ => return Err(StartError::Unsupported),
        };
        let numbers = request.op.request();
        let body = json!({
            "account": request.account.number,
            "number": numbers.number,
            "fen": numbers.amount.minor(),
            "payment": payment,
            "pay_until_ms": pay_until.ms(),
        });
        let body = body.to_string();
        Ok(Step::Call(HttpCall {
            method: HttpMethod::Post,
            url: format!("{BASE}/{path}"),
            headers: vec![
                ("content-type", "application/json".into()),
                (SIGNATURE, signature(body.as_bytes())),
            ],
            body: Secret::new(body),
            timeout_ms: 5_000,
            reply_max_bytes: 4_096,
        }))
    }

    fn finish(&self, request: &Request, reply: &HttpReply, now: At) -> Outcome {
        let HttpReply::Response(response) = reply else {
            return Outcome::Unknown(UnknownReason::NoReply);
        };
        match verified(&response.headers, &response.body) {
            Ok(fields) => meaning(&request.op, &fields, now),
            Err(fault) => Outcome::Unknown(UnknownReason::BadSignature(fault)),
        }
    }

    fn read_notice(&self, call: &HttpRequest, _now: At) -> Result<Notice, NoticeError> {
        let fields = verified(&call.headers, &call.body)?;
        let text = |name: &'static str| {
            let value = fields[name].as_str().ok_or(NoticeError::NotOurs(name));
            value.map(str::to_owned)
        };
        let refund = fields["kind"] == "refund";
        let outcome = match (refund, receipt(&fields)) {
            (_, None) => return Err(NoticeError::NotOurs("id")),
            (true, Some(receipt)) => Outcome::Moved(Moved::Refund(receipt)),
            (false, Some(receipt)) => Outcome::Moved(Moved::Payment(receipt)),
        };
        Ok(Notice {
            about: if refund {
                NoticeAbout::Refund(RefundMethod::Refund)
            } else {
                NoticeAbout::Payment
            },
            event: fields["event"].as_str().map(str::to_owned),
            number: text("number")?,
            time: None,
            account: text("account")?,
            amount: amount(&fields).ok_or(NoticeError::NotOurs("fen"))?,
            payment: fields["payment"].as_str().map(str::to_owned),
            outcome,
            record: Vec::new(),
        })
    }

    fn acknowledge(&self) -> HttpResponse {
        HttpResponse {
            status: 202,
            headers: vec![("content-type".into(), "application/json".into())],
            body: br#"{"code":"SUCCESS"}"#.to_vec(),
        }
    }

    fn can_close(&self) -> bool {
        true
    }

    fn refund_method(&self, _case: &RefundCase<'_>, _now: At) -> RefundMethod {
        RefundMethod::Refund
    }

    fn payment_timing(&self, _paid_by: PaymentMethod) -> PaymentTiming {
        PaymentTiming {
            queries: EVERY_MINUTE,
            grace_s: 30,
            form_max_age_s: None,
        }
    }

    fn refund_timing(&self) -> RefundTiming {
        RefundTiming {
            queries: EVERY_MINUTE,
            resend_after_s: 30,
            resend_until_s: 86_400,
            not_found_final_s: 172_800,
            watch_s: 172_800,
        }
    }

    fn form_origins(&self) -> &[String] {
        &[]
    }

    fn certificates(&self) -> Vec<CertificateExpiry> {
        Vec::new()
    }

    fn published_certificates(&self) -> Option<&dyn PublishedCertificates> {
        None
    }
}

fn signature(body: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, KEY), body);
    channels::crypto::sha256_hex(tag.as_ref())
}

/// The JSON of a signed body.
fn verified(headers: &[(String, String)], body: &[u8]) -> Result<Value, SignatureFault> {
    let given = headers.iter().find(|(name, _)| name == SIGNATURE);
    match given {
        None => Err(SignatureFault::Absent),
        Some((_, given)) if *given != signature(body) => Err(SignatureFault::Digest),
        Some(_) => serde_json::from_slice(body).map_err(|_| SignatureFault::Absent),
    }
}

fn meaning(op: &Op, fields: &Value, now: At) -> Outcome {
    let moved = |how: fn(Receipt) -> Moved| match receipt(fields) {
        Some(receipt) => Outcome::Moved(how(receipt)),
        None => Outcome::Unknown(UnknownReason::Mismatch("id")),
    };
    match (op, fields["state"].as_str().unwrap_or_default()) {
        (Op::Pay { .. }, "QR") => {
            let qr = fields["qr"].as_str().unwrap_or_default().to_owned();
            Outcome::Done(Done::Show(Show::Qr(qr)))
        }
        (Op::Close { .. }, "CLOSED") => Outcome::Done(Done::Closed),
        (Op::Query { .. }, "PAID") => moved(Moved::Payment),
        (Op::QueryRefund(_), "REFUNDED") => moved(Moved::Refund),
        (Op::Query { .. }, "NOTPAY") => Outcome::NotStarted,
        (_, "NOT_FOUND") => Outcome::Unknown(UnknownReason::NotFound),
        (_, "PROCESSING") => Outcome::Waiting,
        (_, "REFUSED") => Outcome::Declined(Declined {
            code: "REFUSED".into(),
            reason: DeclineReason::Other,
            field: None,
            then: match op {
                // The code may be scanned again.
                Op::Query { payment, .. } if now <= payment.pay_until => {
                    AfterDecline::PayerMayRetry
                }
                _ => AfterDecline::Final,
            },
        }),
        (_, other) => Outcome::Unknown(UnknownReason::PendingCode(other.to_owned())),
    }
}

fn amount(fields: &Value) -> Option<Money> {
    fields["fen"].as_i64().map(Money::fen)
}

fn receipt(fields: &Value) -> Option<Receipt> {
    Some(Receipt {
        network_id: fields["id"].as_str()?.to_owned(),
        trace: None,
        settle_date: None,
        amount: amount(fields)?,
        account: None,
        defect: false,
    })
}

/// The operation of a call to this network; `None` for any other call.
pub fn operation(call: &HttpCall) -> Option<&str> {
    call.url.strip_prefix(BASE)?.strip_prefix('/')
}

/// Header fields and body of a message that the network signed.
pub fn signed(fields: &Value) -> (Vec<(String, String)>, Vec<u8>) {
    let body = fields.to_string().into_bytes();
    (vec![(SIGNATURE.to_owned(), signature(&body))], body)
}

/// The same, signed with another key.
pub fn signed_by_stranger(fields: &Value) -> (Vec<(String, String)>, Vec<u8>) {
    let body = fields.to_string().into_bytes();
    (vec![(SIGNATURE.to_owned(), signature(b"another"))], body)
}

/// The network's side: what was asked, and what was paid and refunded.
#[derive(Default)]
pub(crate) struct SecondNetwork(Mutex<Records>);

#[derive(Default)]
struct Records {
    /// The requests to pay, by number.
    asked: BTreeMap<String, Value>,
    /// The ids of payments and refunds, by number.
    moved: BTreeMap<String, String>,
}

impl SecondNetwork {
    /// Answers a call.
    pub(crate) fn answer(&self, call: &HttpCall) -> HttpReply {
        let body = call.body.expose().as_bytes();
        let headers = call.headers.iter().cloned();
        let headers: Vec<(String, String)> = headers
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let asked = verified(&headers, body).expect("signed as it asks for");
        let number = asked["number"].as_str().expect("a number").to_owned();
        let mut records = self.0.lock().expect("not poisoned");
        let state = match operation(call) {
            Some("pay") => {
                records.asked.insert(number.clone(), asked.clone());
                "QR"
            }
            Some("refund") => {
                records.moved.insert(number.clone(), format!("R-{number}"));
                "PROCESSING"
            }
            Some("query") if records.moved.contains_key(&number) => "PAID",
            Some("query") if records.asked.contains_key(&number) => "NOTPAY",
            Some("query_refund") if records.moved.contains_key(&number) => "REFUNDED",
            _ => "NOT_FOUND",
        };
        let answer = json!({
            "state": state,
            "qr": format!("{BASE}/qr/{number}"),
            "fen": asked["fen"],
            "id": records.moved.get(&number),
        });
        let (headers, body) = signed(&answer);
        HttpReply::Response(HttpResponse {
            status: 200,
            headers,
            body,
        })
    }

    /// The payer pays the last QR code; returns the signed notice.
    pub(crate) fn pay(&self) -> HttpRequest {
        let mut records = self.0.lock().expect("not poisoned");
        let (number, asked) = records.asked.last_key_value().expect("a code");
        let (number, asked) = (number.clone(), asked.clone());
        let id = format!("P-{number}");
        records.moved.insert(number.clone(), id.clone());
        signed_notice(&json!({
            "kind": "payment", "number": number, "id": id,
            "account": asked["account"], "fen": asked["fen"],
        }))
    }
}

/// A network's call with this notice, signed.
pub fn signed_notice(fields: &Value) -> HttpRequest {
    let (headers, body) = signed(fields);
    HttpRequest { headers, body }
}
