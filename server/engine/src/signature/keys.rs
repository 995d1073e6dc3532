//! Public keys of malls: the one place where they are read and used.
//!
//! A key is a `SubjectPublicKeyInfo` (PEM `PUBLIC KEY`) that fits its
//! algorithm: Ed25519, P-256, or RSA of 2048 to 8192 bits.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::PublicEncryptingKey;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    VerificationAlgorithm,
};
use domain::mall::KeyAlgorithm;
use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject;

/// The smallest RSA modulus taken, in bytes.
const RSA_MIN_BYTES: usize = 256;
/// The largest RSA modulus the verifier takes, in bytes.
const RSA_MAX_BYTES: usize = 1024;

/// A text or some bytes that are no usable public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not one PEM block `PUBLIC KEY`.
    #[error("not a PEM text with one PUBLIC KEY block")]
    Pem,
    /// Not a key of the algorithm.
    #[error("not a public key for this algorithm")]
    Rejected,
    /// RSA under 2048 or over 8192 bits.
    #[error("the RSA key must have 2048 to 8192 bits")]
    Size,
}

/// A public key, ready to verify with.
pub struct PublicKey(ParsedPublicKey);

impl PublicKey {
    /// From DER.
    ///
    /// # Errors
    /// [`KeyError::Rejected`], [`KeyError::Size`].
    pub fn from_spki(algorithm: KeyAlgorithm, der: &[u8]) -> Result<Self, KeyError> {
        if algorithm == KeyAlgorithm::RsaV15Sha256 {
            let size = PublicEncryptingKey::from_der(der)
                .map_err(|_| KeyError::Rejected)?
                .key_size_bytes();
            if !(RSA_MIN_BYTES..=RSA_MAX_BYTES).contains(&size) {
                return Err(KeyError::Size);
            }
        }
        let key =
            ParsedPublicKey::new(verification(algorithm), der).map_err(|_| KeyError::Rejected)?;
        // aws-lc takes raw points and PKCS#1 as well; one form is enough.
        let same: PublicKeyX509Der<'_> = key.as_der().map_err(|_| KeyError::Rejected)?;
        if same.as_ref() == der {
            Ok(Self(key))
        } else {
            Err(KeyError::Rejected)
        }
    }

    /// True when `signature` is this key's over `message`. ECDSA signatures
    /// are `r || s`, 64 bytes (RFC 9421 3.3.4, RFC 7518 3.4).
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

/// The DER of a mall's public key in PEM, checked to be one for `algorithm`.
///
/// # Errors
/// [`KeyError`].
pub fn der_from_pem(algorithm: KeyAlgorithm, pem: &str) -> Result<Vec<u8>, KeyError> {
    let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).map_err(|_| KeyError::Pem)?;
    PublicKey::from_spki(algorithm, &der)?;
    Ok(der.to_vec())
}

fn verification(algorithm: KeyAlgorithm) -> &'static dyn VerificationAlgorithm {
    match algorithm {
        KeyAlgorithm::Ed25519 => &ED25519,
        KeyAlgorithm::EcdsaP256Sha256 => &ECDSA_P256_SHA256_FIXED,
        KeyAlgorithm::RsaV15Sha256 => &RSA_PKCS1_2048_8192_SHA256,
    }
}
