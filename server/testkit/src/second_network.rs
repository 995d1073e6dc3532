//! An invented network beside UnionPay, for tests of the border. Its shapes
//! differ: JSON bodies, a signature in a header, long numbers, a QR code in the
//! reply, no undo, and times of its own. It closes payments, makes payouts that
//! may come back, and publishes its certificates.

mod records;

pub(crate) use records::{SecondNetwork, reply};

use aws_lc_rs::hmac;
use channels::{
    AfterDecline, CertificateExpiry, CertificateSet, Channel, Declined, Done, HttpCall, HttpMethod,
    HttpReply, HttpRequest, HttpResponse, Moved, Notice, NoticeAbout, NoticeError, NumberSeed, Op,
    Outcome, PayBy, PaymentMethod, PaymentTiming, PayoutMessage, ProductRoute,
    PublishedCertificates, QuerySchedule, RefundCase, RefundTiming, Request, Show, SignatureFault,
    StartError, Step, UnknownReason,
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
use domain::visit::{Screen, WalletApp};
use serde_json::{Value, json};
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

/// The channel. It carries on without a certificate until it has fetched one.
#[derive(Default)]
pub struct SecondChannel {
    /// The end of the published certificate, once it is known.
    certificate: Mutex<Option<At>>,
}

impl SecondChannel {
    /// A channel whose certificate ends then.
    pub fn with_certificate_until(not_after: At) -> Self {
        Self {
            certificate: Mutex::new(Some(not_after)),
        }
    }
}

impl Channel for SecondChannel {
    fn id(&self) -> &ChannelId {
        &ID
    }

    fn routes(&self) -> &[ProductRoute] {
        &[ProductRoute {
            product: Product::Scan,
            paid_by: PaymentMethod::Qr,
            screens: &Screen::ALL,
            not_inside: &[WalletApp::WeChat],
        }]
    }

    fn check_account(&self, _account: &MerchantAccount) -> Result<(), Refusal> {
        Ok(())
    }

    fn new_number(&self, seed: &NumberSeed<'_>) -> String {
        format!("second-{:03}-{}", seed.before, seed.subject)
    }

    fn start(&self, request: &Request, _now: At) -> Result<Step, StartError> {
        let (path, payment, payout) = match &request.op {
            Op::Pay {
                by: PayBy::Qr,
                payment,
            } => ("pay", Some(payment), None),
            Op::Query { payment, .. } => ("query", Some(payment), None),
            Op::Close { payment, .. } => ("close", Some(payment), None),
            Op::Refund(_) => ("refund", None, None),
            Op::QueryRefund(_) => ("query_refund", None, None),
            Op::Payout(payout) => ("payout", None, Some(payout)),
            Op::QueryPayout(payout) => ("query_payout", None, Some(payout)),
            _ => return Err(StartError::Unsupported),
        };
        let refunded = match &request.op {
            Op::Refund(refund) | Op::QueryRefund(refund) => Some(&refund.payment),
            _ => None,
        };
        let numbers = request.op.request();
        let body = json!({
            "account": request.account.number,
            "number": numbers.number,
            "fen": numbers.amount.minor(),
            "payment": refunded,
            "pay_until_ms": payment.map_or(0, |payment| payment.pay_until.ms()),
            "receiver": payout.map(receiver),
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
        let receipt = receipt(&fields).ok_or(NoticeError::NotOurs("id"))?;
        let (about, moved) = match text("kind")?.as_str() {
            "payment" => (NoticeAbout::Payment, Moved::Payment(receipt)),
            "refund" => (
                NoticeAbout::Refund(RefundMethod::Refund),
                Moved::Refund(receipt),
            ),
            "payout" => (NoticeAbout::Payout, Moved::Payout(receipt)),
            "payout_returned" => (NoticeAbout::Payout, Moved::PayoutReturned(receipt)),
            _ => return Err(NoticeError::NotOurs("kind")),
        };
        Ok(Notice {
            about,
            event: fields["event"].as_str().map(str::to_owned),
            number: text("number")?,
            time: None,
            account: text("account")?,
            amount: amount(&fields).ok_or(NoticeError::NotOurs("fen"))?,
            payment: fields["payment"].as_str().map(str::to_owned),
            outcome: Outcome::Moved(moved),
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
        let known = *self.certificate.lock().expect("not poisoned");
        let expiry = |not_after| CertificateExpiry {
            name: "published",
            not_before: At::from_ms(0),
            not_after,
        };
        known.into_iter().map(expiry).collect()
    }

    fn published_certificates(&self) -> Option<&dyn PublishedCertificates> {
        Some(self)
    }
}

impl PublishedCertificates for SecondChannel {
    fn refresh_s(&self) -> u32 {
        3_600
    }

    fn call(&self, _now: At) -> Result<HttpCall, StartError> {
        Ok(HttpCall {
            method: HttpMethod::Get,
            url: format!("{BASE}/certificates"),
            headers: vec![(SIGNATURE, signature(b""))],
            body: Secret::default(),
            timeout_ms: 5_000,
            reply_max_bytes: 4_096,
        })
    }

    fn accept(&self, reply: &HttpReply, now: At) -> Result<CertificateSet, UnknownReason> {
        let HttpReply::Response(response) = reply else {
            return Err(UnknownReason::NoReply);
        };
        let fields =
            verified(&response.headers, &response.body).map_err(UnknownReason::BadSignature)?;
        let not_after = fields["not_after_ms"].as_i64().map(At::from_ms);
        let not_after = not_after
            .filter(|end| now < *end)
            .ok_or(UnknownReason::Mismatch("not_after_ms"))?;
        *self.certificate.lock().expect("not poisoned") = Some(not_after);
        Ok(CertificateSet {
            count: 1,
            not_after,
        })
    }
}

/// The receiver of a payout, as JSON.
fn receiver(payout: &PayoutMessage) -> Value {
    json!({
        "account": payout.receiver_account.expose(),
        "name": payout.receiver_name.expose(),
        "subject": payout.subject,
    })
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
        (Op::QueryPayout(_), "PAID_OUT") => moved(Moved::Payout),
        (Op::QueryPayout(_), "RETURNED") => moved(Moved::PayoutReturned),
        (Op::Query { .. }, "NOTPAY") => Outcome::NotStarted,
        (Op::Query { .. }, "CLOSED") => Outcome::Declined(Declined {
            code: "CLOSED".into(),
            reason: DeclineReason::TimedOut,
            field: None,
            then: AfterDecline::Final,
        }),
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

/// A network's call with this notice, signed.
pub fn signed_notice(fields: &Value) -> HttpRequest {
    let (headers, body) = signed(fields);
    HttpRequest { headers, body }
}
