//! The settings of the WeChat Pay channel and their checks.

use super::WechatPay;
use super::signer::RequestSigner;
use super::verifier::{PUBLIC_KEY_ID, SignatureVerifier};
use crate::absolute_url::is_absolute;
use crate::certificate::{Certificate, CertificateError};
use crate::certificates::CertificateExpiry;
use crate::crypto::{AesGcmKey, RsaKeyError, RsaPublicKey, SigningKey};
use domain::secret::Secret;

/// The longest `notify_url` [O].
const NOTIFY_URL_MAX_BYTES: usize = 255;

/// The settings. Keys and certificates are PEM texts, not paths.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address before `/v3`: `https://api.mch.weixin.qq.com`, its fallback
    /// `https://api2.mch.weixin.qq.com`, or the sandbox. A path in it is part
    /// of what is signed.
    pub base_url: String,
    /// The absolute URL for notices, without a query string.
    pub notify_url: String,
    /// `sp_appid`: an app id of the provider that is bound to `sp_mchid`.
    pub sp_appid: String,
    /// `sp_mchid`: the provider's number as a partner.
    pub sp_mchid: String,
    /// The provider's API key (PEM, not encrypted), which signs requests.
    pub signing_key_pem: Secret,
    /// The API certificate of that key (PEM); its serial is `serial_no`.
    pub signing_cert_pem: String,
    /// The `APIv3` key, 32 bytes: notices and platform certificates are
    /// encrypted with it.
    pub api_v3_key: Secret,
    /// WeChat Pay's public key, which verifies its signatures; new partners
    /// have one.
    pub public_key: Option<PlatformPublicKey>,
    /// True to fetch WeChat Pay's platform certificates, which verify its
    /// signatures too. While a partner changes from certificates to the public
    /// key, notices come with either, so both are configured [O].
    pub platform_certificates: bool,
}

/// WeChat Pay's public key, downloaded from its merchant platform.
#[derive(Clone, Debug)]
pub struct PlatformPublicKey {
    /// Its id, which begins with `PUB_KEY_ID_`.
    pub id: String,
    /// The key (PEM).
    pub pem: String,
}

/// Why the settings were refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not an absolute http(s) URL, too long, or with a part that is not
    /// allowed.
    #[error("{0} is not a usable address")]
    Address(&'static str),
    /// Not an id of the form that WeChat Pay assigns.
    #[error("{0} is not a valid id")]
    Id(&'static str),
    /// The key of this setting cannot be used.
    #[error("{0}: {1}")]
    Key(&'static str, RsaKeyError),
    /// The certificate of this setting cannot be used.
    #[error("{0}: {1}")]
    Certificate(&'static str, CertificateError),
    /// The signing certificate belongs to another key.
    #[error("signing_cert_pem does not belong to signing_key_pem")]
    KeyPair,
    /// Not 32 bytes.
    #[error("api_v3_key has to have 32 bytes")]
    ApiKey,
    /// Nothing verifies WeChat Pay's signatures.
    #[error("one of public_key and platform_certificates has to be set, or both")]
    NoPlatformKey,
}

/// WeChat Pay's address, and the URL for notices.
#[derive(Debug)]
pub(super) struct Endpoint {
    /// Scheme and host.
    pub(super) origin: String,
    /// The path before `/v3`; empty at WeChat Pay itself.
    pub(super) prefix: String,
    pub(super) notices: String,
}

/// The provider's ids.
#[derive(Debug)]
pub(super) struct Partner {
    pub(super) sp_appid: String,
    pub(super) sp_mchid: String,
}

impl Config {
    pub(super) fn new_channel(&self) -> Result<WechatPay, ConfigError> {
        let certificate = Certificate::from_pem(&self.signing_cert_pem)
            .map_err(|error| ConfigError::Certificate("signing_cert_pem", error))?;
        let partner = self.partner()?;
        Ok(WechatPay {
            endpoint: self.endpoint()?,
            signer: self.signer(&certificate)?,
            verifier: SignatureVerifier::new(self.public_key()?),
            api_key: AesGcmKey::new(self.api_v3_key.expose().as_bytes())
                .map_err(|_| ConfigError::ApiKey)?,
            signing: CertificateExpiry {
                name: "signing",
                not_before: certificate.not_before(),
                not_after: certificate.not_after(),
            },
            fetches_certificates: self.platform_certificates,
            partner,
        })
    }

    fn endpoint(&self) -> Result<Endpoint, ConfigError> {
        let base = self.base_url.trim_end_matches('/');
        let (scheme, rest) = base.split_once("://").unwrap_or_default();
        let (host, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        if !is_absolute(base) || base.contains(['?', '#', '@', '%']) {
            return Err(ConfigError::Address("base_url"));
        }
        let notices = &self.notify_url;
        let plain = is_absolute(notices) && !notices.contains(['?', '#']);
        if !plain || notices.len() > NOTIFY_URL_MAX_BYTES {
            return Err(ConfigError::Address("notify_url"));
        }
        Ok(Endpoint {
            origin: format!("{scheme}://{host}"),
            prefix: path.to_owned(),
            notices: notices.clone(),
        })
    }

    fn partner(&self) -> Result<Partner, ConfigError> {
        let (appid, mchid) = (&self.sp_appid, &self.sp_mchid);
        let plain = appid.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain || !(1..=32).contains(&appid.len()) {
            return Err(ConfigError::Id("sp_appid"));
        }
        if !super::account::is_merchant_id(mchid) {
            return Err(ConfigError::Id("sp_mchid"));
        }
        Ok(Partner {
            sp_appid: appid.clone(),
            sp_mchid: mchid.clone(),
        })
    }

    fn signer(&self, certificate: &Certificate) -> Result<RequestSigner, ConfigError> {
        let key = SigningKey::from_pem(self.signing_key_pem.expose())
            .map_err(|error| ConfigError::Key("signing_key_pem", error))?;
        if !key.matches(certificate.public_key()) {
            return Err(ConfigError::KeyPair);
        }
        Ok(RequestSigner {
            key,
            mchid: self.sp_mchid.clone(),
            serial: certificate.serial_hex().to_owned(),
            nonce_key: self.api_v3_key.clone(),
        })
    }

    fn public_key(&self) -> Result<Option<(String, RsaPublicKey)>, ConfigError> {
        let Some(key) = &self.public_key else {
            let other = self.platform_certificates;
            return if other {
                Ok(None)
            } else {
                Err(ConfigError::NoPlatformKey)
            };
        };
        let digits = key.id.strip_prefix(PUBLIC_KEY_ID).unwrap_or_default();
        let plain = digits.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain || !(1..=64).contains(&digits.len()) {
            return Err(ConfigError::Id("public_key id"));
        }
        let public = RsaPublicKey::from_pem(&key.pem)
            .map_err(|error| ConfigError::Key("public_key pem", error))?;
        Ok(Some((key.id.clone(), public)))
    }
}
