//! The keys and certificates of both sides of WeChat Pay's wire (wire facts 2).
//!
//! [`WechatPayKit`] is what a provider (服务商) has after sign-up, the rest stays
//! in the sandbox.

mod mint;

use std::path::Path;
use std::sync::Arc;

use channels::crypto::sha256_hex;
use domain::secret::Secret;
use rcgen::{Issuer, KeyPair, KeyUsagePurpose};

use super::certificate::hex_serial;
use crate::certificate::{CertifiedKey, leaf};
use crate::pem_folder::{KitError, PemFolder};

/// The folder of the kit inside the data folder.
const FOLDER: &str = "wechatpay-sandbox";
/// The length of an `APIv3` key.
const API_V3_KEY_LENGTH: usize = 32;
/// The common name of platform certificates.
const PLATFORM_NAME: &str = "Tenpay.com sign";

/// All keys and certificates of the sandbox WeChat Pay.
pub(crate) struct WechatPayKeys {
    desk: WechatPayKit,
    platform: Arc<PlatformKit>,
}

/// What Paydesk needs to connect to the sandbox as a provider (服务商). PEM
/// texts unless stated otherwise.
#[derive(Clone, Debug)]
pub struct WechatPayKit {
    /// `sp_mchid`: the provider's number.
    pub sp_mchid: &'static str,
    /// `sp_appid`: the provider's app.
    pub sp_appid: &'static str,
    /// The serial number of the provider's API certificate, hexadecimal.
    pub signing_serial: String,
    /// The key of the provider's API certificate (PKCS#8): signs requests.
    pub signing_key: Secret,
    /// The provider's API certificate.
    pub signing_cert: String,
    /// The `APIv3` key: 32 letters and digits, encrypts notices and
    /// certificates.
    pub api_v3_key: Secret,
    /// The id of WeChat Pay's public key, `PUB_KEY_ID_..`.
    pub public_key_id: String,
    /// WeChat Pay's public key.
    pub public_key: String,
}

/// WeChat Pay's part of the kit.
pub(crate) struct PlatformKit {
    /// The authority's key.
    authority_key: Secret,
    /// The first platform certificate, and its key.
    pub(crate) first: CertifiedKey,
    /// The key of the public-key mode.
    pub(crate) public_mode_key: Secret,
}

impl WechatPayKit {
    /// The path of the API at the sandbox, before `/v3`. Paydesk's base URL
    /// ends with it, so it is part of what is signed.
    pub const PATH: &str = "/wechat_pay";
    /// The provider's number at the sandbox.
    pub const SP_MCHID: &str = "1900000100";
    /// The provider's app at the sandbox.
    pub const SP_APPID: &str = "wx2421b1c4370ec43b";
}

impl WechatPayKeys {
    /// Loads the kit from the data folder `dir`, or creates it (four RSA keys).
    ///
    /// # Errors
    /// [`KitError`]: the folder cannot be read or written, or contains damaged
    /// files.
    pub(crate) fn load_or_create(dir: &Path) -> Result<Self, KitError> {
        let folder = PemFolder::open_or_create(dir, FOLDER, mint::mint)?;
        let signing_cert = folder.certificate("merchant.crt")?;
        let public_key = folder.pem("wechatpay_public.pem", "PUBLIC KEY")?;
        let serial = hex_serial(&signing_cert);
        let damaged = || KitError::Damaged(dir.join(FOLDER).join("merchant.crt"));
        let api_v3_key = folder.text("api_v3.key", |text| {
            text.len() == API_V3_KEY_LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric())
        })?;
        Ok(Self {
            desk: WechatPayKit {
                sp_mchid: WechatPayKit::SP_MCHID,
                sp_appid: WechatPayKit::SP_APPID,
                signing_serial: serial.ok_or_else(damaged)?,
                signing_key: folder.key("merchant.key")?,
                signing_cert,
                api_v3_key: Secret::new(api_v3_key),
                public_key_id: public_key_id(&public_key),
                public_key,
            },
            platform: Arc::new(PlatformKit {
                authority_key: folder.key("authority.key")?,
                first: CertifiedKey {
                    cert: folder.certificate("platform.crt")?,
                    key: folder.key("platform.key")?,
                },
                public_mode_key: folder.key("wechatpay_public.key")?,
            }),
        })
    }

    /// Paydesk's part of the kit.
    pub(crate) const fn desk(&self) -> &WechatPayKit {
        &self.desk
    }

    /// WeChat Pay's part of the kit.
    pub(crate) fn platform(&self) -> Arc<PlatformKit> {
        Arc::clone(&self.platform)
    }
}

impl PlatformKit {
    /// A new platform certificate.
    ///
    /// # Errors
    /// rcgen's errors.
    pub(super) fn issue(&self) -> Result<CertifiedKey, rcgen::Error> {
        let key = KeyPair::from_pem(self.authority_key.expose())?;
        let issuer = Issuer::new(mint::authority(&key)?, key);
        let signs = KeyUsagePurpose::DigitalSignature;
        leaf(PLATFORM_NAME, signs, &issuer)
    }
}

/// The id of a public key: `PUB_KEY_ID_` and digits.
fn public_key_id(pem: &str) -> String {
    let hash = sha256_hex(pem.as_bytes());
    let digits = hash.bytes().map(|b| char::from(b'0' + b % 10));
    format!(
        "PUB_KEY_ID_01{}{}",
        WechatPayKit::SP_MCHID,
        digits.take(20).collect::<String>()
    )
}

#[cfg(test)]
mod tests {
    use super::{FOLDER, WechatPayKeys};
    use crate::pem_folder::KitError;
    use channels::crypto::SigningKey;
    use std::fs;

    #[test]
    fn made_once_and_the_same_ever_after() {
        let dir = tempfile::tempdir().expect("a folder");
        let first = WechatPayKeys::load_or_create(dir.path()).expect("makes");
        let again = WechatPayKeys::load_or_create(dir.path()).expect("loads");
        let (first, again) = (first.desk(), again.desk());
        assert_eq!(first.signing_serial, again.signing_serial);
        assert_eq!(first.signing_key, again.signing_key);
        assert_eq!(first.api_v3_key, again.api_v3_key);
        assert_eq!(first.public_key_id, again.public_key_id);
        assert!(first.public_key_id.starts_with("PUB_KEY_ID_0"));
        assert_eq!(first.api_v3_key.expose().len(), 32);
        SigningKey::from_pem(first.signing_key.expose()).expect("a key");
    }

    #[test]
    fn a_damaged_file_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        WechatPayKeys::load_or_create(dir.path()).expect("makes");
        let path = dir.path().join(FOLDER).join("api_v3.key");
        fs::write(&path, "too short").expect("cuts");
        match WechatPayKeys::load_or_create(dir.path()) {
            Err(KitError::Damaged(named)) => assert_eq!(named, path),
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("loaded"),
        }
    }
}
