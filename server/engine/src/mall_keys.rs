//! Public keys of malls: parsing them, and verifying signatures.
//!
//! A key is a `SubjectPublicKeyInfo` (PEM `PUBLIC KEY`) that fits its
//! algorithm: Ed25519, P-256, or RSA of 2048 to 8192 bits. aws-lc verifies
//! every signature. It accepts any 32 bytes as an Ed25519 key, so the point is
//! checked here at registration.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::PublicEncryptingKey;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    VerificationAlgorithm,
};
use channels::pem::{self, PemError, SectionKind};
use curve25519_dalek::edwards::CompressedEdwardsY;
use domain::mall::{KeyAlgorithm, MallKey};

/// A text or bytes that are no usable public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// Not a PEM text with one `PUBLIC KEY`.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// Not a key of the algorithm.
    #[error("not a public key for this algorithm")]
    Rejected,
    /// RSA under 2048 or over 8192 bits.
    #[error("the RSA key must have 2048 to 8192 bits")]
    Size,
}

/// A mall's public key, ready to verify with.
pub struct VerifyingKey(ParsedPublicKey);

impl VerifyingKey {
    /// From the DER of a key on record.
    ///
    /// # Errors
    /// [`PublicKeyError::Rejected`], [`PublicKeyError::Size`].
    pub fn from_spki(algorithm: KeyAlgorithm, der: &[u8]) -> Result<Self, PublicKeyError> {
        let verification: &'static dyn VerificationAlgorithm = match algorithm {
            KeyAlgorithm::Ed25519 => &ED25519,
            KeyAlgorithm::EcdsaP256Sha256 => &ECDSA_P256_SHA256_FIXED,
            KeyAlgorithm::RsaV15Sha256 => &RSA_PKCS1_2048_8192_SHA256,
        };
        let key = ParsedPublicKey::new(verification, der).map_err(|_| PublicKeyError::Rejected)?;
        // aws-lc also accepts raw points and PKCS#1; only SPKI is allowed.
        let spki: PublicKeyX509Der<'_> = key.as_der().map_err(|_| PublicKeyError::Rejected)?;
        if spki.as_ref() != der {
            return Err(PublicKeyError::Rejected);
        }
        // The verifier looks at the size when it verifies. This type does at
        // once, and takes the same sizes.
        if algorithm == KeyAlgorithm::RsaV15Sha256 && PublicEncryptingKey::from_der(der).is_err() {
            return Err(PublicKeyError::Size);
        }
        Ok(Self(key))
    }

    /// A mall's key on record.
    ///
    /// # Errors
    /// [`PublicKeyError::Rejected`], [`PublicKeyError::Size`].
    pub fn on_record(key: &MallKey) -> Result<Self, PublicKeyError> {
        Self::from_spki(key.algorithm, &key.public_der)
    }

    /// True when `signature` is this key's over `message`. ECDSA signatures
    /// are `r || s`, 64 bytes (RFC 9421 3.3.4, RFC 7518 3.4).
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

/// The DER of a mall's public key in PEM, checked by [`check_new_key`].
///
/// # Errors
/// [`PublicKeyError`].
pub fn der_from_pem(algorithm: KeyAlgorithm, pem: &str) -> Result<Vec<u8>, PublicKeyError> {
    let der = pem::decode(pem, SectionKind::PublicKey)?;
    check_new_key(algorithm, &der)?;
    Ok(der.to_vec())
}

/// Checks a key at registration: its form, and for Ed25519 that it is a point
/// of the curve and not of small order. Signatures for a key of small order can
/// be forged.
///
/// # Errors
/// [`PublicKeyError::Rejected`], [`PublicKeyError::Size`].
pub fn check_new_key(algorithm: KeyAlgorithm, der: &[u8]) -> Result<(), PublicKeyError> {
    VerifyingKey::from_spki(algorithm, der)?;
    if algorithm != KeyAlgorithm::Ed25519 {
        return Ok(());
    }
    // The point is the last 32 bytes of the DER (RFC 8410 section 4).
    der.last_chunk::<32>()
        .and_then(|point| CompressedEdwardsY(*point).decompress())
        .filter(|point| !point.is_small_order())
        .map(drop)
        .ok_or(PublicKeyError::Rejected)
}

#[cfg(test)]
mod tests;
