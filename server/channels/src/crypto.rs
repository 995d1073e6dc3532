//! All cryptography of the channels, on aws-lc-rs.
//!
//! RSA keys under 2048 bits are refused. SHA-1 is used only to check the chain
//! of UnionPay's certificates. The padding of RSA encryption is random, from
//! aws-lc's own generator.

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    Pkcs1PrivateDecryptingKey, Pkcs1PublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
};
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RsaKeyPair, UnparsedPublicKey,
};
use rustls_pki_types::pem::SectionKind;
use zeroize::Zeroizing;

use crate::pem::{self, PemError};

/// The shortest modulus accepted, in bytes: 2048 bits.
const MODULUS_MIN_BYTES: usize = 256;

/// Why a key was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RsaKeyError {
    /// Not PEM.
    #[error(transparent)]
    Pem(#[from] PemError),
    /// Not a valid RSA key.
    #[error("not a usable RSA key")]
    Rejected,
    /// Under 2048 bits.
    #[error("the RSA key is shorter than 2048 bits")]
    TooShort,
}

/// The hash of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureHash {
    /// For messages and certificates.
    Sha256,
    /// For certificates of UnionPay's authority only, because CFCA still uses
    /// it (wire facts 1.3). Never for a message.
    Sha1ForOldCertificates,
}

/// SHA-256 as 64 lower-case hex characters.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    let nibbles = digest
        .as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles
        .map(|nibble| char::from(b"0123456789abcdef"[usize::from(nibble)]))
        .collect()
}

/// An RSA private key that signs.
pub struct SigningKey(RsaKeyPair);

impl SigningKey {
    /// From PEM, `PRIVATE KEY` (PKCS#8) or `RSA PRIVATE KEY` (PKCS#1), not
    /// encrypted.
    ///
    /// # Errors
    /// [`RsaKeyError`].
    pub fn from_pem(text: &str) -> Result<Self, RsaKeyError> {
        let pair = match pem::section(text)? {
            (SectionKind::RsaPrivateKey, der) => RsaKeyPair::from_der(&der),
            (SectionKind::PrivateKey, der) => RsaKeyPair::from_pkcs8(&der),
            _ => return Err(PemError::Block.into()),
        }
        .map_err(|_| RsaKeyError::Rejected)?;
        if pair.public_modulus_len() < MODULUS_MIN_BYTES {
            return Err(RsaKeyError::TooShort);
        }
        Ok(Self(pair))
    }

    /// RSASSA-PKCS1-v1_5 over SHA-256 of `message`.
    ///
    /// # Panics
    /// When aws-lc fails to sign, for lack of memory; never because of the message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .expect("a key checked at construction signs a message of any length");
        signature
    }

    /// True where `public` is the public key of this key.
    pub fn matches(&self, public: &RsaPublicKey) -> bool {
        let probe = b"does this key match that certificate";
        public.verifies(SignatureHash::Sha256, probe, &self.sign(probe))
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// An RSA public key, as its X.509 `SubjectPublicKeyInfo` in DER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaPublicKey(Vec<u8>);

impl RsaPublicKey {
    /// From a DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`RsaKeyError::Rejected`], [`RsaKeyError::TooShort`].
    pub fn from_spki(der: &[u8]) -> Result<Self, RsaKeyError> {
        let key = PublicEncryptingKey::from_der(der).map_err(|_| RsaKeyError::Rejected)?;
        if key.key_size_bytes() < MODULUS_MIN_BYTES {
            return Err(RsaKeyError::TooShort);
        }
        Ok(Self(der.to_vec()))
    }

    /// True when `signature` is RSASSA-PKCS1-v1_5 by this key over `message`.
    pub fn verifies(&self, hash: SignatureHash, message: &[u8], signature: &[u8]) -> bool {
        let algorithm = match hash {
            SignatureHash::Sha256 => &RSA_PKCS1_2048_8192_SHA256,
            SignatureHash::Sha1ForOldCertificates => &RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        };
        UnparsedPublicKey::new(algorithm, &self.0)
            .verify(message, signature)
            .is_ok()
    }

    /// RSAES-PKCS1-v1_5, with random padding.
    ///
    /// # Errors
    /// [`RsaKeyError::Rejected`] when `plain` is longer than the modulus less 11
    /// bytes.
    pub fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, RsaKeyError> {
        let key = PublicEncryptingKey::from_der(&self.0)
            .and_then(|key| Ok(Pkcs1PublicEncryptingKey::new(key)?))
            .map_err(|_| RsaKeyError::Rejected)?;
        let mut cipher = vec![0; key.ciphertext_size()];
        let length = key
            .encrypt(plain, &mut cipher)
            .map_err(|_| RsaKeyError::Rejected)?
            .len();
        cipher.truncate(length);
        Ok(cipher)
    }
}

/// An RSA private key that decrypts the result of [`RsaPublicKey::encrypt`].
/// The sandbox network decrypts card data with it.
pub struct DecryptingKey(Pkcs1PrivateDecryptingKey);

impl DecryptingKey {
    /// From PEM, `PRIVATE KEY` (PKCS#8), not encrypted.
    ///
    /// # Errors
    /// [`RsaKeyError`].
    pub fn from_pem(text: &str) -> Result<Self, RsaKeyError> {
        let key = PrivateDecryptingKey::from_pkcs8(&pem::decode(text, SectionKind::PrivateKey)?)
            .map_err(|_| RsaKeyError::Rejected)?;
        if key.key_size_bytes() < MODULUS_MIN_BYTES {
            return Err(RsaKeyError::TooShort);
        }
        Ok(Self(
            Pkcs1PrivateDecryptingKey::new(key).map_err(|_| RsaKeyError::Rejected)?,
        ))
    }

    /// The plain bytes, wiped on drop.
    ///
    /// # Errors
    /// [`RsaKeyError::Rejected`], whatever the cause.
    pub fn decrypt(&self, cipher: &[u8]) -> Result<Zeroizing<Vec<u8>>, RsaKeyError> {
        let mut plain = Zeroizing::new(vec![0; self.0.min_output_size()]);
        let length = self
            .0
            .decrypt(cipher, &mut plain)
            .map_err(|_| RsaKeyError::Rejected)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }
}

impl std::fmt::Debug for DecryptingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DecryptingKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::{DecryptingKey, RsaKeyError, RsaPublicKey, SignatureHash, SigningKey, sha256_hex};
    use crate::pem;
    use rcgen::{KeyPair, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize};
    use rustls_pki_types::pem::SectionKind;

    fn pair() -> (String, RsaPublicKey) {
        let pair =
            KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("makes a key");
        let public =
            RsaPublicKey::from_spki(&pair.subject_public_key_info()).expect("takes the key");
        (pair.serialize_pem(), public)
    }

    #[test]
    fn sha256_of_a_published_example() {
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does() {
        let (pem, public) = pair();
        let key = SigningKey::from_pem(&pem).expect("reads");
        let signature = key.sign(b"message");
        assert!(public.verifies(SignatureHash::Sha256, b"message", &signature));
        assert!(!public.verifies(SignatureHash::Sha256, b"messagf", &signature));
        assert!(!public.verifies(
            SignatureHash::Sha1ForOldCertificates,
            b"message",
            &signature
        ));
        assert!(key.matches(&public));
        assert!(!key.matches(&pair().1));
        assert_eq!(
            key.sign(b"message"),
            signature,
            "PKCS#1 v1.5 signatures do not vary"
        );
    }

    #[test]
    fn what_is_encrypted_decrypts_and_varies() {
        let (pem, public) = pair();
        let key = DecryptingKey::from_pem(&pem).expect("reads");
        let cipher = public.encrypt(b"6222021234567890").expect("fits");
        assert_eq!(
            key.decrypt(&cipher).expect("decrypts")[..],
            *b"6222021234567890"
        );
        assert_ne!(public.encrypt(b"6222021234567890").expect("fits"), cipher);
        assert_eq!(
            public.encrypt(&[7; 246]).expect_err("too long"),
            RsaKeyError::Rejected
        );
        assert_eq!(
            key.decrypt(&cipher[1..]).expect_err("cut"),
            RsaKeyError::Rejected
        );
    }

    #[test]
    fn a_key_of_1024_bits_is_refused() {
        const SHORT: &str = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDWyaNJopDfSFwItSQ4h9v/YNguykULd6Bw19pn
ItDS84Tz6II3EcxbRcYfbCMMkJo0fmLkIkwkuAdfMwBkXeizy81M0qGDMEVbLWYhLD6nHBZX/8FW
r+6N9lyPblL2UYozPtVPwA+wh6qjc6uEwc58+/EKXzkOElG7/HOTgUDOvwIDAQAB
-----END PUBLIC KEY-----";
        let der = pem::decode(SHORT, SectionKind::PublicKey).expect("reads");
        assert!(RsaPublicKey::from_spki(&der).is_err());
    }

    #[test]
    fn keys_of_other_kinds_are_refused() {
        let ec = KeyPair::generate().expect("makes a key");
        assert_eq!(
            SigningKey::from_pem(&ec.serialize_pem()).expect_err("EC"),
            RsaKeyError::Rejected
        );
        assert!(RsaPublicKey::from_spki(&ec.subject_public_key_info()).is_err());
        assert!(matches!(
            SigningKey::from_pem("nothing"),
            Err(RsaKeyError::Pem(_))
        ));
        assert_eq!(
            format!("{:?}", SigningKey::from_pem(&pair().0).expect("reads")),
            "SigningKey(..)"
        );
    }
}
