//! Builds the engine's settings from the command line, and reads the files that
//! flags name. Errors name the flag, never a file's content.

use crate::cli::{Serve, UnionPaySettings};
use crate::data_folder::read_secret;
use anyhow::{Context, bail};
use channels::unionpay::{CommonNameRule, Config};
use domain::origin::Origin;
use domain::secret::Secret;
use engine::Settings;
use std::fs;
use std::path::Path;

/// Where networks send their notices, under the desk's address.
pub(crate) const NOTICE_PATH: &str = "/notify/union_pay";

/// The engine's settings of `paydesk serve`.
pub(crate) fn from_flags(serve: &Serve) -> anyhow::Result<Settings> {
    let public_url = origin("--public-url", &serve.public_url)?;
    let webhook_allow = serve
        .webhook_allow
        .iter()
        .map(|net| {
            net.trim()
                .parse()
                .with_context(|| format!("--webhook-allow: {net} is no CIDR network"))
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(Settings {
        union_pay: union_pay(&serve.union_pay, &public_url)?,
        database: serve.database.read()?,
        provider_key_pem: secret("--provider-key-file", &serve.provider_key_file)?,
        seal_key: secret("--seal-key-file", &serve.seal_key_file)?,
        webhook_allow,
        allow_http: false,
        public_url,
    })
}

fn union_pay(flags: &UnionPaySettings, public_url: &str) -> anyhow::Result<Config> {
    Ok(Config {
        base_url: origin("--union-pay-url", &flags.gateway_url)?,
        back_url: format!("{public_url}{NOTICE_PATH}"),
        acq_ins_code: flags.acq_ins_code.clone(),
        tr_id: flags.tr_id.clone(),
        signing_key_pem: secret("--sign-key-file", &flags.sign_key_file)?,
        signing_cert_pem: text("--sign-cert-file", &flags.sign_cert_file)?,
        encrypt_cert_pem: text("--encrypt-cert-file", &flags.encrypt_cert_file)?,
        middle_cert_pem: text("--middle-cert-file", &flags.middle_cert_file)?,
        root_cert_pem: text("--root-cert-file", &flags.root_cert_file)?,
        cn_rule: if flags.test_environment {
            CommonNameRule::Test
        } else {
            CommonNameRule::Production
        },
        encrypt_sensitive: !flags.plain_card_data,
    })
}

/// An origin in the form that browsers and signatures use. Plain HTTP is
/// allowed for loopback only. The error does not repeat the value, which may
/// hold a password.
fn origin(flag: &str, address: &str) -> anyhow::Result<String> {
    let origin = Origin::alone(address.trim_end_matches('/')).with_context(|| flag.to_owned())?;
    if !origin.is_https() && !origin.is_loopback() {
        bail!("{flag}: the address must begin with https://");
    }
    Ok(origin.as_str().to_owned())
}

fn secret(flag: &str, path: &Path) -> anyhow::Result<Secret> {
    read_secret(path).with_context(|| flag.to_owned())
}

fn text(flag: &str, path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{flag}: {} cannot be read", path.display()))
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_address_has_one_spelling() {
        for (given, meant) in [
            ("https://Pay.Example:443", "https://pay.example"),
            ("HTTPS://pay.example/", "https://pay.example"),
            ("https://pay.example:8443", "https://pay.example:8443"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("http://localhost:80", "http://localhost"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(origin("--public-url", given).expect(given), meant);
        }
    }

    #[test]
    fn one_that_cannot_be_right_is_refused_by_its_flag_and_not_repeated() {
        for bad in [
            "http://pay.example",
            "http://192.168.1.5:3000",
            "https://user:hunter2@pay.example",
            "https://pay.example/desk",
            "https://pay.example?x=1",
            "https://pay.example#top",
            "https://pay_example",
            "https://支付.example",
            "pay.example",
            "ftp://pay.example",
            "https://",
            "",
        ] {
            let refused = origin("--public-url", bad).expect_err(bad);
            let told = format!("{refused:#}");
            assert!(told.starts_with("--public-url: "), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}
