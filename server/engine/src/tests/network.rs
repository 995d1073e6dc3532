//! A UnionPay without sockets: throwaway keys, real signatures, records of
//! payments and refunds, and failures on demand.

mod refunds;

use crate::outbound::{Answer, Transport};
use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::Post;
use channels::crypto::{SigningKey, sha256_hex};
use channels::unionpay::{CnRule, Config};
use domain::attempt::Attempt;
use domain::desk::BankForm;
use domain::secret::Secret;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, SerialNumber, date_time_ymd,
};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{LazyLock, Mutex};
use tokio::sync::Notify;

/// The SMS code that is always right.
pub(crate) const SMS_CODE: &str = "135790";
/// The card token that each signing returns.
pub(crate) const CARD_TOKEN: &str = "6235240000020757577";

pub(crate) type Fields = BTreeMap<String, String>;

struct Keys {
    root: String,
    middle: String,
    leaf: (SigningKey, String),
    stranger: (SigningKey, String),
    encryption: String,
    institution: (String, String),
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let key = || KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
    let params = |cn: &str, authority: bool| {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, cn);
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2040, 1, 1);
        params.serial_number = Some(SerialNumber::from_slice(&[0x5a; 18]));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        if authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        }
        params
    };
    let root_key = key();
    let root_params = params("TEST ROOT", true);
    let root = root_params.self_signed(&root_key).expect("signs").pem();
    let root_issuer = Issuer::new(root_params, root_key);
    let middle_key = key();
    let middle_params = params("TEST MIDDLE", true);
    let middle = middle_params
        .signed_by(&middle_key, &root_issuer)
        .expect("signs")
        .pem();
    let issuer = Issuer::new(middle_params, middle_key);
    let leaf = |cn: &str| {
        let key = key();
        let pem = params(cn, false)
            .signed_by(&key, &issuer)
            .expect("signs")
            .pem();
        let pem = pem.replace("\r\n", "\n").trim().replace('\n', "\r\n");
        (key.serialize_pem(), pem)
    };
    let signer = |(key, certificate): (String, String)| {
        (SigningKey::from_pem(&key).expect("a key"), certificate)
    };
    Keys {
        leaf: signer(leaf("041@8310000000083040@中国银联股份有限公司@00016495")),
        stranger: signer(leaf("041@1@某某有限公司@1")),
        encryption: leaf("encryption").1,
        institution: leaf("institution"),
        root,
        middle,
    }
});

/// The channel's settings for this network.
pub(crate) fn config() -> Config {
    Config {
        base_url: "http://127.0.0.1:3002".into(),
        back_url: "http://127.0.0.1:3000/notify/union_pay".into(),
        acq_ins_code: "00012345".into(),
        tr_id: "62000000001".into(),
        signing_key_pem: Secret::new(KEYS.institution.0.as_str()),
        signing_cert_pem: KEYS.institution.1.clone(),
        encrypt_cert_pem: KEYS.encryption.clone(),
        middle_cert_pem: KEYS.middle.clone(),
        root_cert_pem: KEYS.root.clone(),
        cn_rule: CnRule::Production,
        encrypt_sensitive: true,
    }
}

/// What goes wrong with the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Processed, but the answer is lost.
    AnswerLost,
    /// The request is lost.
    RequestLost,
    /// Processed, but a proxy answers 502.
    BadGateway,
    /// Refused with this code; not processed.
    Refuse(&'static str),
    /// Answered with a stranger's signature; not processed.
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
    heard: Vec<Fields>,
    count: u32,
}

/// The fake network.
#[derive(Default)]
pub(crate) struct FakeNetwork {
    records: Mutex<Records>,
    /// Notified when a call hangs.
    hung: Notify,
}

impl FakeNetwork {
    fn records(&self) -> std::sync::MutexGuard<'_, Records> {
        self.records.lock().expect("not poisoned")
    }

    /// The next calls fail like this, in order.
    pub(crate) fn fail_next(&self, failures: &[Failure]) {
        self.fail_after(0, failures);
    }

    /// The calls after the next `well` fail like this, in order.
    pub(crate) fn fail_after(&self, well: usize, failures: &[Failure]) {
        let mut records = self.records();
        records.failures.extend(std::iter::repeat_n(None, well));
        records.failures.extend(failures.iter().copied().map(Some));
    }

    /// Waits until a call hangs.
    pub(crate) async fn wait_for_hang(&self) {
        let deadline = std::time::Duration::from_secs(20);
        tokio::time::timeout(deadline, self.hung.notified())
            .await
            .expect("a call that hangs");
    }

    /// The requests so far, as `txnType/txnSubType`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.records()
            .heard
            .iter()
            .map(|f| format!("{}/{}", f["txnType"], f["txnSubType"]))
            .collect()
    }

    /// The last request of a kind.
    pub(crate) fn last_request(&self, kind: &str) -> Fields {
        let records = self.records();
        let found = records
            .heard
            .iter()
            .rfind(|f| format!("{}/{}", f["txnType"], f["txnSubType"]) == kind);
        found
            .unwrap_or_else(|| panic!("no {kind} was asked"))
            .clone()
    }

    /// The requests for QR codes of these attempts.
    pub(crate) fn qr_requests_for(&self, attempts: &[Attempt]) -> Vec<Fields> {
        let records = self.records();
        let of = |asked: &&Fields| {
            let kind = (asked["txnType"].as_str(), asked["txnSubType"].as_str());
            let number = &asked["orderId"];
            kind == ("01", "07") && attempts.iter().any(|a| number.starts_with(a.id.wire_no()))
        };
        records.heard.iter().filter(of).cloned().collect()
    }

    /// The payer pays on the bank's page; returns the unsigned notice.
    pub(crate) fn pay_form(&self, form: &BankForm) -> Fields {
        let fields: Fields = form.fields.iter().cloned().collect();
        self.pay(&fields, "00")
    }

    /// The payer scans and pays the last QR code; returns the unsigned notice.
    pub(crate) fn pay_qr(&self) -> Fields {
        let fields = self.last_request("01/07");
        self.pay(&fields, "00")
    }

    /// Records a payment with this response code; returns its unsigned notice.
    pub(crate) fn pay(&self, asked: &Fields, code: &str) -> Fields {
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
    async fn post(&self, post: &Post) -> Answer {
        let asked: Fields = url::form_urlencoded::parse(post.body.expose().as_bytes())
            .into_owned()
            .collect();
        let failure = {
            let mut records = self.records();
            records.heard.push(asked.clone());
            let lost = records.refunds_lost && matches!(asked["txnType"].as_str(), "04" | "31");
            let failure = records.failures.pop_front().flatten();
            if lost {
                Some(Failure::RequestLost)
            } else {
                failure
            }
        };
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
            None | Some(Failure::Refuse(_)) => Answer::Body {
                status: 200,
                bytes: answer_body(&sign(fields)),
            },
            Some(Failure::Forged) => Answer::Body {
                status: 200,
                bytes: answer_body(&sign_as_stranger(fields)),
            },
            Some(Failure::BadGateway) => Answer::Body {
                status: 502,
                bytes: b"Bad Gateway".to_vec(),
            },
            Some(Failure::AnswerLost | Failure::RequestLost) => Answer::NoReply,
            Some(Failure::Hang | Failure::HangDone) => {
                self.hung.notify_one();
                std::future::pending().await
            }
        }
    }
}

/// The SMS code in `customerInfo`, which is base64 of `{k=v&k=v}`.
pub(crate) fn sms_code_of(asked: &Fields) -> Option<String> {
    let info = STANDARD.decode(asked.get("customerInfo")?).expect("base64");
    let info = String::from_utf8(info).expect("UTF-8");
    let inner = info.trim_matches(['{', '}']).to_owned();
    inner
        .split('&')
        .find_map(|two| two.strip_prefix("smsCode=").map(str::to_owned))
}

/// The fields of a request that its answer repeats.
pub(crate) fn echoed_fields(asked: &Fields) -> Fields {
    let mut fields = Fields::new();
    for name in [
        "orderId",
        "txnTime",
        "merId",
        "txnType",
        "txnSubType",
        "bizType",
        "accessType",
    ] {
        fields.insert(name.into(), asked[name].clone());
    }
    for (name, value) in [
        ("version", "5.1.0"),
        ("encoding", "UTF-8"),
        ("signMethod", "01"),
        ("respCode", "00"),
    ] {
        fields.insert(name.into(), value.into());
    }
    fields
}

fn sign_as((key, certificate): &(SigningKey, String), mut fields: Fields) -> Fields {
    fields.insert("signPubKeyCert".into(), certificate.clone());
    let text: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let signature = key.sign(sha256_hex(text.join("&").as_bytes()).as_bytes());
    fields.insert("signature".into(), STANDARD.encode(signature));
    fields
}

/// Signs with a key that no certificate chain covers.
pub(crate) fn sign_as_stranger(fields: Fields) -> Fields {
    sign_as(&KEYS.stranger, fields)
}

/// Signs as UnionPay does.
pub(crate) fn sign(fields: Fields) -> Fields {
    sign_as(&KEYS.leaf, fields)
}

/// The body of an answer.
pub(crate) fn answer_body(fields: &Fields) -> Vec<u8> {
    let parts: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
    parts.join("&").into_bytes()
}

/// The body of a notice, signed or not.
pub(crate) fn notice_body(fields: &Fields) -> Vec<u8> {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
        .into_bytes()
}

/// The body of a signed notice.
pub(crate) fn signed_notice(fields: Fields) -> Vec<u8> {
    notice_body(&sign(fields))
}
