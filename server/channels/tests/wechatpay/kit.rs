//! WeChat Pay's side for the tests: generated keys and certificates, and a signer
//! that is independent of the one under test.
//!
//! Keys are generated once per run. The time is fixed: 2026-06-01 12:00 in China.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{AesGcmKey, SigningKey};
use channels::wechatpay::{Config, PlatformPublicKey, WechatPay};
use channels::{
    Certificate, Channel as _, HttpCall, HttpReply, HttpRequest, HttpResponse, Notice, NoticeError,
    Op, Outcome, PayBy, PaymentMessage, PaymentMethod, RefundMessage, Request, RequestFacts,
    StartError, Step,
};
use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::money::Money;
use domain::refund::RefundMethod;
use domain::secret::Secret;
use rcgen::{
    CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize, SerialNumber,
    date_time_ymd,
};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// 2026-06-01 12:00:00 +08:00.
pub(crate) const NOW: At = At::from_ms(1_780_286_400_000);
pub(crate) const API_KEY: &str = "Paydesk0Test1Key2Of3Thirty4Two56";
pub(crate) const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0112300001092026060100111222000000";
pub(crate) const SP_MCHID: &str = "1230000109";
pub(crate) const SUB_MCHID: &str = "1900000109";
/// The WeChat Pay ids of the payment and of the refund.
pub(crate) const PAID_ID: &str = "4200002026202606011234567890";
pub(crate) const REFUND_ID: &str = "50000000382026060212345678901";

/// Header fields.
pub(crate) type Headers = Vec<(String, String)>;

/// A key and its certificate.
pub(crate) struct Identity {
    pub(crate) key_pem: String,
    pub(crate) cert_pem: String,
    /// What names it in a signature: the certificate's serial, or a key's id.
    pub(crate) serial: String,
}

/// The keys of all parties.
pub(crate) struct Kit {
    /// The provider's API key and certificate.
    pub(crate) partner: Identity,
    /// WeChat Pay's public key mode; `cert_pem` is the public key.
    pub(crate) public: Identity,
    /// Platform certificates: of today, and one that begins in 2028.
    pub(crate) platform: Identity,
    pub(crate) next: Identity,
    /// A platform certificate that ended in 2025.
    pub(crate) ended: Identity,
}

pub(crate) static KIT: LazyLock<Kit> = LazyLock::new(Kit::new);

pub(crate) fn rsa_key() -> KeyPair {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("makes a key")
}

/// A certificate for these years.
pub(crate) fn identity(name: &str, serial: u8, years: (i32, i32)) -> Identity {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    params.serial_number = Some(SerialNumber::from_slice(&[serial; 20]));
    let key = rsa_key();
    let certificate = params.self_signed(&key).expect("signs");
    Identity {
        key_pem: key.serialize_pem(),
        cert_pem: certificate.pem(),
        serial: format!("{serial:02X}").repeat(20),
    }
}

/// Another's key under the name of the public key.
pub(crate) fn stranger() -> Identity {
    Identity {
        key_pem: KIT.partner.key_pem.clone(),
        cert_pem: String::new(),
        serial: PUBLIC_KEY_ID.into(),
    }
}

fn public_key() -> Identity {
    let key = rsa_key();
    let der = STANDARD.encode(key.subject_public_key_info());
    Identity {
        key_pem: key.serialize_pem(),
        cert_pem: format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n"),
        serial: PUBLIC_KEY_ID.into(),
    }
}

impl Kit {
    fn new() -> Self {
        Self {
            partner: identity("partner", 0x5a, (2024, 2029)),
            public: public_key(),
            platform: identity("platform", 0x0b, (2024, 2029)),
            next: identity("next", 0x4c, (2028, 2033)),
            ended: identity("ended", 0x4d, (2020, 2025)),
        }
    }
}

/// The settings with the public key.
pub(crate) fn config() -> Config {
    Config {
        base_url: "http://127.0.0.1:3002/wechat_pay".into(),
        notify_url: "http://127.0.0.1:3000/notify/wechat_pay".into(),
        sp_appid: "wx8888888888888888".into(),
        sp_mchid: SP_MCHID.into(),
        signing_key_pem: Secret::new(KIT.partner.key_pem.as_str()),
        signing_cert_pem: KIT.partner.cert_pem.clone(),
        api_v3_key: Secret::new(API_KEY),
        public_key: Some(PlatformPublicKey {
            id: PUBLIC_KEY_ID.into(),
            pem: KIT.public.cert_pem.clone(),
        }),
        platform_certificates: false,
    }
}

/// The settings with platform certificates.
pub(crate) fn config_of_certificates() -> Config {
    Config {
        public_key: None,
        platform_certificates: true,
        ..config()
    }
}

pub(crate) fn channel() -> WechatPay {
    WechatPay::new(&config()).expect("the settings are good")
}

/// The merchant's account.
pub(crate) fn account() -> MerchantAccount {
    MerchantAccount {
        number: SUB_MCHID.into(),
        mcc: "5411".into(),
        legal_name: "江南茶叶有限公司".into(),
        short_name: "江南茶叶".into(),
    }
}

/// A request of [`account`].
pub(crate) fn request(op: &Op) -> Request {
    Request {
        account: account(),
        op: op.clone(),
    }
}

/// A payment of [`account`].
pub(crate) fn payment() -> PaymentMessage {
    PaymentMessage {
        request: RequestFacts {
            number: "01jxyz00000000000000000000101".into(),
            time: NOW,
            amount: Money::fen(12_800),
        },
        subject: "明前龙井 250g".into(),
        pay_until: NOW.plus_s(900),
        customer_ip: Some("203.0.113.7".into()),
        return_url: "http://127.0.0.1:3000/return?order=tok".into(),
    }
}

pub(crate) fn pay() -> Op {
    Op::Pay {
        payment: payment(),
        by: PayBy::Qr,
    }
}

pub(crate) fn query() -> Op {
    Op::Query {
        payment: payment(),
        paid_by: PaymentMethod::Qr,
    }
}

pub(crate) fn close() -> Op {
    Op::Close {
        payment: payment(),
        paid_by: PaymentMethod::Qr,
    }
}

/// A partial refund of [`payment`], a day later.
pub(crate) fn refund() -> RefundMessage {
    RefundMessage {
        request: RequestFacts {
            number: "01jxyz00000000000000000000901".into(),
            time: NOW.plus_s(86_400),
            amount: Money::fen(2_800),
        },
        method: RefundMethod::Refund,
        payment: PAID_ID.into(),
        paid: Money::fen(12_800),
        paid_by: PaymentMethod::Qr,
    }
}

/// Every operation that the network offers.
pub(crate) fn every_op() -> Vec<Op> {
    vec![
        pay(),
        query(),
        close(),
        Op::Refund(refund()),
        Op::QueryRefund(refund()),
    ]
}

/// The step of an operation of [`account`].
pub(crate) fn start(channel: &WechatPay, op: &Op, now: At) -> Result<HttpCall, StartError> {
    channel.start(&request(op), now).map(|step| match step {
        Step::Call(call) => call,
        Step::Show(show) => panic!("{} is shown to the payer: {show:?}", op.name()),
    })
}

/// The call of an operation.
pub(crate) fn call(op: &Op) -> HttpCall {
    start(&channel(), op, NOW).expect("starts")
}

/// The path with the query of a call, as its signature covers it.
pub(crate) fn target(call: &HttpCall) -> &str {
    call.url
        .strip_prefix("http://127.0.0.1:3002")
        .expect("the sandbox's address")
}

/// The parts of the `Authorization` header.
pub(crate) fn authorization(call: &HttpCall) -> Vec<(String, String)> {
    let headers = call.headers.iter();
    let mut found = headers.filter(|(name, _)| *name == "authorization");
    let (_, text) = found.next().expect("an authorization");
    let parts = text
        .strip_prefix("WECHATPAY2-SHA256-RSA2048 ")
        .expect("the scheme");
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').expect("a pair");
        let value = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
        (name.to_owned(), value.expect("in quotes").to_owned())
    };
    parts.split(',').map(pair).collect()
}

/// A part of the `Authorization` header.
pub(crate) fn part(call: &HttpCall, name: &str) -> String {
    let parts = authorization(call);
    let mut found = parts.iter().filter(|(known, _)| known == name);
    let (_, value) = found.next().expect("a part");
    value.clone()
}

/// The header fields of a body that WeChat Pay signed at `at`.
pub(crate) fn signed_at(by: &Identity, body: &[u8], at: At) -> Headers {
    let (timestamp, nonce) = (
        (at.ms() / 1000).to_string(),
        "c5ac7061fccab6bf3e254dcf98995b8c",
    );
    let mut text = Vec::new();
    for line in [timestamp.as_bytes(), nonce.as_bytes(), body] {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    let key = SigningKey::from_pem(&by.key_pem).expect("reads");
    let signature = STANDARD.encode(key.sign(&text));
    headers(&[
        ("wechatpay-timestamp", &timestamp),
        ("wechatpay-nonce", nonce),
        ("wechatpay-signature", &signature),
        ("wechatpay-serial", &by.serial),
        ("wechatpay-signature-type", "WECHATPAY2-SHA256-RSA2048"),
    ])
}

/// The same now, by the public key.
pub(crate) fn signed(body: &[u8]) -> Headers {
    signed_at(&KIT.public, body, NOW)
}

pub(crate) fn headers(pairs: &[(&str, &str)]) -> Headers {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The headers with one changed; an empty value removes it.
pub(crate) fn with_header(mut headers: Headers, name: &str, value: &str) -> Headers {
    headers.retain(|(known, _)| known != name);
    if !value.is_empty() {
        headers.push((name.to_owned(), value.to_owned()));
    }
    headers
}

/// A reply of the network.
pub(crate) fn reply(status: u16, headers: Headers, body: &[u8]) -> HttpReply {
    HttpReply::Response(HttpResponse {
        status,
        headers,
        body: body.to_vec(),
    })
}

/// A signed reply with this content.
pub(crate) fn answer(status: u16, content: &Value) -> HttpReply {
    let body = content.to_string();
    reply(status, signed(body.as_bytes()), body.as_bytes())
}

/// A signed error.
pub(crate) fn error(status: u16, code: &str) -> HttpReply {
    answer(status, &json!({ "code": code, "message": "说明" }))
}

/// The outcome of a reply to an operation of [`account`].
pub(crate) fn finish(op: &Op, reply: &HttpReply) -> Outcome {
    channel().finish(&request(op), reply, NOW)
}

/// `content` with some fields changed, by path; `null` removes the field.
pub(crate) fn with(mut content: Value, changes: &[(&str, Value)]) -> Value {
    for (path, value) in changes {
        let (parent, name) = path.rsplit_once('/').expect("a path");
        let parent = content.pointer_mut(parent).expect("a parent");
        let parent = parent.as_object_mut().expect("an object");
        if value.is_null() {
            parent.remove(name);
        } else {
            parent.insert(name.to_owned(), value.clone());
        }
    }
    content
}

/// A payment that was made, as in the documents' examples.
pub(crate) fn transaction() -> Value {
    json!({
        "sp_appid": "wx8888888888888888",
        "sp_mchid": SP_MCHID,
        "sub_mchid": SUB_MCHID,
        "out_trade_no": payment().request.number,
        "transaction_id": PAID_ID,
        "trade_type": "NATIVE",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "bank_type": "CMC_CREDIT",
        "attach": "",
        "success_time": "2026-06-01T11:59:56+08:00",
        "payer": { "sp_openid": "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o" },
        "amount": { "total": 12_800, "payer_total": 12_700, "currency": "CNY", "payer_currency": "CNY" },
    })
}

/// A refund that was made, in the reply to its query.
pub(crate) fn refunded() -> Value {
    json!({
        "refund_id": REFUND_ID,
        "out_refund_no": refund().request.number,
        "transaction_id": PAID_ID,
        "out_trade_no": payment().request.number,
        "channel": "ORIGINAL",
        "user_received_account": "招商银行信用卡0403",
        "success_time": "2026-06-02T12:00:05+08:00",
        "create_time": "2026-06-02T12:00:00+08:00",
        "status": "SUCCESS",
        "amount": {
            "total": 12_800, "refund": 2_800, "payer_total": 12_700, "payer_refund": 2_780,
            "settlement_refund": 2_800, "settlement_total": 12_800, "discount_refund": 20,
            "currency": "CNY",
        },
    })
}

/// A refund that was made, in a notice.
pub(crate) fn refund_told() -> Value {
    json!({
        "sp_mchid": SP_MCHID,
        "sub_mchid": SUB_MCHID,
        "transaction_id": PAID_ID,
        "out_trade_no": payment().request.number,
        "refund_id": REFUND_ID,
        "out_refund_no": refund().request.number,
        "refund_status": "SUCCESS",
        "success_time": "2026-06-02T12:00:05+08:00",
        "user_received_account": "招商银行信用卡0403",
        "amount": { "total": 12_800, "refund": 2_800, "payer_total": 12_700, "payer_refund": 2_780 },
    })
}

/// An encrypted part of a message.
pub(crate) fn encrypted(kind: &str, plain: &str) -> Value {
    let key = AesGcmKey::new(API_KEY.as_bytes()).expect("32 bytes");
    let cipher = key
        .seal(b"61f9c719728a", kind.as_bytes(), plain.as_bytes())
        .expect("encrypts");
    json!({
        "original_type": kind,
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": STANDARD.encode(cipher),
        "associated_data": kind,
        "nonce": "61f9c719728a",
    })
}

/// The body of a notice.
pub(crate) fn envelope(event_type: &str, content: &Value) -> Value {
    let kind = if event_type.starts_with("REFUND") {
        "refund"
    } else {
        "transaction"
    };
    json!({
        "id": "EV-2026060112000012345",
        "create_time": "2026-06-01T12:00:00+08:00",
        "resource_type": "encrypt-resource",
        "event_type": event_type,
        "summary": "支付成功",
        "resource": encrypted(kind, &content.to_string()),
    })
}

/// A notice with this body, signed now.
pub(crate) fn notice(envelope: &Value) -> HttpRequest {
    let body = envelope.to_string().into_bytes();
    HttpRequest {
        headers: signed(&body),
        body,
    }
}

pub(crate) fn read(call: &HttpRequest) -> Result<Notice, NoticeError> {
    channel().read_notice(call, NOW)
}

/// The published certificates with these identities.
pub(crate) fn published(identities: &[&Identity]) -> Value {
    let data: Vec<Value> = identities
        .iter()
        .map(|one| {
            json!({
                "serial_no": one.serial,
                "effective_time": "2024-01-01T00:00:00+08:00",
                "expire_time": "2029-01-01T00:00:00+08:00",
                "encrypt_certificate": encrypted("certificate", &one.cert_pem),
            })
        })
        .collect();
    json!({ "data": data })
}

/// The partner's certificate.
pub(crate) fn partner_certificate() -> Certificate {
    Certificate::from_pem(&KIT.partner.cert_pem).expect("reads")
}
