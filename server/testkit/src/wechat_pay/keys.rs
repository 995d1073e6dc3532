//! Keys and certificates of both sides, generated once per test process.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{RsaPublicKey, SigningKey};
use rcgen::{
    CertificateParams, KeyPair, PKCS_RSA_SHA256, PublicKeyData as _, RsaKeySize, SerialNumber,
    date_time_ymd,
};
use std::sync::LazyLock;

/// The id of WeChat Pay's public key.
pub(super) const PUBLIC_KEY_ID: &str = "PUB_KEY_ID_0112300001092026060100111222000000";

/// Who signs a reply or a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WechatSigner {
    /// WeChat Pay, with its public key's other half.
    PublicKey,
    /// WeChat Pay, with the key of its platform certificate.
    Certificate,
    /// Someone else, in the name of the public key.
    Stranger,
    /// WeChat Pay, wrongly on purpose: a signature that must be refused.
    Probe,
}

/// All keys and certificates.
pub(super) struct Keys {
    pub(super) partner_pem: String,
    pub(super) partner_cert: String,
    /// Verifies requests.
    pub(super) partner: RsaPublicKey,
    pub(super) public_pem: String,
    public: SigningKey,
    /// The platform certificate (PEM), and its serial in hex.
    pub(super) platform_cert: (String, String),
    platform: SigningKey,
    stranger: SigningKey,
}

pub(super) static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let key = || KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
    let certificate = |key: &KeyPair, serial: u8| {
        let mut params = CertificateParams::default();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2040, 1, 1);
        params.serial_number = Some(SerialNumber::from_slice(&[serial; 20]));
        let pem = params.self_signed(key).expect("signs").pem();
        (pem, format!("{serial:02X}").repeat(20))
    };
    let signing = |key: &KeyPair| SigningKey::from_pem(&key.serialize_pem()).expect("a key");
    let (partner, public, platform) = (key(), key(), key());
    let der = STANDARD.encode(public.subject_public_key_info());
    Keys {
        partner_pem: partner.serialize_pem(),
        partner_cert: certificate(&partner, 0x5a).0,
        partner: RsaPublicKey::from_spki(&partner.subject_public_key_info()).expect("a key"),
        public_pem: format!("-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n"),
        public: signing(&public),
        platform_cert: certificate(&platform, 0x0b),
        platform: signing(&platform),
        stranger: signing(&partner),
    }
});

impl WechatSigner {
    /// The key, and its name in the header.
    pub(super) fn key(self) -> (&'static SigningKey, &'static str) {
        match self {
            Self::PublicKey | Self::Probe => (&KEYS.public, PUBLIC_KEY_ID),
            Self::Certificate => (&KEYS.platform, &KEYS.platform_cert.1),
            Self::Stranger => (&KEYS.stranger, PUBLIC_KEY_ID),
        }
    }

    /// The signer of a reply: the key that the request named in its header
    /// `wechatpay-serial`, else the certificate's.
    pub(super) fn asked_for(serial: Option<&str>) -> Self {
        match serial {
            Some(PUBLIC_KEY_ID) => Self::PublicKey,
            _ => Self::Certificate,
        }
    }
}
