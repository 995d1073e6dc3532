//! The connection to WeChat Pay, which a desk may leave out: its flags, and its
//! channel.

use crate::settings::flag_value::{base_url, secret, text, unusable};
use anyhow::{Context, anyhow};
use channels::wechatpay::{Config, ConfigError, PlatformPublicKey, WechatPay};
use clap::Args;
#[cfg(feature = "sandbox")]
use sandbox::keys::WechatPayKit;
use std::path::PathBuf;

const API: &str = "https://api.mch.weixin.qq.com";

/// The connection to WeChat Pay, as a partner (服务商).
#[derive(Debug, Args)]
#[group(requires_all = ["sp_mchid", "sp_appid", "api_key_file", "api_cert_file", "api_v3_key_file"])]
pub(crate) struct WechatPayFlags {
    /// Base address of its API
    #[arg(
        long = "wechat-pay-url",
        env = "PAYDESK_WECHAT_PAY_URL",
        default_value = API
    )]
    api_url: String,
    /// The provider's number as a partner (`sp_mchid`)
    #[arg(
        long = "wechat-pay-sp-mchid",
        env = "PAYDESK_WECHAT_PAY_SP_MCHID",
        required = false
    )]
    sp_mchid: String,
    /// An app id of the provider that is bound to that number (`sp_appid`)
    #[arg(
        long = "wechat-pay-sp-appid",
        env = "PAYDESK_WECHAT_PAY_SP_APPID",
        required = false
    )]
    sp_appid: String,
    /// File with the key of the provider's API certificate (PEM)
    #[arg(
        long = "wechat-pay-sign-key-file",
        env = "PAYDESK_WECHAT_PAY_SIGN_KEY_FILE",
        required = false
    )]
    api_key_file: PathBuf,
    /// File with the provider's API certificate (PEM)
    #[arg(
        long = "wechat-pay-sign-cert-file",
        env = "PAYDESK_WECHAT_PAY_SIGN_CERT_FILE",
        required = false
    )]
    api_cert_file: PathBuf,
    /// File with the `APIv3` key
    #[arg(
        long = "wechat-pay-api-v3-key-file",
        env = "PAYDESK_WECHAT_PAY_API_V3_KEY_FILE",
        required = false
    )]
    api_v3_key_file: PathBuf,
    /// The id of WeChat Pay's public key (`PUB_KEY_ID_...`)
    #[arg(
        long = "wechat-pay-public-key-id",
        env = "PAYDESK_WECHAT_PAY_PUBLIC_KEY_ID",
        requires = "public_key_file"
    )]
    public_key_id: Option<String>,
    /// File with WeChat Pay's public key (PEM)
    #[arg(
        long = "wechat-pay-public-key-file",
        env = "PAYDESK_WECHAT_PAY_PUBLIC_KEY_FILE",
        requires = "public_key_id"
    )]
    public_key_file: Option<PathBuf>,
    /// Fetch WeChat Pay's platform certificates: for a partner without a public
    /// key, or that changes to it
    #[arg(
        long = "wechat-pay-platform-certificates",
        env = "PAYDESK_WECHAT_PAY_PLATFORM_CERTIFICATES"
    )]
    platform_certificates: bool,
}

impl WechatPayFlags {
    /// The channel of a desk that takes its notices at this address.
    pub(super) fn channel(&self, notices: String) -> anyhow::Result<WechatPay> {
        let public_key = match (&self.public_key_id, &self.public_key_file) {
            (Some(id), Some(file)) => Some(PlatformPublicKey {
                id: id.clone(),
                pem: text("--wechat-pay-public-key-file", file)?,
            }),
            _ => None,
        };
        let config = Config {
            base_url: base_url("--wechat-pay-url", &self.api_url, API)?,
            notify_url: notices,
            sp_appid: self.sp_appid.clone(),
            sp_mchid: self.sp_mchid.clone(),
            signing_key_pem: secret("--wechat-pay-sign-key-file", &self.api_key_file)?,
            signing_cert_pem: text("--wechat-pay-sign-cert-file", &self.api_cert_file)?,
            api_v3_key: secret("--wechat-pay-api-v3-key-file", &self.api_v3_key_file)?,
            public_key,
            platform_certificates: self.platform_certificates,
        };
        WechatPay::new(&config)
            .map_err(|error| self.by_flag(&error))
            .context("the WeChat Pay settings")
    }

    /// The error with the flag and the file that it concerns.
    fn by_flag(&self, error: &ConfigError) -> anyhow::Error {
        let sign_key = ("--wechat-pay-sign-key-file", &self.api_key_file);
        let sign_cert = ("--wechat-pay-sign-cert-file", &self.api_cert_file);
        match error {
            ConfigError::Key("signing_key_pem", why) => unusable(sign_key.0, sign_key.1, why),
            ConfigError::Key(_, why) => {
                let file = self.public_key_file.as_deref().unwrap_or("".as_ref());
                unusable("--wechat-pay-public-key-file", file, why)
            }
            ConfigError::Certificate(_, why) => unusable(sign_cert.0, sign_cert.1, why),
            ConfigError::KeyPair => {
                let why = "it does not belong to the key of --wechat-pay-sign-key-file";
                unusable(sign_cert.0, sign_cert.1, &why)
            }
            ConfigError::ApiKey => {
                let why = "the key has to have 32 bytes";
                unusable("--wechat-pay-api-v3-key-file", &self.api_v3_key_file, &why)
            }
            ConfigError::Id("sp_appid") => anyhow!("--wechat-pay-sp-appid: not a valid id"),
            ConfigError::Id("sp_mchid") => anyhow!("--wechat-pay-sp-mchid: not a valid id"),
            ConfigError::Id(_) => anyhow!("--wechat-pay-public-key-id: not a valid id"),
            ConfigError::NoPlatformKey => anyhow!(
                "one of --wechat-pay-public-key-file and --wechat-pay-platform-certificates has to be set, or both"
            ),
            ConfigError::Address(_) => anyhow!("{error}"),
        }
    }
}

/// The channel of the demo, to the sandbox at this address.
#[cfg(feature = "sandbox")]
pub(super) fn sandbox(
    kit: &WechatPayKit,
    sandbox: &str,
    notices: String,
) -> anyhow::Result<WechatPay> {
    let config = Config {
        base_url: format!("{sandbox}{}", WechatPayKit::PATH),
        notify_url: notices,
        sp_appid: kit.sp_appid.to_owned(),
        sp_mchid: kit.sp_mchid.to_owned(),
        signing_key_pem: kit.signing_key.clone(),
        signing_cert_pem: kit.signing_cert.clone(),
        api_v3_key: kit.api_v3_key.clone(),
        public_key: Some(PlatformPublicKey {
            id: kit.public_key_id.clone(),
            pem: kit.public_key.clone(),
        }),
        platform_certificates: true,
    };
    WechatPay::new(&config).context("the sandbox's settings")
}
