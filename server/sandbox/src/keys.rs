//! The sandbox's keys and certificates, generated once and kept as PEM files.
//!
//! A kit has the keys of both sides: [`DeskKit`] is what a provider receives
//! from UnionPay at sign-up, the rest stays in the sandbox. The authorities'
//! private keys are not stored, so no further certificate can be issued.
//!
//! The files are written to a temporary folder, which is then renamed, so that
//! a kit is never incomplete. Private keys can be read by their owner only.

mod mint;
mod serial;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use domain::secret::Secret;

use crate::private_file::owner_only;
use mint::MintedKit;
pub(crate) use serial::decimal_serial;

/// The folder of the kit inside the data folder.
const FOLDER: &str = "unionpay-sandbox";
/// The name of the folder while it is being written.
const UNFINISHED: &str = "unionpay-sandbox.unfinished";

/// Why the kit cannot be loaded or created.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The path.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// A certificate could not be made.
    #[error("making the sandbox certificates: {0}")]
    Mint(#[from] rcgen::Error),
    /// A file does not have the expected content.
    #[error("{0} is damaged: delete the folder it is in, and new keys are made")]
    Damaged(PathBuf),
}

/// All keys and certificates of the sandbox UnionPay.
pub struct SandboxKeys {
    desk: DeskKit,
    network: NetworkKit,
}

/// What Paydesk needs to connect to the sandbox as an acquiring institution
/// (`accessType` 1). PEM texts unless stated otherwise.
#[derive(Clone, Debug)]
pub struct DeskKit {
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

impl SandboxKeys {
    /// The institution's code at the sandbox.
    pub const ACQ_INS_CODE: &str = "39990083";
    /// The token requestor's number: UnionPay's own test number (wire facts
    /// 1.7).
    pub const TR_ID: &str = "62000000001";

    /// Loads the kit from the data folder `dir`, or creates it (five RSA keys:
    /// about a second). The `demo` command calls it at start.
    ///
    /// # Errors
    /// [`KitError`]: the folder cannot be read or written, or contains damaged
    /// files.
    pub fn load_or_create(dir: &Path) -> Result<Self, KitError> {
        let folder = dir.join(FOLDER);
        if !folder.is_dir() {
            create(dir, &folder)?;
        }
        Self::load(&folder)
    }

    /// Paydesk's part of the kit.
    pub const fn desk(&self) -> &DeskKit {
        &self.desk
    }

    /// The network's part of the kit.
    pub(crate) const fn network(&self) -> &NetworkKit {
        &self.network
    }

    fn load(folder: &Path) -> Result<Self, KitError> {
        let read = |name: &str, label: &str| {
            let path = folder.join(name);
            let text = fs::read_to_string(&path).map_err(at(&path))?;
            let whole = text.starts_with(&format!("-----BEGIN {label}-----"))
                && text.trim_end().ends_with(&format!("-----END {label}-----"));
            if whole {
                Ok(text)
            } else {
                Err(KitError::Damaged(path))
            }
        };
        let certificate = |name| read(name, "CERTIFICATE");
        let key = |name| read(name, "PRIVATE KEY").map(Secret::new);
        let institution_cert = certificate("institution.crt")?;
        let encrypt_cert = certificate("encryption.crt")?;
        Ok(Self {
            desk: DeskKit {
                acq_ins_code: Self::ACQ_INS_CODE,
                tr_id: Self::TR_ID,
                signing_key: key("institution.key")?,
                signing_cert: institution_cert.clone(),
                encrypt_cert: encrypt_cert.clone(),
                middle_cert: certificate("middle.crt")?,
                root_cert: certificate("root.crt")?,
            },
            network: NetworkKit {
                signing_key: key("network.key")?,
                signing_cert: certificate("network.crt")?,
                decrypting_key: key("encryption.key")?,
                encrypt_cert,
                institution_cert,
            },
        })
    }
}

impl std::fmt::Debug for SandboxKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SandboxKeys(..)")
    }
}

/// Writes the files to the temporary folder, then renames it.
fn create(dir: &Path, folder: &Path) -> Result<(), KitError> {
    let unfinished = dir.join(UNFINISHED);
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(at(&unfinished))?;
    }
    fs::create_dir_all(&unfinished).map_err(at(&unfinished))?;
    let MintedKit {
        root,
        middle,
        network,
        encryption,
        institution,
    } = mint::mint()?;
    for (name, text) in [("root.crt", root), ("middle.crt", middle)] {
        write(&unfinished.join(name), &text, false)?;
    }
    for (name, pair) in [
        ("network", network),
        ("encryption", encryption),
        ("institution", institution),
    ] {
        write(&unfinished.join(format!("{name}.crt")), &pair.cert, false)?;
        write(
            &unfinished.join(format!("{name}.key")),
            pair.key.expose(),
            true,
        )?;
    }
    fs::rename(&unfinished, folder).map_err(at(folder))
}

/// Writes a new file. A secret one is created with rights for its owner only.
fn write(path: &Path, text: &str, secret: bool) -> Result<(), KitError> {
    let mut options = if secret {
        owner_only()
    } else {
        fs::OpenOptions::new()
    };
    options.write(true).create_new(true);
    let mut file = options.open(path).map_err(at(path))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(at(path))
}

/// Adds the path to an IO error.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> KitError + use<> {
    let path = path.to_owned();
    move |source| KitError::File { path, source }
}

#[cfg(test)]
mod tests {
    use super::{FOLDER, KitError, SandboxKeys, UNFINISHED};
    use channels::crypto::SigningKey;
    use channels::unionpay::Certificate;
    use std::fs;

    #[test]
    fn made_once_and_the_same_ever_after() {
        let dir = tempfile::tempdir().expect("a folder");
        // What a crash while making keys leaves behind does no harm.
        fs::create_dir(dir.path().join(UNFINISHED)).expect("makes");
        let first = SandboxKeys::load_or_create(dir.path()).expect("makes");
        let again = SandboxKeys::load_or_create(dir.path()).expect("loads");
        assert_eq!(first.desk().signing_cert, again.desk().signing_cert);
        assert_eq!(first.desk().signing_key, again.desk().signing_key);
        assert!(!dir.path().join(UNFINISHED).exists());

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
        SandboxKeys::load_or_create(dir.path()).expect("makes");
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
        SandboxKeys::load_or_create(dir.path()).expect("makes");
        let path = dir.path().join(FOLDER).join("network.key");
        fs::write(&path, "-----BEGIN PRIVATE KEY-----\nMIIE").expect("cuts");
        match SandboxKeys::load_or_create(dir.path()) {
            Err(KitError::Damaged(named)) => assert_eq!(named, path),
            other => panic!("{other:?}"),
        }
    }
}
