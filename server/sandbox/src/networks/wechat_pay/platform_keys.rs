//! The keys that WeChat Pay signs with, and the lines that are signed
//! (wire facts 2.2).
//!
//! In certificate mode the newest platform certificate signs; in public-key
//! mode the key of `PUB_KEY_ID_..`. A request that names one of them in
//! `Wechatpay-Serial` is answered by that one, as while a provider changes from
//! one mode to the other.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{RsaKeyError, SigningKey};
use domain::clock::At;
use serde::{Deserialize, Serialize};

use super::certificate::{hex_serial, validity};
use super::keys::WechatPayKeys;
use crate::certificate::CertifiedKey;
use crate::pem_folder::{KitError, PemFile, PemFolder};

/// The names of the files of a rotated certificate, in a folder of its own.
const CERT: &str = "platform.crt";
const KEY: &str = "platform.key";

/// Which key signs unless a request asks for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SigningMode {
    /// The newest platform certificate.
    #[default]
    Certificate,
    /// WeChat Pay's public key.
    PublicKey,
}

/// A platform certificate with its key.
pub(super) struct PlatformCertificate {
    /// Hexadecimal.
    pub(super) serial: String,
    /// PEM.
    pub(super) pem: String,
    /// Its first and last instant.
    pub(super) validity: [At; 2],
    key: SigningKey,
}

/// All keys that sign.
pub(super) struct PlatformKeys {
    /// The newest last; never empty.
    certificates: Vec<PlatformCertificate>,
    public_key_id: String,
    public_mode_key: SigningKey,
    mode: SigningMode,
    /// The data folder.
    dir: PathBuf,
}

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PlatformKeysError {
    /// The files of rotated certificates.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// A private key cannot be used.
    #[error("a key of the sandbox WeChat Pay: {0}")]
    Key(#[from] RsaKeyError),
    /// A certificate cannot be read.
    #[error("a certificate of the sandbox WeChat Pay cannot be read")]
    Certificate,
}

/// What is signed, and the headers that say so.
pub(super) struct PlatformSignature {
    /// `Wechatpay-Timestamp`, in seconds.
    pub(super) timestamp: i64,
    /// `Wechatpay-Nonce`.
    pub(super) nonce: String,
    /// `Wechatpay-Signature`, Base64.
    pub(super) signature: String,
    /// `Wechatpay-Serial`: a certificate's serial number or a public key's id.
    pub(super) serial: String,
}

impl PlatformSignature {
    /// The HTTP headers.
    pub(super) fn into_headers(self) -> [(&'static str, String); 5] {
        let kind = "WECHATPAY2-SHA256-RSA2048";
        [
            ("wechatpay-timestamp", self.timestamp.to_string()),
            ("wechatpay-nonce", self.nonce),
            ("wechatpay-signature", self.signature),
            ("wechatpay-serial", self.serial),
            ("wechatpay-signature-type", kind.to_owned()),
        ]
    }
}

impl PlatformKeys {
    /// The kit's keys, and the certificates that were rotated in, which are
    /// in the data folder `dir`.
    pub(super) fn open(keys: &WechatPayKeys, dir: &Path) -> Result<Self, PlatformKeysError> {
        let kit = keys.platform();
        let mut all = Self {
            certificates: vec![certificate(&kit.first)?],
            public_key_id: keys.desk().public_key_id.clone(),
            public_mode_key: SigningKey::from_pem(kit.public_mode_key.expose())?,
            mode: SigningMode::default(),
            dir: dir.to_owned(),
        };
        while dir.join(all.next_folder()).is_dir() {
            all.add(|| Ok(vec![]))?;
        }
        Ok(all)
    }

    /// The folder of the next certificate, in the data folder.
    fn next_folder(&self) -> String {
        format!("wechatpay-sandbox-platform-{}", self.certificates.len() + 1)
    }

    /// Stores a certificate, which signs from now on.
    pub(super) fn rotate(&mut self, pair: CertifiedKey) -> Result<(), PlatformKeysError> {
        self.add(|| {
            Ok(vec![
                PemFile::public(CERT, pair.cert),
                PemFile::secret(KEY, pair.key),
            ])
        })
    }

    /// Adds the certificate of the next folder, which is made of these files
    /// unless it is there.
    fn add(
        &mut self,
        files: impl FnOnce() -> Result<Vec<PemFile>, rcgen::Error>,
    ) -> Result<(), PlatformKeysError> {
        let folder = PemFolder::open_or_create(&self.dir, &self.next_folder(), files)?;
        let (cert, key) = (folder.certificate(CERT)?, folder.key(KEY)?);
        self.certificates
            .push(certificate(&CertifiedKey { cert, key })?);
        Ok(())
    }

    /// Which key signs by default.
    pub(super) const fn mode(&self) -> SigningMode {
        self.mode
    }

    /// Changes which key signs by default; until the next start.
    pub(super) const fn set_mode(&mut self, mode: SigningMode) {
        self.mode = mode;
    }

    /// The certificates that a provider may still meet, the newest first: the
    /// last two.
    pub(super) fn listed(&self) -> impl Iterator<Item = &PlatformCertificate> {
        self.certificates.iter().rev().take(2)
    }

    /// The id of the public key.
    pub(super) fn public_key_id(&self) -> &str {
        &self.public_key_id
    }

    /// True when `serial` names a key that can sign.
    pub(super) fn knows(&self, serial: &str) -> bool {
        serial == self.public_key_id || self.listed().any(|known| known.serial == serial)
    }

    /// Signs timestamp, nonce and body, each ended by a line feed, with the key
    /// named `asked`, else with that of the mode.
    pub(super) fn sign(
        &self,
        body: &str,
        nonce: String,
        timestamp: i64,
        asked: Option<&str>,
    ) -> PlatformSignature {
        let (serial, key) = self.key(asked);
        let lines = format!("{timestamp}\n{nonce}\n{body}\n");
        PlatformSignature {
            timestamp,
            nonce,
            signature: STANDARD.encode(key.sign(lines.as_bytes())),
            serial: serial.to_owned(),
        }
    }

    fn key(&self, asked: Option<&str>) -> (&str, &SigningKey) {
        let named = asked.and_then(|serial| self.listed().find(|known| known.serial == serial));
        let public_key = match asked {
            Some(serial) => serial == self.public_key_id,
            None => self.mode == SigningMode::PublicKey,
        };
        let newest = self.certificates.last().filter(|_| !public_key);
        named.or(newest).map_or(
            (&self.public_key_id, &self.public_mode_key),
            |certificate| (&certificate.serial, &certificate.key),
        )
    }
}

/// Reads a certificate and its key.
fn certificate(pair: &CertifiedKey) -> Result<PlatformCertificate, PlatformKeysError> {
    let unreadable = PlatformKeysError::Certificate;
    let (Some(serial), Some(validity)) = (hex_serial(&pair.cert), validity(&pair.cert)) else {
        return Err(unreadable);
    };
    Ok(PlatformCertificate {
        serial,
        pem: pair.cert.clone(),
        validity,
        key: SigningKey::from_pem(pair.key.expose())?,
    })
}
