//! The settings of the UnionPay channel, and their check.
//!
//! Certificates are configuration, not code: CFCA's middle and root come
//! with UnionPay's product kit. Test and production differ by settings only.

use domain::secret::Secret;

use super::certificate::{Certificate, CertificateError};
use super::customer::Encryption;
use super::seal::Seal;
use super::trust::Trust;
use crate::crypto::{RsaKeyError, SigningKey};

/// Which common names count as UnionPay's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommonNameRule {
    /// `中国银联股份有限公司` only.
    Production,
    /// Also `00040000:SIGN`, as UnionPay's test environment has it.
    Test,
}

/// The settings. PEM texts, not paths: reading files is the binary's work.
#[derive(Clone, Debug)]
pub struct Config {
    /// `https://gateway.95516.com`, `https://gateway.test.95516.com` or the
    /// sandbox's address. Without a path.
    pub base_url: String,
    /// Where notices come to: absolute, without a query string.
    pub back_url: String,
    /// `acqInsCode`: our code as an acquiring institution, 8 to 11 digits.
    pub acq_ins_code: String,
    /// `trId` of the token product; test `62000000001`, else by contract.
    pub tr_id: String,
    /// Our signing key (PEM, not encrypted).
    pub signing_key_pem: Secret,
    /// The certificate of that key (PEM); its serial is `certId`.
    pub signing_cert_pem: String,
    /// UnionPay's encryption certificate (PEM); its serial is
    /// `encryptCertId`.
    pub encrypt_cert_pem: String,
    /// CFCA's issuing authority (PEM), from UnionPay's kit.
    pub middle_cert_pem: String,
    /// CFCA's root (PEM), from UnionPay's kit.
    pub root_cert_pem: String,
    /// Which names sign for UnionPay.
    pub cn_rule: CommonNameRule,
    /// Encrypt card data with UnionPay's certificate. UnionPay's change list
    /// for institutions sends it plain inside TLS unless agreed otherwise;
    /// our default is on, and the sandbox takes both.
    pub encrypt_sensitive: bool,
}

/// A setting that cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not an absolute http(s) address of the kind the setting wants.
    #[error("{0} is not a usable address")]
    Address(&'static str),
    /// A code that is not what UnionPay assigns.
    #[error("{0} is not a valid code")]
    Code(&'static str),
    /// The signing key.
    #[error("signing key: {0}")]
    Key(#[from] RsaKeyError),
    /// One of the certificates, by setting.
    #[error("{0}: {1}")]
    Certificate(&'static str, CertificateError),
    /// The signing certificate belongs to another key.
    #[error("the signing certificate does not belong to the signing key")]
    KeyPair,
    /// Middle and root are no chain of authorities.
    #[error("the middle and root certificates are not a chain of authorities")]
    AuthorityChain,
}

/// The addresses under the base (wire facts 1.1), and ours for notices.
#[derive(Debug)]
pub(super) struct Endpoints {
    pub(super) front: String,
    pub(super) back: String,
    pub(super) query: String,
    pub(super) notices: String,
}

impl Endpoints {
    pub(super) fn new(config: &Config) -> Result<Self, ConfigError> {
        let base = config.base_url.trim_end_matches('/');
        let host = base.split_once("://").map_or("", |(_, rest)| rest);
        if !absolute(base) || host.contains(['/', '?', '#', '@']) {
            return Err(ConfigError::Address("base_url"));
        }
        if !absolute(&config.back_url) || config.back_url.contains(['?', '#']) {
            return Err(ConfigError::Address("back_url"));
        }
        Ok(Self {
            front: format!("{base}/gateway/api/frontTransReq.do"),
            back: format!("{base}/gateway/api/backTransReq.do"),
            query: format!("{base}/gateway/api/queryTrans.do"),
            notices: config.back_url.clone(),
        })
    }
}

/// Who we are to UnionPay.
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

impl Config {
    pub(super) fn seal(&self) -> Result<Seal, ConfigError> {
        let key = SigningKey::from_pem(self.signing_key_pem.expose())?;
        let certificate = read("signing_cert_pem", &self.signing_cert_pem)?;
        if !key.fits(certificate.public_key()) {
            return Err(ConfigError::KeyPair);
        }
        Ok(Seal::new(key, &certificate))
    }

    pub(super) fn trust(&self) -> Result<Trust, ConfigError> {
        let middle = read("middle_cert_pem", &self.middle_cert_pem)?;
        let root = read("root_cert_pem", &self.root_cert_pem)?;
        Trust::new(middle, root, self.cn_rule)
    }

    pub(super) fn encryption(&self) -> Result<Encryption, ConfigError> {
        let certificate = read("encrypt_cert_pem", &self.encrypt_cert_pem)?;
        Ok(Encryption::new(&certificate, self.encrypt_sensitive))
    }
}

fn read(setting: &'static str, pem: &str) -> Result<Certificate, ConfigError> {
    Certificate::from_pem(pem).map_err(|error| ConfigError::Certificate(setting, error))
}

/// An absolute http(s) address of printable ASCII with a host.
pub(super) fn absolute(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#', ':']))
        && url.len() <= 256
        && url.bytes().all(|b| b.is_ascii_graphic())
}
