//! The keys and certificates of both sides of UnionPay's wire.
//!
//! [`UnionPayKit`] is what a provider receives from UnionPay at sign-up, the
//! rest stays in the sandbox. The authorities' private keys are not stored, so
//! no further certificate can be issued.

mod mint;

use std::path::Path;

use domain::secret::Secret;

use crate::pem_folder::{KitError, PemFolder};

/// The folder of the kit inside the data folder.
const FOLDER: &str = "unionpay-sandbox";

/// All keys and certificates of the sandbox UnionPay.
pub(crate) struct UnionPayKeys {
    desk: UnionPayKit,
    network: NetworkKit,
}

/// What Paydesk needs to connect to the sandbox as an acquiring institution
/// (`accessType` 1). PEM texts unless stated otherwise.
#[derive(Clone, Debug)]
pub struct UnionPayKit {
    /// `acqInsCode`: the institution's code.
    pub acq_ins_code: &'static str,
    /// `trId`: the token requestor's number.
    pub tr_id: &'static str,
    /// The institution's signing key (PKCS#8).
    pub signing_key: Secret,
    /// Its certificate; `certId` is its serial number.
    pub signing_cert: String,
    /// UnionPay's certificate that card data is encrypted with.
    pub encrypt_cert: String,
    /// The authority that issued UnionPay's signing certificate.
    pub middle_cert: String,
    /// The authority above it.
    pub root_cert: String,
}

/// The network's part of the kit.
pub(crate) struct NetworkKit {
    /// UnionPay's signing key.
    pub(crate) signing_key: Secret,
    /// Its certificate, sent as `signPubKeyCert`.
    pub(crate) signing_cert: String,
    /// Decrypts card data.
    pub(crate) decrypting_key: Secret,
    /// Its certificate; `encryptCertId` is its serial number.
    pub(crate) encrypt_cert: String,
    /// The institution's certificate.
    pub(crate) institution_cert: String,
}

impl UnionPayKit {
    /// The institution's code at the sandbox.
    pub const ACQ_INS_CODE: &str = "39990083";
    /// The token requestor's number: UnionPay's own test number (wire facts
    /// 1.7).
    pub const TR_ID: &str = "62000000001";
}

impl UnionPayKeys {
    /// Loads the kit from the data folder `dir`, or creates it (five RSA keys:
    /// about a second).
    ///
    /// # Errors
    /// [`KitError`]: the folder cannot be read or written, or contains damaged
    /// files.
    pub(crate) fn load_or_create(dir: &Path) -> Result<Self, KitError> {
        let folder = PemFolder::open_or_create(dir, FOLDER, mint::mint)?;
        let institution_cert = folder.certificate("institution.crt")?;
        let encrypt_cert = folder.certificate("encryption.crt")?;
        Ok(Self {
            desk: UnionPayKit {
                acq_ins_code: UnionPayKit::ACQ_INS_CODE,
                tr_id: UnionPayKit::TR_ID,
                signing_key: folder.key("institution.key")?,
                signing_cert: institution_cert.clone(),
                encrypt_cert: encrypt_cert.clone(),
                middle_cert: folder.certificate("middle.crt")?,
                root_cert: folder.certificate("root.crt")?,
            },
            network: NetworkKit {
                signing_key: folder.key("network.key")?,
                signing_cert: folder.certificate("network.crt")?,
                decrypting_key: folder.key("encryption.key")?,
                encrypt_cert,
                institution_cert,
            },
        })
    }

    /// Paydesk's part of the kit.
    pub(crate) const fn desk(&self) -> &UnionPayKit {
        &self.desk
    }

    /// The network's part of the kit.
    pub(crate) const fn network(&self) -> &NetworkKit {
        &self.network
    }
}

#[cfg(test)]
mod tests {
    use super::{FOLDER, UnionPayKeys};
    use crate::pem_folder::KitError;
    use channels::crypto::SigningKey;
    use channels::unionpay::Certificate;
    use std::fs;

    #[test]
    fn made_once_and_the_same_ever_after() {
        let dir = tempfile::tempdir().expect("a folder");
        // What a crash while making keys leaves behind does no harm.
        fs::create_dir(dir.path().join("unionpay-sandbox.unfinished")).expect("makes");
        let first = UnionPayKeys::load_or_create(dir.path()).expect("makes");
        let again = UnionPayKeys::load_or_create(dir.path()).expect("loads");
        assert_eq!(first.desk().signing_cert, again.desk().signing_cert);
        assert_eq!(first.desk().signing_key, again.desk().signing_key);
        assert!(!dir.path().join("unionpay-sandbox.unfinished").exists());

        let cert = Certificate::from_pem(&first.network().signing_cert).expect("reads");
        let name = cert.common_name().and_then(|cn| cn.split('@').nth(2));
        assert_eq!(name, Some("中国银联股份有限公司"));
        assert!(
            cert.serial_decimal().len() > 40,
            "a serial no machine number holds"
        );
        for (key, cert) in [
            (&first.desk().signing_key, &first.desk().signing_cert),
            (&first.network().signing_key, &first.network().signing_cert),
            (
                &first.network().decrypting_key,
                &first.network().encrypt_cert,
            ),
        ] {
            let key = SigningKey::from_pem(key.expose()).expect("a key");
            let cert = Certificate::from_pem(cert).expect("a certificate");
            assert!(key.matches(cert.public_key()));
        }
    }

    #[cfg(unix)]
    #[test]
    fn keys_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().expect("a folder");
        UnionPayKeys::load_or_create(dir.path()).expect("makes");
        let mut keys = 0;
        for file in fs::read_dir(dir.path().join(FOLDER)).expect("lists") {
            let path = file.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "key") {
                keys += 1;
                let mode = fs::metadata(&path).expect("stats").permissions().mode();
                assert_eq!(mode & 0o777, 0o600, "{}", path.display());
            }
        }
        assert_eq!(keys, 3);
    }

    #[test]
    fn a_damaged_file_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        UnionPayKeys::load_or_create(dir.path()).expect("makes");
        let path = dir.path().join(FOLDER).join("network.key");
        fs::write(&path, "-----BEGIN PRIVATE KEY-----\nMIIE").expect("cuts");
        match UnionPayKeys::load_or_create(dir.path()) {
            Err(KitError::Damaged(named)) => assert_eq!(named, path),
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("loaded"),
        }
    }
}
