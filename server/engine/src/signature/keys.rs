//! Public keys of malls: the one place where they are read and used.
//!
//! A key is a `SubjectPublicKeyInfo` (PEM `PUBLIC KEY`) that fits its
//! algorithm: Ed25519, P-256, or RSA of 2048 to 8192 bits.
//!
//! Ed25519 is verified by the rule of ZIP 215, which says of every signature
//! the same whether it is looked at alone or among others. RFC 8032 allows
//! it (section 5.1.7, the equation with the cofactor). It differs from other
//! rules only for odd signatures that nobody but the key's own holder can
//! make.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::PublicEncryptingKey;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, VerificationAlgorithm,
};
use domain::mall::KeyAlgorithm;
use ed25519_zebra::batch::Item;
use ed25519_zebra::{Signature, VerificationKey, VerificationKeyBytes};
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

/// What stands before the 32 bytes of an Ed25519 key (RFC 8410, section 4).
const ED25519_SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// A signature that holds for every message, under a key of small order only:
/// the neutral point, and nothing of the base point.
const HOLDS_UNDER_WEAK_KEYS: [u8; 64] = {
    let mut signature = [0; 64];
    signature[0] = 1;
    signature
};

/// A public key, ready to verify with.
pub struct PublicKey(Kind);

enum Kind {
    Ed25519(VerificationKeyBytes),
    Other(ParsedPublicKey),
}

impl PublicKey {
    /// From DER. Whether an Ed25519 key is a point of the curve is asked once,
    /// before it is put on record ([`checked`]).
    ///
    /// # Errors
    /// [`KeyError::Rejected`], [`KeyError::Size`].
    pub fn from_spki(algorithm: KeyAlgorithm, der: &[u8]) -> Result<Self, KeyError> {
        let parsed = match algorithm {
            KeyAlgorithm::Ed25519 => return ed25519(der),
            KeyAlgorithm::EcdsaP256Sha256 => other(&ECDSA_P256_SHA256_FIXED, der)?,
            KeyAlgorithm::RsaV15Sha256 => {
                let size = PublicEncryptingKey::from_der(der)
                    .map_err(|_| KeyError::Rejected)?
                    .key_size_bytes();
                if !(RSA_MIN_BYTES..=RSA_MAX_BYTES).contains(&size) {
                    return Err(KeyError::Size);
                }
                other(&RSA_PKCS1_2048_8192_SHA256, der)?
            }
        };
        Ok(Self(Kind::Other(parsed)))
    }

    /// True when `signature` is this key's over `message`. ECDSA signatures
    /// are `r || s`, 64 bytes (RFC 9421 3.3.4, RFC 7518 3.4).
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Kind::Ed25519(_) => self
                .item(message, signature)
                .is_some_and(|item| item.verify_single().is_ok()),
            Kind::Other(key) => key.verify_sig(message, signature).is_ok(),
        }
    }

    /// What can be verified among others: an Ed25519 signature of the right
    /// length.
    pub(super) fn item(&self, message: &[u8], signature: &[u8]) -> Option<Item> {
        let Kind::Ed25519(key) = &self.0 else {
            return None;
        };
        let signature = Signature::from_slice(signature).ok()?;
        Some(Item::from((*key, signature, message)))
    }
}

/// The DER of a mall's public key in PEM, checked to be one for `algorithm`.
///
/// # Errors
/// [`KeyError`].
pub fn der_from_pem(algorithm: KeyAlgorithm, pem: &str) -> Result<Vec<u8>, KeyError> {
    let der = SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).map_err(|_| KeyError::Pem)?;
    checked(algorithm, &der)?;
    Ok(der.to_vec())
}

/// Looks at a key as closely as is good before it is put on record.
///
/// # Errors
/// [`KeyError::Rejected`], [`KeyError::Size`].
pub fn checked(algorithm: KeyAlgorithm, der: &[u8]) -> Result<(), KeyError> {
    let key = PublicKey::from_spki(algorithm, der)?;
    let Kind::Ed25519(point) = key.0 else {
        return Ok(());
    };
    VerificationKey::try_from(point).map_err(|_| KeyError::Rejected)?;
    if key.verifies(b"", &HOLDS_UNDER_WEAK_KEYS) {
        return Err(KeyError::Rejected);
    }
    Ok(())
}

fn ed25519(der: &[u8]) -> Result<PublicKey, KeyError> {
    der.strip_prefix(&ED25519_SPKI)
        .and_then(|point| <[u8; 32]>::try_from(point).ok())
        .map(|point| PublicKey(Kind::Ed25519(point.into())))
        .ok_or(KeyError::Rejected)
}

fn other(
    algorithm: &'static dyn VerificationAlgorithm,
    der: &[u8],
) -> Result<ParsedPublicKey, KeyError> {
    let key = ParsedPublicKey::new(algorithm, der).map_err(|_| KeyError::Rejected)?;
    // aws-lc takes raw points and PKCS#1 as well; one form is enough.
    let same: PublicKeyX509Der<'_> = key.as_der().map_err(|_| KeyError::Rejected)?;
    if same.as_ref() == der {
        Ok(key)
    } else {
        Err(KeyError::Rejected)
    }
}
