//! UnionPay's side for the tests: generated keys and certificates, and a signer that
//! is independent of the one under test.
//!
//! Keys are generated once per run. The time is fixed: 2026-06-01 12:00 in China.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{SigningKey, sha256_hex};
use channels::unionpay::{CommonNameRule, Config, UnionPay};
use channels::{
    CardData, CardHolder, Channel as _, HttpCall, HttpReply, HttpRequest, HttpResponse, Notice,
    NoticeError, Op, Outcome, PaymentMessage, PaymentMethod, RefundMessage, Request, RequestFacts,
    StartError, Step,
};
use domain::clock::At;
use domain::merchant::MerchantAccount;
use domain::money::Money;
use domain::refund::RefundMethod;
use domain::secret::Secret;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256, RsaKeySize, SerialNumber, date_time_ymd,
};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

/// 2026-06-01 12:00:00 +08:00.
pub(crate) const NOW: At = At::from_ms(1_780_286_400_000);
/// The common name of UnionPay's signing certificates in production.
pub(crate) const UNIONPAY_CN: &str = "041@8310000000083040@中国银联股份有限公司@00016495";

/// The fields of a message.
pub(crate) type Map = BTreeMap<String, String>;

/// A key and its certificate.
pub(crate) struct Identity {
    pub(crate) key_pem: String,
    pub(crate) cert_pem: String,
}

/// The keys of all parties.
pub(crate) struct Kit {
    pub(crate) root: Identity,
    pub(crate) middle: Identity,
    pub(crate) leaf: Identity,
    pub(crate) encryption: Identity,
    pub(crate) merchant: Identity,
    pub(crate) middle_issuer: Issuer<'static, KeyPair>,
}

pub(crate) static KIT: LazyLock<Kit> = LazyLock::new(Kit::new);

pub(crate) fn rsa_key() -> KeyPair {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("makes a key")
}

/// Parameters of a leaf valid from 2020 to 2030, with a serial of 160 bits.
pub(crate) fn leaf_params(cn: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, cn);
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2030, 1, 1);
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.serial_number = Some(SerialNumber::from_slice(&[0x7f; 20]));
    params
}

pub(crate) fn authority_params(cn: &str) -> CertificateParams {
    let mut params = leaf_params(cn);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// A certificate of `params` from `issuer`, in PEM with CRLF and without a final line
/// end, as UnionPay sends it.
pub(crate) fn issue(
    params: &CertificateParams,
    key: &KeyPair,
    issuer: &Issuer<'_, KeyPair>,
) -> Identity {
    let certificate = params.signed_by(key, issuer).expect("signs");
    let pem = certificate
        .pem()
        .replace("\r\n", "\n")
        .trim()
        .replace('\n', "\r\n");
    Identity {
        key_pem: key.serialize_pem(),
        cert_pem: pem,
    }
}

impl Kit {
    fn new() -> Self {
        let root_key = rsa_key();
        let root_params = authority_params("TEST ROOT");
        let root = Identity {
            key_pem: root_key.serialize_pem(),
            cert_pem: root_params.self_signed(&root_key).expect("signs").pem(),
        };
        let root_issuer = Issuer::new(root_params, root_key);

        let middle_key = rsa_key();
        let middle_params = authority_params("TEST MIDDLE");
        let middle = issue(&middle_params, &middle_key, &root_issuer);
        let middle_issuer = Issuer::new(middle_params, middle_key);

        let leaf = issue(&leaf_params(UNIONPAY_CN), &rsa_key(), &middle_issuer);
        let encryption = issue(&leaf_params("encryption"), &rsa_key(), &middle_issuer);
        let merchant = issue(&leaf_params("merchant"), &rsa_key(), &middle_issuer);
        Self {
            root,
            middle,
            leaf,
            encryption,
            merchant,
            middle_issuer,
        }
    }
}

/// The default settings of the tests.
pub(crate) fn config() -> Config {
    Config {
        base_url: "http://127.0.0.1:3002".into(),
        back_url: "http://127.0.0.1:3000/notices/unionpay".into(),
        acq_ins_code: "00012345".into(),
        tr_id: "62000000001".into(),
        signing_key_pem: Secret::new(KIT.merchant.key_pem.as_str()),
        signing_cert_pem: KIT.merchant.cert_pem.clone(),
        encrypt_cert_pem: KIT.encryption.cert_pem.clone(),
        middle_cert_pem: KIT.middle.cert_pem.clone(),
        root_cert_pem: KIT.root.cert_pem.clone(),
        cn_rule: CommonNameRule::Production,
        encrypt_sensitive: true,
    }
}

pub(crate) fn channel() -> UnionPay {
    UnionPay::new(&config()).expect("the settings are good")
}

/// The merchant's account.
pub(crate) fn account() -> MerchantAccount {
    MerchantAccount {
        number: "777290058167151".into(),
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
            number: "att01JXYZ0000000000000000001".into(),
            time: NOW,
            amount: Money::fen(12_800),
        },
        subject: "明前龙井 250g".into(),
        pay_until: NOW.plus_s(900),
        customer_ip: Some("203.0.113.7".into()),
        return_url: "http://127.0.0.1:3000/return?order=tok".into(),
    }
}

/// A partial refund of [`payment`], a day later.
pub(crate) fn refund() -> RefundMessage {
    RefundMessage {
        request: RequestFacts {
            number: "rfd01JXYZ0000000000000000009".into(),
            time: NOW.plus_s(86_400),
            amount: Money::fen(2_800),
        },
        method: RefundMethod::Refund,
        payment: "782606011200000674028".into(),
        paid: Money::fen(12_800),
        paid_by: PaymentMethod::Agreement,
    }
}

/// The refund, sent by this method.
pub(crate) fn sent_as(refund: RefundMessage, method: RefundMethod) -> RefundMessage {
    RefundMessage { method, ..refund }
}

/// The refund, sent as an undo.
pub(crate) fn undo(refund: RefundMessage) -> RefundMessage {
    sent_as(refund, RefundMethod::Undo)
}

/// The fields of every reply to [`refund`], as in UnionPay's test environment.
pub(crate) fn refund_echo() -> Map {
    map(&[
        ("version", "5.1.0"),
        ("encoding", "utf-8"),
        ("signMethod", "01"),
        ("accessType", "1"),
        ("orderId", "rfd01JXYZ0000000000000000009"),
        ("txnTime", "20260602120000"),
        ("merId", "777290058167151"),
        ("txnType", "04"),
        ("txnSubType", "00"),
        ("bizType", "000902"),
        ("origQryId", "782606011200000674028"),
        ("queryId", "782606021200000674029"),
        ("txnAmt", "2800"),
        ("respCode", "00"),
        ("respMsg", "成功[0000000]"),
    ])
}

/// The reply to the query of a successful refund.
pub(crate) fn returned_answer() -> Map {
    let mut fields = refund_echo();
    fields.extend(map(&[
        ("origRespCode", "00"),
        ("origRespMsg", "成功[0000000]"),
        ("currencyCode", "156"),
        ("traceNo", "067403"),
        ("traceTime", "0602120000"),
        ("settleDate", "0602"),
    ]));
    fields
}

pub(crate) fn card() -> CardData {
    CardData {
        number: Secret::new("6226388000000095"),
        expiry: Some(Secret::new("2912")),
        security_code: Some(Secret::new("248")),
    }
}

pub(crate) fn holder() -> CardHolder {
    CardHolder {
        name: Secret::new("阿依古丽·买买提"),
        id_number: Secret::new("11010119900307461X"),
        phone: Secret::new("18100000000"),
    }
}

/// The step of an operation of [`account`].
pub(crate) fn start(channel: &UnionPay, op: &Op, now: At) -> Result<Step, StartError> {
    channel.start(&request(op), now)
}

/// The outcome of a reply to an operation of [`account`].
pub(crate) fn finish_by(channel: &UnionPay, op: &Op, reply: &HttpReply, now: At) -> Outcome {
    channel.finish(&request(op), reply, now)
}

/// A reply of the network.
pub(crate) fn reply(status: u16, body: &[u8]) -> HttpReply {
    HttpReply::Response(HttpResponse {
        status,
        headers: Vec::new(),
        body: body.to_vec(),
    })
}

/// Reads a notice with this body.
pub(crate) fn notice(channel: &UnionPay, body: &[u8], now: At) -> Result<Notice, NoticeError> {
    let call = HttpRequest {
        headers: Vec::new(),
        body: body.to_vec(),
    };
    channel.read_notice(&call, now)
}

/// The call of an operation.
pub(crate) fn call(channel: &UnionPay, op: &Op) -> HttpCall {
    match start(channel, op, NOW).expect("starts") {
        Step::Call(post) => post,
        Step::Show(show) => panic!("{} is shown to the payer: {show:?}", op.name()),
    }
}

/// The fields of a form body, parsed independently.
pub(crate) fn form_fields(body: &str) -> Map {
    let mut fields = Map::new();
    for pair in body.split('&') {
        let (name, value) = pair.split_once('=').expect("a pair");
        let value = percent_encoding::percent_decode_str(value)
            .decode_utf8()
            .expect("UTF-8");
        assert!(
            fields.insert(name.into(), value.into_owned()).is_none(),
            "{name} twice"
        );
    }
    fields
}

pub(crate) fn map(pairs: &[(&str, &str)]) -> Map {
    pairs
        .iter()
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect()
}

/// The text that is signed, built independently.
pub(crate) fn signed_text(fields: &Map) -> String {
    let parts: Vec<String> = fields
        .iter()
        .filter(|(k, v)| k.as_str() != "signature" && !v.is_empty())
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    parts.join("&")
}

/// Signs as UnionPay does, with any leaf certificate.
pub(crate) fn sign_as(leaf: &Identity, mut fields: Map) -> Map {
    fields.insert("signPubKeyCert".into(), leaf.cert_pem.clone());
    let key = SigningKey::from_pem(&leaf.key_pem).expect("reads");
    let signature = key.sign(sha256_hex(signed_text(&fields).as_bytes()).as_bytes());
    fields.insert("signature".into(), STANDARD.encode(signature));
    fields
}

/// A reply body, as UnionPay writes it.
pub(crate) fn raw_body(fields: &Map) -> String {
    let parts: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
    parts.join("&")
}

/// The form body of a notice.
pub(crate) fn form_body(fields: &Map) -> String {
    let escape = |v: &str| {
        percent_encoding::utf8_percent_encode(v, percent_encoding::NON_ALPHANUMERIC)
            .to_string()
            .replace("%20", "+")
    };
    let parts: Vec<String> = fields
        .iter()
        .map(|(k, v)| format!("{k}={}", escape(v)))
        .collect();
    parts.join("&")
}

/// The fields of every reply to an operation on [`payment`].
pub(crate) fn echo() -> Map {
    map(&[
        ("version", "5.1.0"),
        ("encoding", "utf-8"),
        ("signMethod", "01"),
        ("accessType", "1"),
        ("orderId", "att01JXYZ0000000000000000001"),
        ("txnTime", "20260601120000"),
        ("merId", "777290058167151"),
        ("txnType", "01"),
        ("txnSubType", "01"),
        ("bizType", "000902"),
        ("respCode", "00"),
        ("respMsg", "成功[0000000]"),
    ])
}

/// The reply to the query of a successful payment.
pub(crate) fn paid_answer() -> Map {
    let mut fields = echo();
    fields.extend(map(&[
        ("bizType", "000000"),
        ("origRespCode", "00"),
        ("origRespMsg", "成功[0000000]"),
        ("queryId", "782606011200000674028"),
        ("txnAmt", "12800"),
        ("currencyCode", "156"),
        ("traceNo", "067402"),
        ("traceTime", "0601120000"),
        ("settleDate", "0601"),
        ("settleAmt", "12800"),
        ("settleCurrencyCode", "156"),
        ("accNo", "622638******0095"),
    ]));
    fields
}

/// `fields` with some changed; an empty value removes the field.
pub(crate) fn with(mut fields: Map, changes: &[(&str, &str)]) -> Map {
    for (name, value) in changes {
        if value.is_empty() {
            fields.remove(*name);
        } else {
            fields.insert((*name).to_owned(), (*value).to_owned());
        }
    }
    fields
}

/// The outcome of a signed reply with these fields to `op`.
pub(crate) fn finish(op: &Op, fields: Map) -> Outcome {
    let body = raw_body(&sign_as(&KIT.leaf, fields));
    finish_by(&channel(), op, &reply(200, body.as_bytes()), NOW)
}

/// Prints a line to the terminal, past the test runner's capture.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
