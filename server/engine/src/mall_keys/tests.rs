//! Which keys are registered.

use super::{PublicKeyError, VerifyingKey, check_new_key, der_from_pem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::pem::PemError;
use domain::mall::KeyAlgorithm;
use testkit::keys::{RFC_ED25519, RFC_P256};

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
