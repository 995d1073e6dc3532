//! The demo's data folder: created with its keys at the first start, then
//! reused.
//!
//! Keys are written with mode 0600 before they are used, and never printed.

use anyhow::{Context, bail};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::pem::{self, SectionKind};
use domain::entropy::Entropy;
use domain::secret::Secret;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use store::warn_if_shared;

/// A data folder that exists.
pub(crate) struct DataFolder(PathBuf);

impl DataFolder {
    /// Opens the folder, and creates it if it is missing.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path.join("keys"))
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        let path = fs::canonicalize(path)?;
        // The database in it holds pay tokens, which give access to pay pages.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self(path))
    }

    /// A path inside the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The PKCS#8 PEM of an Ed25519 key, generated at the first call.
    pub(crate) fn ed25519_key(&self, name: &str) -> anyhow::Result<Secret> {
        self.load_or_create(name, || {
            let pair =
                Ed25519KeyPair::generate().map_err(|_| anyhow::anyhow!("no key could be made"))?;
            let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair)
                .map_err(|_| anyhow::anyhow!("the new key cannot be written down"))?;
            Ok(as_pem("PRIVATE KEY", der.as_ref()))
        })
    }

    /// 32 random bytes in base64, generated at the first call.
    pub(crate) fn random_key(&self, name: &str, entropy: &dyn Entropy) -> anyhow::Result<Secret> {
        self.load_or_create(name, || {
            let mut bytes = [0_u8; 32];
            entropy.fill(&mut bytes);
            Ok(STANDARD.encode(bytes))
        })
    }

    /// A file that only its owner reads.
    pub(crate) fn secret(&self, name: &str) -> anyhow::Result<Secret> {
        read_secret(&self.path(name))
    }

    /// Writes such a file.
    pub(crate) fn write_secret(&self, name: &str, text: &str) -> anyhow::Result<()> {
        write_private(&self.path(name), text)
    }

    fn load_or_create(
        &self,
        name: &str,
        make: impl FnOnce() -> anyhow::Result<String>,
    ) -> anyhow::Result<Secret> {
        let path = self.path(name);
        if !path.exists() {
            write_private(&path, &make()?)?;
        }
        read_secret(&path)
    }
}

/// Reads a secret from a file, without surrounding white space. Warns if other
/// users may read the file.
pub(crate) fn read_secret(path: &Path) -> anyhow::Result<Secret> {
    let text =
        fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let text = without_byte_order_mark(&text).trim();
    if text.is_empty() {
        bail!("{} is empty", path.display());
    }
    warn_if_shared(path);
    Ok(Secret::new(text))
}

/// The public half of an Ed25519 key, `SubjectPublicKeyInfo` in DER.
pub(crate) fn ed25519_public_der(private_pem: &Secret) -> anyhow::Result<Vec<u8>> {
    let der = pem::decode(private_pem.expose(), SectionKind::PrivateKey)?;
    let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der)
        .map_err(|_| anyhow::anyhow!("not an Ed25519 key in PKCS#8"))?;
    let public = pair
        .public_key()
        .as_der()
        .map_err(|_| anyhow::anyhow!("the key has no public half"))?;
    Ok(public.as_ref().to_vec())
}

/// The text as it was typed: some editors begin a file with a mark.
fn without_byte_order_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

fn as_pem(label: &str, der: &[u8]) -> String {
    let mut body = String::new();
    for (column, letter) in STANDARD.encode(der).chars().enumerate() {
        if column > 0 && column % 64 == 0 {
            body.push('\n');
        }
        body.push(letter);
    }
    format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
}

/// Atomically writes a file that only its owner may read.
fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path.parent().context("a file needs a folder")?;
    // Temporary files have mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)
        .with_context(|| format!("{} cannot be written", path.display()))?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{DataFolder, ed25519_public_der, read_secret};

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let data = DataFolder::open(dir.path()).expect("it opens");
        let first = data.ed25519_key("keys/provider.pem").expect("a key");
        let again = data.ed25519_key("keys/provider.pem").expect("the same key");
        assert_eq!(first.expose(), again.expose());
        assert_eq!(
            ed25519_public_der(&first).expect("its public half").len(),
            44
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(data.path("keys/provider.pem"))
                .expect("it is there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
            let folder = std::fs::metadata(data.path(""))
                .expect("it is there")
                .permissions()
                .mode();
            assert_eq!(folder & 0o777, 0o700);
        }
    }

    #[test]
    fn an_empty_key_file_is_an_error_not_an_empty_key() {
        let dir = tempfile::tempdir().expect("a folder");
        let data = DataFolder::open(dir.path()).expect("it opens");
        std::fs::write(data.path("keys/provider.pem"), "\n").expect("written");
        assert!(data.ed25519_key("keys/provider.pem").is_err());
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_secret() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("seal.b64");
        std::fs::write(&path, "\u{feff}c2VhbA==\r\n").expect("written");
        assert_eq!(read_secret(&path).expect("read").expose(), "c2VhbA==");
    }
}
