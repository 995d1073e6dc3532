//! An X.509 certificate, with the properties that the networks' rules need.
//!
//! Only RSA keys, and signatures with SHA-256 or SHA-1 (which UnionPay's
//! authority, CFCA, still uses). Unknown critical extensions are refused.
//! Whether a certificate is trusted is decided in each network's `verifier`.

use domain::clock::At;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::oid_registry::{OID_PKCS1_SHA1WITHRSA, OID_PKCS1_SHA256WITHRSA};
use x509_parser::prelude::FromDer;

use crate::crypto::{RsaKeyError, RsaPublicKey, SignatureHash, hex};
use crate::pem::{self, PemError, SectionKind};

/// Why a certificate was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not PEM.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// Not an X.509 certificate, or one with contradicting fields.
    #[error("not a readable X.509 certificate")]
    Unreadable,
    /// A signature algorithm other than RSA with SHA-256 or SHA-1.
    #[error("the certificate is signed with an algorithm that is not taken here")]
    Algorithm,
    /// An unknown critical extension.
    #[error("the certificate has a critical extension that is not known here")]
    Critical,
    /// Its key cannot be used.
    #[error(transparent)]
    Key(#[from] RsaKeyError),
}

/// A parsed certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    serial: String,
    serial_hex: String,
    key: RsaPublicKey,
    not_before: At,
    not_after: At,
    subject: Vec<u8>,
    issuer: Vec<u8>,
    common_name: Option<String>,
    may_issue: Option<bool>,
    path_len: Option<u32>,
    signs_certificates: Option<bool>,
    signs_messages: Option<bool>,
    hash: SignatureHash,
    signed_part: Vec<u8>,
    signature: Vec<u8>,
}

impl Certificate {
    /// From PEM (`CERTIFICATE`, one block, either line end).
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn from_pem(text: &str) -> Result<Self, CertificateError> {
        Self::from_der(&pem::decode(text, SectionKind::Certificate)?)
    }

    fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let unreadable = |_| CertificateError::Unreadable;
        let (rest, parsed) = X509Certificate::from_der(der).map_err(unreadable)?;
        let tbs = &parsed.tbs_certificate;
        if !rest.is_empty() || tbs.signature != parsed.signature_algorithm {
            return Err(CertificateError::Unreadable);
        }
        let hash = match &parsed.signature_algorithm.algorithm {
            oid if *oid == OID_PKCS1_SHA256WITHRSA => SignatureHash::Sha256,
            oid if *oid == OID_PKCS1_SHA1WITHRSA => SignatureHash::Sha1ForOldCertificates,
            _ => return Err(CertificateError::Algorithm),
        };
        if tbs
            .extensions()
            .iter()
            .any(|e| e.critical && !checked_here(e.parsed_extension()))
        {
            return Err(CertificateError::Critical);
        }
        let constraints = tbs
            .basic_constraints()
            .map_err(|_| CertificateError::Unreadable)?;
        let usage = tbs.key_usage().map_err(|_| CertificateError::Unreadable)?;
        Ok(Self {
            serial: tbs.serial.to_string(),
            serial_hex: hex(&tbs.serial.to_bytes_be()).to_ascii_uppercase(),
            key: RsaPublicKey::from_spki(tbs.subject_pki.raw)?,
            not_before: instant(tbs.validity.not_before.timestamp()),
            not_after: instant(tbs.validity.not_after.timestamp()),
            subject: tbs.subject.as_raw().to_vec(),
            issuer: tbs.issuer.as_raw().to_vec(),
            common_name: only_common_name(&parsed),
            may_issue: constraints.as_ref().map(|c| c.value.ca),
            path_len: constraints
                .as_ref()
                .and_then(|c| c.value.path_len_constraint),
            signs_certificates: usage.as_ref().map(|u| u.value.key_cert_sign()),
            signs_messages: usage.as_ref().map(|u| u.value.digital_signature()),
            hash,
            signed_part: tbs.as_ref().to_vec(),
            signature: parsed.signature_value.data.to_vec(),
        })
    }

    /// The serial number in decimal, as UnionPay writes it. It has up to 160
    /// bits, so it is kept as text.
    pub fn serial_decimal(&self) -> &str {
        &self.serial
    }

    /// The serial number in upper-case hex, two digits for each byte, as WeChat
    /// Pay writes it.
    pub fn serial_hex(&self) -> &str {
        &self.serial_hex
    }

    /// The public key.
    pub const fn public_key(&self) -> &RsaPublicKey {
        &self.key
    }

    /// The first instant of validity.
    pub const fn not_before(&self) -> At {
        self.not_before
    }

    /// The last instant of validity.
    pub const fn not_after(&self) -> At {
        self.not_after
    }

    /// The subject's common name, if there is exactly one.
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// True when `now` is within the validity, both ends included.
    pub fn valid_at(&self, now: At) -> bool {
        self.not_before <= now && now <= self.not_after
    }

    /// True when this certificate names `issuer` and has its signature. Does
    /// not check that `issuer` may issue certificates.
    pub(crate) fn issued_by(&self, issuer: &Self) -> bool {
        self.issuer == issuer.subject
            && issuer
                .key
                .verifies(self.hash, &self.signed_part, &self.signature)
    }

    /// True for an authority with `below` further authorities between it and
    /// the leaf: `basicConstraints` must allow it, `keyUsage` and the path
    /// length must not forbid it.
    pub(crate) fn is_authority(&self, below: u32) -> bool {
        self.may_issue == Some(true)
            && self.signs_certificates != Some(false)
            && self.path_len.is_none_or(|most| below <= most)
    }

    /// True for a certificate that may sign messages, and no certificates.
    pub(crate) fn is_leaf(&self) -> bool {
        self.may_issue != Some(true) && self.signs_messages != Some(false)
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.common_name.as_deref().unwrap_or("");
        write!(f, "Certificate(serial {}, CN {name})", self.serial)
    }
}

/// True for extensions that `verifier` enforces, or that do not matter here:
/// they restrict other uses (TLS, mail) or name a policy.
const fn checked_here(extension: &ParsedExtension<'_>) -> bool {
    matches!(
        extension,
        ParsedExtension::BasicConstraints(_)
            | ParsedExtension::KeyUsage(_)
            | ParsedExtension::ExtendedKeyUsage(_)
            | ParsedExtension::CertificatePolicies(_)
    )
}

/// The common name, if there is exactly one; two would be ambiguous.
fn only_common_name(parsed: &X509Certificate<'_>) -> Option<String> {
    let mut names = parsed.subject().iter_common_name();
    let first = names.next()?.as_str().ok()?;
    names.next().is_none().then(|| first.to_owned())
}

/// The instant of Unix seconds.
fn instant(seconds: i64) -> At {
    At::from_ms(seconds.saturating_mul(1000))
}
