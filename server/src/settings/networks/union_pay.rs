//! The connection to UnionPay: its flags, and its channel.

use crate::settings::flag_value::{origin, secret, text, unusable};
use anyhow::{Context, anyhow};
use channels::unionpay::{CommonNameRule, Config, ConfigError, UnionPay};
use clap::Args;
#[cfg(feature = "sandbox")]
use sandbox::keys::UnionPayKit;
use std::path::PathBuf;

const GATEWAY: &str = "https://gateway.95516.com";

/// The connection to UnionPay.
#[derive(Debug, Args)]
pub(crate) struct UnionPayFlags {
    /// Base address of the gateway
    #[arg(
        long = "union-pay-url",
        env = "PAYDESK_UNION_PAY_URL",
        default_value = GATEWAY
    )]
    gateway_url: String,
    /// The acquiring institution's code
    #[arg(long, env = "PAYDESK_UNION_PAY_ACQ_INS_CODE")]
    acq_ins_code: String,
    /// The token requestor id (trId) of the contract
    #[arg(long, env = "PAYDESK_UNION_PAY_TR_ID")]
    tr_id: String,
    /// File with the institution's signing key (PKCS#8 PEM)
    #[arg(long, env = "PAYDESK_UNION_PAY_SIGN_KEY_FILE")]
    sign_key_file: PathBuf,
    /// File with the institution's signing certificate (PEM)
    #[arg(long, env = "PAYDESK_UNION_PAY_SIGN_CERT_FILE")]
    sign_cert_file: PathBuf,
    /// File with UnionPay's encryption certificate (PEM)
    #[arg(long, env = "PAYDESK_UNION_PAY_ENCRYPT_CERT_FILE")]
    encrypt_cert_file: PathBuf,
    /// File with UnionPay's middle certificate (PEM)
    #[arg(long, env = "PAYDESK_UNION_PAY_MIDDLE_CERT_FILE")]
    middle_cert_file: PathBuf,
    /// File with UnionPay's root certificate (PEM)
    #[arg(long, env = "PAYDESK_UNION_PAY_ROOT_CERT_FILE")]
    root_cert_file: PathBuf,
    /// UnionPay's test environment: also takes the name its test keys carry
    #[arg(long = "union-pay-test", env = "PAYDESK_UNION_PAY_TEST")]
    test_environment: bool,
    /// Send card data plain inside TLS, where the contract with UnionPay says so
    #[arg(long, env = "PAYDESK_UNION_PAY_PLAIN_CARD_DATA")]
    plain_card_data: bool,
}

impl UnionPayFlags {
    /// The channel of a desk that takes its notices at this address.
    pub(super) fn channel(&self, notices: String) -> anyhow::Result<UnionPay> {
        let config = Config {
            base_url: origin("--union-pay-url", &self.gateway_url, GATEWAY)?,
            back_url: notices,
            acq_ins_code: self.acq_ins_code.clone(),
            tr_id: self.tr_id.clone(),
            signing_key_pem: secret("--sign-key-file", &self.sign_key_file)?,
            signing_cert_pem: text("--sign-cert-file", &self.sign_cert_file)?,
            encrypt_cert_pem: text("--encrypt-cert-file", &self.encrypt_cert_file)?,
            middle_cert_pem: text("--middle-cert-file", &self.middle_cert_file)?,
            root_cert_pem: text("--root-cert-file", &self.root_cert_file)?,
            cn_rule: if self.test_environment {
                CommonNameRule::Test
            } else {
                CommonNameRule::Production
            },
            encrypt_sensitive: !self.plain_card_data,
        };
        UnionPay::new(&config)
            .map_err(|error| self.by_flag(&error))
            .context("the UnionPay settings")
    }

    /// The error with the flag and the file that it concerns.
    fn by_flag(&self, error: &ConfigError) -> anyhow::Error {
        let certificate = |setting: &str| match setting {
            "signing_cert_pem" => ("--sign-cert-file", &self.sign_cert_file),
            "encrypt_cert_pem" => ("--encrypt-cert-file", &self.encrypt_cert_file),
            "middle_cert_pem" => ("--middle-cert-file", &self.middle_cert_file),
            _ => ("--root-cert-file", &self.root_cert_file),
        };
        match error {
            ConfigError::Key(why) => unusable("--sign-key-file", &self.sign_key_file, why),
            ConfigError::Certificate(setting, why) => {
                let (flag, file) = certificate(setting);
                unusable(flag, file, why)
            }
            ConfigError::KeyPair => {
                let why = "it does not belong to the key of --sign-key-file";
                unusable("--sign-cert-file", &self.sign_cert_file, &why)
            }
            ConfigError::Code("acq_ins_code") => {
                anyhow!("--acq-ins-code: a code has 8 to 11 letters and digits")
            }
            ConfigError::Code(_) => anyhow!("--tr-id: an id has 1 to 32 letters and digits"),
            ConfigError::AuthorityChain => {
                anyhow!("--middle-cert-file, --root-cert-file: {error}")
            }
            ConfigError::Address(_) => anyhow!("{error}"),
        }
    }
}

/// The channel of the demo, to the sandbox at this address.
#[cfg(feature = "sandbox")]
pub(super) fn sandbox(
    kit: &UnionPayKit,
    sandbox: &str,
    notices: String,
) -> anyhow::Result<UnionPay> {
    let config = Config {
        base_url: sandbox.to_owned(),
        back_url: notices,
        acq_ins_code: kit.acq_ins_code.to_owned(),
        tr_id: kit.tr_id.to_owned(),
        signing_key_pem: kit.signing_key.clone(),
        signing_cert_pem: kit.signing_cert.clone(),
        encrypt_cert_pem: kit.encrypt_cert.clone(),
        middle_cert_pem: kit.middle_cert.clone(),
        root_cert_pem: kit.root_cert.clone(),
        cn_rule: CommonNameRule::Production,
        encrypt_sensitive: true,
    };
    UnionPay::new(&config).context("the sandbox's settings")
}
