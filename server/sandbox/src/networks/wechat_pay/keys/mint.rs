//! Generates the authority, the provider's API certificate, the first platform
//! certificate, WeChat Pay's public key and the `APIv3` key.

use aws_lc_rs::rand;
use domain::secret::Secret;
use rcgen::{CertificateParams, Issuer, KeyPair, KeyUsagePurpose};

use super::{API_V3_KEY_LENGTH, PLATFORM_NAME, WechatPayKit};
use crate::certificate::{self, leaf, rsa};
use crate::pem_folder::PemFile;

/// The files of a kit.
///
/// # Errors
/// rcgen's errors.
pub(super) fn mint() -> Result<Vec<PemFile>, rcgen::Error> {
    let authority_key = rsa()?;
    let authority_pem = Secret::new(authority_key.serialize_pem());
    let issuer = Issuer::new(authority(&authority_key)?, authority_key);
    let signs = KeyUsagePurpose::DigitalSignature;
    let merchant = leaf(WechatPayKit::SP_MCHID, signs, &issuer)?;
    let platform = leaf(PLATFORM_NAME, signs, &issuer)?;
    let public_mode = rsa()?;
    Ok(vec![
        PemFile::secret("authority.key", authority_pem),
        PemFile::public("merchant.crt", merchant.cert),
        PemFile::secret("merchant.key", merchant.key),
        PemFile::public("platform.crt", platform.cert),
        PemFile::secret("platform.key", platform.key),
        PemFile::public("wechatpay_public.pem", public_mode.public_key_pem()),
        PemFile::secret(
            "wechatpay_public.key",
            Secret::new(public_mode.serialize_pem()),
        ),
        PemFile::secret("api_v3.key", api_v3_key()?),
    ])
}

/// The authority of WeChat Pay's certificates.
pub(super) fn authority(key: &KeyPair) -> Result<CertificateParams, rcgen::Error> {
    certificate::authority("Paydesk Sandbox Tenpay.com Root CA", key, 0)
}

/// Random letters and digits.
fn api_v3_key() -> Result<Secret, rcgen::Error> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; API_V3_KEY_LENGTH];
    rand::fill(&mut bytes).map_err(|_| rcgen::Error::RemoteKeyError)?;
    let letters = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    Ok(Secret::new(letters.collect::<String>()))
}
