//! From the command line to the engine's settings: reads the files that
//! flags name. Errors name the flag, never a file's content.

use crate::cli::{Serve, UnionPay};
use crate::data_folder::read_secret;
use anyhow::Context;
use channels::unionpay::{CnRule, Config};
use domain::secret::Secret;
use engine::Settings;
use std::fs;
use std::path::Path;

/// Where networks send their notices, under the desk's address.
pub(crate) const NOTICES: &str = "/notify/union_pay";

/// The engine's settings of `paydesk serve`.
pub(crate) fn of(serve: &Serve) -> anyhow::Result<Settings> {
    let public_url = serve.public_url.trim_end_matches('/').to_owned();
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

fn union_pay(flags: &UnionPay, public_url: &str) -> anyhow::Result<Config> {
    Ok(Config {
        base_url: flags.gateway_url.clone(),
        back_url: format!("{public_url}{NOTICES}"),
        acq_ins_code: flags.acq_ins_code.clone(),
        tr_id: flags.tr_id.clone(),
        signing_key_pem: secret("--sign-key-file", &flags.sign_key_file)?,
        signing_cert_pem: text("--sign-cert-file", &flags.sign_cert_file)?,
        encrypt_cert_pem: text("--encrypt-cert-file", &flags.encrypt_cert_file)?,
        middle_cert_pem: text("--middle-cert-file", &flags.middle_cert_file)?,
        root_cert_pem: text("--root-cert-file", &flags.root_cert_file)?,
        cn_rule: if flags.test_environment {
            CnRule::Test
        } else {
            CnRule::Production
        },
        encrypt_sensitive: !flags.plain_card_data,
    })
}

fn secret(flag: &str, path: &Path) -> anyhow::Result<Secret> {
    read_secret(path).with_context(|| flag.to_owned())
}

fn text(flag: &str, path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("{flag}: {} cannot be read", path.display()))
}
