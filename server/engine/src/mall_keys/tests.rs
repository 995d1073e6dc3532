//! Which keys are registered.

use super::{PublicKeyError, VerifyingKey, check_new_key, der_from_pem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::pem::PemError;
use domain::mall::KeyAlgorithm;
use testkit::keys::{RFC_ED25519, RFC_P256};

/// Of 1024 bits.
const SHORT_RSA: &str = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDtAKx31nnNQ+cDIV5VOtgf8ppk
xRe2PtmrzK15CxQaKgXjI82IoF82NX1i8Megi4FtI+QBN811B3Jrk5WIuILRg/fK
JVO8f6focyMsixkXjtIFb9XKuUm3zG5XHpsfAHymzI4nq1NbZYXKqrHDtUZe4zIp
hg78i9cHQJMcpjutZwIDAQAB
-----END PUBLIC KEY-----";

#[test]
fn an_rsa_key_of_another_size_is_refused_with_the_sizes_that_are_taken() {
    let refused = der_from_pem(KeyAlgorithm::RsaV15Sha256, SHORT_RSA).expect_err("too short");
    assert_eq!(refused, PublicKeyError::Size);
    assert!(refused.to_string().contains("2048 to 8192 bits"));
    let other = der_from_pem(KeyAlgorithm::Ed25519, SHORT_RSA).expect_err("RSA");
    assert_eq!(other, PublicKeyError::Rejected);
}

#[test]
fn a_key_must_be_one_of_its_algorithm() {
    let der = |pem, algorithm| der_from_pem(algorithm, pem).err();
    assert_eq!(der(RFC_ED25519, KeyAlgorithm::Ed25519), None);
    assert_eq!(der(RFC_P256, KeyAlgorithm::EcdsaP256Sha256), None);
    assert_eq!(
        der(RFC_P256, KeyAlgorithm::Ed25519),
        Some(PublicKeyError::Rejected)
    );
    assert_eq!(
        der(RFC_ED25519, KeyAlgorithm::EcdsaP256Sha256),
        Some(PublicKeyError::Rejected)
    );
    assert_eq!(
        der(RFC_ED25519, KeyAlgorithm::RsaV15Sha256),
        Some(PublicKeyError::Rejected)
    );
    assert_eq!(
        der("nothing", KeyAlgorithm::Ed25519),
        Some(PublicKeyError::Pem(PemError::Missing("PUBLIC KEY")))
    );
    let saved_on_windows = format!("\u{feff}{}", RFC_ED25519.replace('\n', "\r\n"));
    assert_eq!(der(&saved_on_windows, KeyAlgorithm::Ed25519), None);
    let raw = VerifyingKey::from_spki(KeyAlgorithm::Ed25519, &[0x30; 32]);
    assert_eq!(
        raw.err(),
        Some(PublicKeyError::Rejected),
        "32 raw bytes are not a PUBLIC KEY"
    );
}

#[test]
fn an_ed25519_key_of_small_order_or_off_the_curve_is_refused() {
    let check = |point: [u8; 32]| {
        let prefix = &STANDARD.decode("MCowBQYDK2VwAyEA").expect("base64");
        check_new_key(KeyAlgorithm::Ed25519, &[prefix.as_slice(), &point].concat())
    };
    let first = |byte| {
        let mut point = [0; 32];
        point[0] = byte;
        point
    };
    // RFC 8032 5.1.3: no x has y = 2. Order 1 and order 4: anybody could sign.
    for weak in [first(2), first(1), first(0)] {
        assert_eq!(check(weak), Err(PublicKeyError::Rejected), "{weak:?}");
    }
}
