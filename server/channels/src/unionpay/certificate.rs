//! One X.509 certificate, with what UnionPay's rules ask of it.
//!
//! Only RSA, only SHA-256 or (UnionPay's authority, CFCA, still uses it)
//! SHA-1 signatures. Extensions marked critical that we do not check are a
//! refusal. Whether a certificate is to be believed is decided in `trust`.

use domain::clock::At;
use rustls_pki_types::pem::SectionKind;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::oid_registry::{OID_PKCS1_SHA1WITHRSA, OID_PKCS1_SHA256WITHRSA};
use x509_parser::prelude::FromDer;

use crate::crypto::{Hash, KeyError, PublicKey};
use crate::pem::{self, PemError};

/// A certificate that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// Not PEM.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// No X.509 certificate, or one with fields that contradict each other.
    #[error("not a readable X.509 certificate")]
    Unreadable,
    /// A signature algorithm other than RSA with SHA-256 or SHA-1.
    #[error("the certificate is signed with an algorithm that is not taken here")]
    Algorithm,
    /// A critical extension we do not know.
    #[error("the certificate has a critical extension that is not known here")]
    Critical,
    /// Its key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// A parsed certificate. Owns its data.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    serial: String,
    key: PublicKey,
    not_before: At,
    not_after: At,
    subject: Vec<u8>,
    issuer: Vec<u8>,
    common_name: Option<String>,
    may_issue: Option<bool>,
    path_len: Option<u32>,
    signs_certificates: Option<bool>,
    signs_messages: Option<bool>,
    hash: Hash,
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
            oid if *oid == OID_PKCS1_SHA256WITHRSA => Hash::Sha256,
            oid if *oid == OID_PKCS1_SHA1WITHRSA => Hash::Sha1ForOldCertificates,
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
            key: PublicKey::from_spki(tbs.subject_pki.raw)?,
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

    /// The serial number in decimal, as `certId` and `encryptCertId` carry
    /// it. Up to 160 bits: never through a machine number.
    pub fn serial_decimal(&self) -> &str {
        &self.serial
    }

    /// The public key.
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// The last instant of validity.
    pub const fn not_after(&self) -> At {
        self.not_after
    }

    /// The subject's common name, when there is exactly one, in Unicode.
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// True when `now` is inside the validity window, both ends included.
    pub fn valid_at(&self, now: At) -> bool {
        self.not_before <= now && now <= self.not_after
    }

    /// True when `issuer` signed this certificate and is named in it. Says
    /// nothing about whether `issuer` was allowed to.
    pub(crate) fn issued_by(&self, issuer: &Self) -> bool {
        self.issuer == issuer.subject
            && issuer
                .key
                .verifies(self.hash, &self.signed_part, &self.signature)
    }

    /// True for an authority that may stand `below` levels of authorities
    /// above a leaf: `basicConstraints` must say so, `keyUsage` and the path
    /// length must not forbid it.
    pub(crate) fn is_authority(&self, below: u32) -> bool {
        self.may_issue == Some(true)
            && self.signs_certificates != Some(false)
            && self.path_len.is_none_or(|most| below <= most)
    }

    /// True for a certificate that signs messages and no certificates.
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

/// Extensions whose meaning `trust` enforces, or which only narrow uses we
/// do not make (TLS, mail) and policies we do not choose by.
const fn checked_here(extension: &ParsedExtension<'_>) -> bool {
    matches!(
        extension,
        ParsedExtension::BasicConstraints(_)
            | ParsedExtension::KeyUsage(_)
            | ParsedExtension::ExtendedKeyUsage(_)
            | ParsedExtension::CertificatePolicies(_)
    )
}

/// Exactly one CN, as text; two would leave open which one counts.
fn only_common_name(parsed: &X509Certificate<'_>) -> Option<String> {
    let mut names = parsed.subject().iter_common_name();
    let first = names.next()?.as_str().ok()?;
    names.next().is_none().then(|| first.to_owned())
}

/// Seconds to an instant; a certificate's years always fit.
fn instant(seconds: i64) -> At {
    At::from_ms(seconds.saturating_mul(1000))
}
