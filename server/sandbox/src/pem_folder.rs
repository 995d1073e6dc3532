//! A network's folder of PEM files.
//!
//! The files are written to a temporary folder, which is then renamed, so that
//! a kit is never incomplete. Private keys can be read by their owner only.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use domain::secret::Secret;

use crate::private_file::owner_only;

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

/// A file to be written.
pub(crate) struct PemFile {
    /// Its name in the folder.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: Secret,
    /// True when only the owner may read it.
    pub(crate) secret: bool,
}

impl PemFile {
    /// A certificate or a public key.
    pub(crate) fn public(name: &str, text: String) -> Self {
        Self {
            name: name.to_owned(),
            text: Secret::new(text),
            secret: false,
        }
    }

    /// A private key or another secret.
    pub(crate) fn secret(name: &str, text: Secret) -> Self {
        Self {
            name: name.to_owned(),
            text,
            secret: true,
        }
    }
}

/// An existing folder.
#[derive(Debug)]
pub(crate) struct PemFolder(PathBuf);

impl PemFolder {
    /// Opens the folder `name` inside `dir`, or creates it with the files of
    /// `mint`.
    pub(crate) fn open_or_create(
        dir: &Path,
        name: &str,
        mint: impl FnOnce() -> Result<Vec<PemFile>, rcgen::Error>,
    ) -> Result<Self, KitError> {
        let folder = Self(dir.join(name));
        if !folder.0.is_dir() {
            let unfinished = Self(dir.join(format!("{name}.unfinished")));
            if unfinished.0.exists() {
                fs::remove_dir_all(&unfinished.0).map_err(at(&unfinished.0))?;
            }
            fs::create_dir_all(&unfinished.0).map_err(at(&unfinished.0))?;
            for file in mint()? {
                unfinished.write(&file)?;
            }
            fs::rename(&unfinished.0, &folder.0).map_err(at(&folder.0))?;
        }
        Ok(folder)
    }

    /// Writes a new file. A secret one is created with rights for its owner
    /// only.
    fn write(&self, file: &PemFile) -> Result<(), KitError> {
        let path = self.0.join(&file.name);
        let mut options = if file.secret {
            owner_only()
        } else {
            fs::OpenOptions::new()
        };
        options.write(true).create_new(true);
        let mut open = options.open(&path).map_err(at(&path))?;
        open.write_all(file.text.expose().as_bytes())
            .and_then(|()| open.sync_all())
            .map_err(at(&path))
    }

    /// The text of a certificate.
    pub(crate) fn certificate(&self, name: &str) -> Result<String, KitError> {
        self.pem(name, "CERTIFICATE")
    }

    /// The text of a private key.
    pub(crate) fn key(&self, name: &str) -> Result<Secret, KitError> {
        self.pem(name, "PRIVATE KEY").map(Secret::new)
    }

    /// The text of a PEM file with this label.
    pub(crate) fn pem(&self, name: &str, label: &str) -> Result<String, KitError> {
        self.text(name, |text| {
            text.starts_with(&format!("-----BEGIN {label}-----"))
                && text.trim_end().ends_with(&format!("-----END {label}-----"))
        })
    }

    /// The text of a file, which has to be `whole`.
    pub(crate) fn text(
        &self,
        name: &str,
        whole: impl FnOnce(&str) -> bool,
    ) -> Result<String, KitError> {
        let path = self.0.join(name);
        let text = fs::read_to_string(&path).map_err(at(&path))?;
        if whole(&text) {
            Ok(text)
        } else {
            Err(KitError::Damaged(path))
        }
    }
}

/// Adds the path to an IO error.
fn at(path: &Path) -> impl FnOnce(std::io::Error) -> KitError + use<> {
    let path = path.to_owned();
    move |source| KitError::File { path, source }
}
