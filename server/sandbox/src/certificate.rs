//! Makes RSA keys and their certificates.
//!
//! The validity is a fixed period: tests set the sandbox's clock, and a demo's
//! data folder may be old.

use aws_lc_rs::digest;
use domain::secret::Secret;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize, SerialNumber, date_time_ymd,
};

/// A certificate and its key.
pub(crate) struct CertifiedKey {
    /// PEM.
    pub(crate) cert: String,
    /// PKCS#8 in PEM.
    pub(crate) key: Secret,
}

/// A fresh RSA key of 2048 bits.
pub(crate) fn rsa() -> Result<KeyPair, rcgen::Error> {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
}

/// A fresh key with a certificate by `issuer`.
pub(crate) fn leaf(
    name: &str,
    usage: KeyUsagePurpose,
    issuer: &Issuer<'_, KeyPair>,
) -> Result<CertifiedKey, rcgen::Error> {
    let key = rsa()?;
    let mut params = params(name, &key)?;
    params.key_usages = vec![usage];
    let cert: Certificate = params.signed_by(&key, issuer)?;
    Ok(CertifiedKey {
        cert: cert.pem(),
        key: Secret::new(key.serialize_pem()),
    })
}

/// The certificate of an authority with at most `below` authorities below it.
pub(crate) fn authority(
    name: &str,
    key: &KeyPair,
    below: u8,
) -> Result<CertificateParams, rcgen::Error> {
    let mut params = params(name, key)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(below));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn params(name: &str, key: &KeyPair) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2049, 12, 31);
    params.serial_number = Some(serial(key));
    Ok(params)
}

/// A serial number of the greatest length, 20 bytes, from the key's hash.
fn serial(key: &KeyPair) -> SerialNumber {
    let hash = digest::digest(&digest::SHA256, &key.subject_public_key_info());
    let mut bytes = hash.as_ref()[..20].to_vec();
    bytes[0] = (bytes[0] & 0x3f) | 0x40;
    SerialNumber::from(bytes)
}
