//! The settings of the UnionPay channel and their checks.
//!
//! CFCA's certificates come with UnionPay's product kit and are settings. Test
//! and production differ by settings only.

use domain::secret::Secret;

use crate::absolute_url::is_absolute;
use crate::certificate::CertificateError;
use crate::crypto::RsaKeyError;

/// The common names that are accepted in UnionPay's certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommonNameRule {
    /// `中国银联股份有限公司` only.
    Production,
    /// Also `00040000:SIGN`, which UnionPay's test environment uses.
    Test,
}

/// The settings. Keys and certificates are PEM texts, not paths.
#[derive(Clone, Debug)]
pub struct Config {
    /// The URL of the gateway without a path: `https://gateway.95516.com`,
    /// `https://gateway.test.95516.com`, or the sandbox.
    pub base_url: String,
    /// The absolute URL for notices, without a query string.
    pub back_url: String,
    /// `acqInsCode`: the provider's code as an acquiring institution, 8 to 11
    /// letters and digits.
    pub acq_ins_code: String,
    /// `trId` of the token product: `62000000001` for tests, else by contract.
    pub tr_id: String,
    /// The provider's signing key (PEM, not encrypted).
    pub signing_key_pem: Secret,
    /// The certificate of that key (PEM); its serial is `certId`.
    pub signing_cert_pem: String,
    /// UnionPay's encryption certificate (PEM); its serial is
    /// `encryptCertId`.
    pub encrypt_cert_pem: String,
    /// CFCA's intermediate certificate (PEM), from UnionPay's kit.
    pub middle_cert_pem: String,
    /// CFCA's root certificate (PEM), from UnionPay's kit.
    pub root_cert_pem: String,
    /// The common names that are accepted in UnionPay's certificates.
    pub cn_rule: CommonNameRule,
    /// Encrypts card data with UnionPay's certificate. By UnionPay's rules for
    /// institutions it is sent plain inside TLS, unless agreed otherwise. The
    /// sandbox accepts both.
    pub encrypt_sensitive: bool,
}

/// Why the settings were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not an absolute http(s) URL, or with a part that is not allowed.
    #[error("{0} is not a usable address")]
    Address(&'static str),
    /// Not a code of the form that UnionPay assigns.
    #[error("{0} is not a valid code")]
    Code(&'static str),
    /// The signing key cannot be used.
    #[error("signing key: {0}")]
    Key(#[from] RsaKeyError),
    /// The certificate of this setting cannot be used.
    #[error("{0}: {1}")]
    Certificate(&'static str, CertificateError),
    /// The signing certificate belongs to another key.
    #[error("the signing certificate does not belong to the signing key")]
    KeyPair,
    /// The intermediate certificate is not issued by the root, or one of them
    /// may not issue certificates.
    #[error("the middle and root certificates are not a chain of authorities")]
    AuthorityChain,
}

/// The gateway's URLs (wire facts 1.1), and the URL for notices.
#[derive(Debug)]
pub(super) struct Endpoints {
    /// The gateway without a path.
    pub(super) origin: String,
    pub(super) front: String,
    pub(super) back: String,
    pub(super) query: String,
    pub(super) notices: String,
}

impl Endpoints {
    pub(super) fn new(config: &Config) -> Result<Self, ConfigError> {
        let base = config.base_url.trim_end_matches('/');
        let host = base.split_once("://").map_or("", |(_, rest)| rest);
        if !is_absolute(base) || host.contains(['/', '?', '#', '@']) {
            return Err(ConfigError::Address("base_url"));
        }
        if !is_absolute(&config.back_url) || config.back_url.contains(['?', '#']) {
            return Err(ConfigError::Address("back_url"));
        }
        Ok(Self {
            origin: base.to_owned(),
            front: format!("{base}/gateway/api/frontTransReq.do"),
            back: format!("{base}/gateway/api/backTransReq.do"),
            query: format!("{base}/gateway/api/queryTrans.do"),
            notices: config.back_url.clone(),
        })
    }
}

/// The provider's codes at UnionPay.
#[derive(Debug)]
pub(super) struct Institution {
    pub(super) acq_ins_code: String,
    pub(super) tr_id: String,
}

impl Institution {
    pub(super) fn new(config: &Config) -> Result<Self, ConfigError> {
        let code = |text: &str, most| {
            (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        if config.acq_ins_code.len() < 8 || !code(&config.acq_ins_code, 11) {
            return Err(ConfigError::Code("acq_ins_code"));
        }
        if !code(&config.tr_id, 32) {
            return Err(ConfigError::Code("tr_id"));
        }
        Ok(Self {
            acq_ins_code: config.acq_ins_code.clone(),
            tr_id: config.tr_id.clone(),
        })
    }
}
