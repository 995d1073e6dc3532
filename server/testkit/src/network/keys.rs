//! Keys and certificates of both sides of the fake network, generated once per
//! test process.

use super::message::{Fields, notice_body};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{SigningKey, sha256_hex};
use channels::unionpay::{CommonNameRule, Config, UnionPay};
use domain::secret::Secret;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, SerialNumber, date_time_ymd,
};
use std::sync::{Arc, LazyLock};

/// All keys and certificates.
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

/// The UnionPay channel of a Paydesk with this public URL.
pub fn union_pay(desk: &str) -> Arc<UnionPay> {
    Arc::new(UnionPay::new(&config(desk)).expect("the settings are good"))
}

fn config(desk: &str) -> Config {
    Config {
        base_url: "http://127.0.0.1:3002".into(),
        back_url: format!("{desk}/notify/union_pay"),
        acq_ins_code: "00012345".into(),
        tr_id: "62000000001".into(),
        signing_key_pem: Secret::new(KEYS.institution.0.as_str()),
        signing_cert_pem: KEYS.institution.1.clone(),
        encrypt_cert_pem: KEYS.encryption.clone(),
        middle_cert_pem: KEYS.middle.clone(),
        root_cert_pem: KEYS.root.clone(),
        cn_rule: CommonNameRule::Production,
        encrypt_sensitive: true,
    }
}

fn sign_as((key, certificate): &(SigningKey, String), mut fields: Fields) -> Fields {
    fields.insert("signPubKeyCert".into(), certificate.clone());
    let text: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let signature = key.sign(sha256_hex(text.join("&").as_bytes()).as_bytes());
    fields.insert("signature".into(), STANDARD.encode(signature));
    fields
}

/// Signs with a key that no certificate chain covers.
pub fn sign_as_stranger(fields: Fields) -> Fields {
    sign_as(&KEYS.stranger, fields)
}

/// Signs as UnionPay does.
pub fn sign(fields: Fields) -> Fields {
    sign_as(&KEYS.leaf, fields)
}

/// The body of a signed notice.
pub fn signed_notice(fields: Fields) -> Vec<u8> {
    notice_body(&sign(fields))
}
