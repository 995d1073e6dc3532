//! Generates a certificate chain shaped as UnionPay's (root, middle, leaf),
//! with its common name and with serial numbers of more than 64 bits.
//!
//! The validity is a fixed period: tests set the sandbox's clock, and a demo's
//! data folder may be old.

use aws_lc_rs::digest;
use domain::secret::Secret;
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize, SerialNumber, date_time_ymd,
};

/// The common name of UnionPay's signing certificate: element 2 of the text
/// split on `@` is the company (wire facts 1.3).
const NETWORK_NAME: &str = "041@8310000000083040@中国银联股份有限公司@00016495";

/// A certificate and its key.
pub(super) struct CertifiedKey {
    /// PEM.
    pub(super) cert: String,
    /// PKCS#8 in PEM.
    pub(super) key: Secret,
}

/// All keys and certificates of a kit.
pub(super) struct MintedKit {
    /// The root authority's certificate, PEM.
    pub(super) root: String,
    /// The middle authority's certificate, PEM.
    pub(super) middle: String,
    /// UnionPay's signing certificate.
    pub(super) network: CertifiedKey,
    /// UnionPay's certificate that card data is encrypted with.
    pub(super) encryption: CertifiedKey,
    /// The provider's signing certificate.
    pub(super) institution: CertifiedKey,
}

/// Five fresh RSA keys of 2048 bits and their certificates.
///
/// # Errors
/// rcgen's errors.
pub(super) fn mint() -> Result<MintedKit, rcgen::Error> {
    let (root_key, middle_key) = (rsa()?, rsa()?);
    let root_params = authority("Paydesk Sandbox Root CA", &root_key, 1)?;
    let root = root_params.self_signed(&root_key)?;
    let root_issuer = Issuer::new(root_params, root_key);
    let middle_params = authority("Paydesk Sandbox CA1", &middle_key, 0)?;
    let middle = middle_params.signed_by(&middle_key, &root_issuer)?;
    let issuer = Issuer::new(middle_params, middle_key);
    let signs = KeyUsagePurpose::DigitalSignature;
    Ok(MintedKit {
        root: root.pem(),
        middle: middle.pem(),
        network: leaf(NETWORK_NAME, signs, &issuer)?,
        encryption: leaf(
            "Paydesk Sandbox UnionPay Encryption",
            KeyUsagePurpose::KeyEncipherment,
            &issuer,
        )?,
        institution: leaf("Paydesk Sandbox Institution", signs, &issuer)?,
    })
}

fn rsa() -> Result<KeyPair, rcgen::Error> {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
}

fn leaf(
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

fn authority(name: &str, key: &KeyPair, below: u8) -> Result<CertificateParams, rcgen::Error> {
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
