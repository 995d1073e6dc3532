//! The keys and certificates of the settings, ready for use.

use super::card_data::CardEncryption;
use super::config::{Config, ConfigError};
use super::signer::MessageSigner;
use super::verifier::SignatureVerifier;
use crate::certificate::Certificate;
use crate::certificates::CertificateExpiry;
use crate::crypto::SigningKey;

pub(super) fn signer(config: &Config) -> Result<MessageSigner, ConfigError> {
    let key = SigningKey::from_pem(config.signing_key_pem.expose())?;
    let certificate = read("signing_cert_pem", &config.signing_cert_pem)?;
    if !key.matches(certificate.public_key()) {
        return Err(ConfigError::KeyPair);
    }
    Ok(MessageSigner::new(key, &certificate))
}

pub(super) fn verifier(config: &Config) -> Result<SignatureVerifier, ConfigError> {
    let middle = read("middle_cert_pem", &config.middle_cert_pem)?;
    let root = read("root_cert_pem", &config.root_cert_pem)?;
    SignatureVerifier::new(middle, root, config.cn_rule)
}

pub(super) fn encryption(config: &Config) -> Result<CardEncryption, ConfigError> {
    let certificate = read("encrypt_cert_pem", &config.encrypt_cert_pem)?;
    Ok(CardEncryption::new(&certificate, config.encrypt_sensitive))
}

/// The validity of each certificate.
pub(super) fn certificates(config: &Config) -> Result<Vec<CertificateExpiry>, ConfigError> {
    [
        ("signing", "signing_cert_pem", &config.signing_cert_pem),
        ("encryption", "encrypt_cert_pem", &config.encrypt_cert_pem),
        ("middle", "middle_cert_pem", &config.middle_cert_pem),
        ("root", "root_cert_pem", &config.root_cert_pem),
    ]
    .into_iter()
    .map(|(name, setting, pem)| {
        let certificate = read(setting, pem)?;
        Ok(CertificateExpiry {
            name,
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
        })
    })
    .collect()
}

fn read(setting: &'static str, pem: &str) -> Result<Certificate, ConfigError> {
    Certificate::from_pem(pem).map_err(|error| ConfigError::Certificate(setting, error))
}
