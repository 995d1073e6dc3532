//! All cryptography of the channels, on aws-lc-rs.
//!
//! RSA keys under 2048 bits are refused, by aws-lc. SHA-1 is used only to check the chain
//! of UnionPay's certificates. The padding of RSA encryption is random, from
//! aws-lc's own generator.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::digest;
use aws_lc_rs::error::KeyRejected;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    Pkcs1PrivateDecryptingKey, Pkcs1PublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
};
use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256,
    RsaKeyPair, UnparsedPublicKey,
};
use zeroize::Zeroizing;

use crate::pem::{self, PemError, SectionKind};

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

impl From<KeyRejected> for RsaKeyError {
    fn from(rejected: KeyRejected) -> Self {
        // aws-lc has only a word for the reason.
        match rejected.description_() {
            "TooSmall" => Self::TooShort,
            _ => Self::Rejected,
        }
    }
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
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// HMAC-SHA-256 as 64 lower-case hex characters.
pub fn hmac_sha256_hex(key: &[u8], bytes: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hex(hmac::sign(&key, bytes).as_ref())
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
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
        let kinds = [SectionKind::PrivateKey, SectionKind::RsaPrivateKey];
        let pair = match pem::section(text, &kinds)? {
            (SectionKind::RsaPrivateKey, der) => RsaKeyPair::from_der(&der),
            (_, der) => RsaKeyPair::from_pkcs8(&der),
        };
        Ok(Self(pair?))
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
        PublicEncryptingKey::from_der(der)?;
        Ok(Self(der.to_vec()))
    }

    /// From PEM, `PUBLIC KEY`.
    ///
    /// # Errors
    /// [`RsaKeyError`].
    pub fn from_pem(text: &str) -> Result<Self, RsaKeyError> {
        Self::from_spki(&pem::decode(text, SectionKind::PublicKey)?)
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
        let key = PrivateDecryptingKey::from_pkcs8(&pem::decode(text, SectionKind::PrivateKey)?)?;
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

/// Why AES-256-GCM failed. Says nothing of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AeadError {
    /// The key has not 32 bytes.
    #[error("an AES-256 key has 32 bytes")]
    Key,
    /// The nonce has not 12 bytes.
    #[error("a nonce of AES-GCM has 12 bytes")]
    Nonce,
    /// Encrypted with another key, or altered.
    #[error("the text does not decrypt with this key")]
    Rejected,
}

/// A key of AES-256-GCM. The tag of 16 bytes stands behind the ciphertext.
pub struct AesGcmKey(LessSafeKey);

impl AesGcmKey {
    /// From 32 bytes.
    ///
    /// # Errors
    /// [`AeadError::Key`].
    pub fn new(key: &[u8]) -> Result<Self, AeadError> {
        let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| AeadError::Key)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// The plain bytes, wiped on drop.
    ///
    /// # Errors
    /// [`AeadError::Nonce`], [`AeadError::Rejected`].
    pub fn open(
        &self,
        nonce: &[u8],
        aad: &[u8],
        cipher: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, AeadError> {
        let mut plain = Zeroizing::new(cipher.to_vec());
        let length = self
            .0
            .open_in_place(read_nonce(nonce)?, Aad::from(aad), &mut plain)
            .map_err(|_| AeadError::Rejected)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    /// The ciphertext with its tag. The sandbox network encrypts with it. The
    /// caller uses a nonce once.
    ///
    /// # Errors
    /// [`AeadError::Nonce`]; [`AeadError::Rejected`] for a text over 64 GiB.
    pub fn seal(&self, nonce: &[u8], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, AeadError> {
        let mut cipher = plain.to_vec();
        self.0
            .seal_in_place_append_tag(read_nonce(nonce)?, Aad::from(aad), &mut cipher)
            .map_err(|_| AeadError::Rejected)?;
        Ok(cipher)
    }
}

impl std::fmt::Debug for AesGcmKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AesGcmKey(..)")
    }
}

fn read_nonce(bytes: &[u8]) -> Result<Nonce, AeadError> {
    let bytes: [u8; NONCE_LEN] = bytes.try_into().map_err(|_| AeadError::Nonce)?;
    Ok(Nonce::assume_unique_for_key(bytes))
}

#[cfg(test)]
mod tests {
    use super::{
        AeadError, AesGcmKey, DecryptingKey, RsaKeyError, RsaPublicKey, SignatureHash, SigningKey,
        hmac_sha256_hex, sha256_hex,
    };
    use rcgen::{KeyPair, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize};

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

    /// RFC 4231, test case 2.
    #[test]
    fn hmac_of_a_published_example() {
        assert_eq!(
            hmac_sha256_hex(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    /// Test case 16 of the specification of GCM.
    #[test]
    fn aes_gcm_of_a_published_example() {
        let bytes = |hex: &str| -> Vec<u8> {
            let pairs = hex.as_bytes().chunks(2);
            let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hex"), 16);
            pairs.map(|pair| byte(pair).expect("hex")).collect()
        };
        let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
        let key = AesGcmKey::new(&bytes(key)).expect("32 bytes");
        let (nonce, aad) = (
            bytes("cafebabefacedbaddecaf888"),
            bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
        );
        let plain = bytes(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        );
        let cipher = bytes(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b",
        );
        assert_eq!(key.seal(&nonce, &aad, &plain), Ok(cipher.clone()));
        assert_eq!(key.open(&nonce, &aad, &cipher).as_deref(), Ok(&plain));
        let mut altered = cipher.clone();
        altered[0] ^= 1;
        for (nonce, aad, cipher) in [
            (&nonce, &aad, &altered),
            (&nonce, &nonce, &cipher),
            (&nonce, &aad, &cipher[1..].to_vec()),
            (&nonce, &aad, &Vec::new()),
        ] {
            let refused = key.open(nonce, aad, cipher).expect_err("altered");
            assert_eq!(refused, AeadError::Rejected);
        }
        assert_eq!(
            key.open(&nonce[1..], &aad, &cipher).expect_err("short"),
            AeadError::Nonce
        );
        assert_eq!(AesGcmKey::new(&[0; 31]).expect_err("short"), AeadError::Key);
        assert_eq!(format!("{key:?}"), "AesGcmKey(..)");
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
        const SHORT_PRIVATE: &str = "-----BEGIN PRIVATE KEY-----
MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAO0ArHfWec1D5wMh
XlU62B/ymmTFF7Y+2avMrXkLFBoqBeMjzYigXzY1fWLwx6CLgW0j5AE3zXUHcmuT
lYi4gtGD98olU7x/p+hzIyyLGReO0gVv1cq5SbfMblcemx8AfKbMjierU1tlhcqq
scO1Rl7jMimGDvyL1wdAkxymO61nAgMBAAECgYEAz/piXvt4gZfP1qBmrrZnyIlV
0Y5fw48d5zRDGtCNAHTWG8BkcjwBsYl5EeUn2YvytPrk7+ivRL6XOy4U8BiyukcT
jA96zOedEGusBQCxuRYzjf3GWIgP5Yi1fFUjNpHnm+NZm8Brj65/k24RGqtBYi5C
DPr6K4USjqQA/aM1eYECQQD5UvoFVcnpNCFBjHCl9drOg3v9gk7vWcDfk1ZDP70p
A3cyeOt9iksvm8RBnCPT8/ANuzmBpbELb5elvmVOoH3BAkEA81k84k5hnFmzvPd2
cBrNk0dftaMzb2nSQKWncLyImnDE+HwAlsAqKDdfHRNlRb+AcwbrQjZ59qF9ywpW
ocPFJwJBAMBFSSJMIkWBOhQ+pbCWhIK1yyyZDR5v7Nl92gxKXyn9zjJSJejOeWTh
jtu5+bc+a2VreNGOYZYcHKpoxd94zQECQQDoq2kII9M2T5oH0j9+vlHSQIrlO25h
Vzd9MiXfJ5QgvjPGNaHGgWONYivhu/q3bntc/7+OZlHEmvGQYYklT+4/AkAoMuTE
eQy6zbrmxf1D76nu6vgr1Ygu4uECJnj2ZpBvSTUXPYfZ00AM1RedelrUhIWT4Ts2
x+oyxtvYsBw3vFqB
-----END PRIVATE KEY-----";
        let short = RsaKeyError::TooShort;
        assert_eq!(RsaPublicKey::from_pem(SHORT).expect_err("short"), short);
        let signing = SigningKey::from_pem(SHORT_PRIVATE);
        assert_eq!(signing.expect_err("short"), short);
        let decrypting = DecryptingKey::from_pem(SHORT_PRIVATE).map(drop);
        assert_eq!(decrypting.expect_err("short"), short);
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
