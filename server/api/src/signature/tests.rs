//! The test vectors of RFC 9421, then each rule of ours.

use super::base::{RequestTarget, signature_base};
use super::input::read;
use super::{SignedMessage, VerifiedSignature, WINDOW_S};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;
use domain::ids::MallId;
use domain::mall::{KeyAlgorithm, MallKey};
use domain::refusal::Code;
use engine::mall_keys::{VerifyingKey, der_from_pem};
use testkit::keys::{RFC_ED25519, RFC_P256};

const NOW: At = At::from_ms(1_793_361_600_000);
const ORIGIN: &str = "https://pay.example";
const BODY: &[u8] = br#"{"hello": "world"}"#;
const DIGEST: &str = "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:";

fn rfc_key(algorithm: KeyAlgorithm, pem: &str) -> VerifyingKey {
    let der = der_from_pem(algorithm, pem).expect("the RFC's key");
    VerifyingKey::from_spki(algorithm, &der).expect("the RFC's key")
}

fn headers(fields: &[(&str, &str)]) -> HeaderMap {
    fields
        .iter()
        .map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("a name");
            (name, HeaderValue::from_str(value).expect("a value"))
        })
        .collect()
}

#[test]
fn rfc_9421_b_2_6_ed25519() {
    let headers = headers(&[
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-length", "18"),
        (
            "signature-input",
            r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#,
        ),
        (
            "signature",
            "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
        ),
    ]);
    let target = RequestTarget {
        method: "POST",
        origin: "https://example.com",
        path_and_query: "/foo?param=Value&Pet=dog",
    };
    let inputs = read(&headers).expect("reads");
    let text = signature_base(&inputs[0], &target, &headers).expect("all there");
    let key = rfc_key(KeyAlgorithm::Ed25519, RFC_ED25519);
    assert!(
        key.verifies(text.as_bytes(), &inputs[0].signature),
        "{text}"
    );
    assert!(!key.verifies(
        text.replace("/foo", "/fop").as_bytes(),
        &inputs[0].signature
    ));
}

#[test]
fn rfc_9421_b_2_4_ecdsa() {
    let text = concat!(
        "\"@status\": 200\n\"content-type\": application/json\n",
        "\"content-digest\": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:\n",
        "\"content-length\": 23\n",
        "\"@signature-params\": (\"@status\" \"content-type\" \"content-digest\" \"content-length\");created=1618884473;keyid=\"test-key-ecc-p256\"",
    );
    let signature = STANDARD
        .decode("wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==")
        .expect("base64");
    let key = rfc_key(KeyAlgorithm::EcdsaP256Sha256, RFC_P256);
    assert!(key.verifies(text.as_bytes(), &signature));
    assert!(!key.verifies(text.replace("200", "201").as_bytes(), &signature));
}

/// A new key pair of each algorithm.
enum TestKey {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl TestKey {
    fn new(algorithm: KeyAlgorithm) -> Self {
        match algorithm {
            KeyAlgorithm::Ed25519 => Self::Ed25519(Ed25519KeyPair::generate().expect("a key")),
            KeyAlgorithm::EcdsaP256Sha256 => {
                Self::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
            }
            KeyAlgorithm::RsaV15Sha256 => {
                Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"))
            }
        }
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        let (text, rng) = (text.as_bytes(), SystemRandom::new());
        match self {
            Self::Ed25519(pair) => pair.sign(text).as_ref().to_vec(),
            Self::P256(pair) => pair.sign(&rng, text).expect("signs").as_ref().to_vec(),
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &rng, text, &mut signature)
                    .expect("signs");
                signature
            }
        }
    }

    fn key(&self, algorithm: KeyAlgorithm) -> MallKey {
        let der = match self {
            Self::Ed25519(pair) => AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()),
            Self::P256(pair) => AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()),
            Self::Rsa(pair) => AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()),
        };
        MallKey {
            key_id: "mall-key-1".to_owned(),
            mall_id: MallId::stored("mal_1".to_owned()),
            algorithm,
            public_der: der.expect("encodes").as_ref().to_vec(),
            active: true,
        }
    }

    /// The fields of a request signed over `list`, which is the whole
    /// parameter text.
    fn fields(&self, list: &str, target: &RequestTarget<'_>, body: &[u8]) -> HeaderMap {
        let mut fields = headers(&[
            ("content-type", "application/json"),
            ("idempotency-key", "\"k1\""),
            ("signature-input", &format!("s={list}")),
            ("signature", "s=:AA==:"),
        ]);
        if !body.is_empty() {
            fields.insert("content-digest", HeaderValue::from_static(DIGEST));
        }
        let inputs = read(&fields).expect("reads");
        let text = signature_base(&inputs[0], target, &fields).expect("all there");
        let signature = format!("s=:{}:", STANDARD.encode(self.sign(&text)));
        fields.insert(
            "signature",
            HeaderValue::from_str(&signature).expect("a value"),
        );
        fields
    }
}

const FULL: &str = r#"("@method" "@target-uri" "content-digest" "content-type" "idempotency-key")"#;

fn post() -> RequestTarget<'static> {
    RequestTarget {
        method: "POST",
        origin: ORIGIN,
        path_and_query: "/v1/orders",
    }
}

fn params(more: &str) -> String {
    format!(
        "{FULL};created={};keyid=\"mall-key-1\"{more}",
        NOW.ms() / 1000
    )
}

fn verified(
    target: RequestTarget<'_>,
    fields: &HeaderMap,
    body: &[u8],
    key: &MallKey,
    now: At,
) -> Result<VerifiedSignature, Code> {
    let message = SignedMessage {
        target,
        headers: fields,
        body,
    };
    read(fields)
        .and_then(|inputs| inputs[0].verify(&message, key, now))
        .map_err(|refusal| refusal.code)
}

#[test]
fn the_three_algorithms_hold_and_only_with_their_own_key() {
    for algorithm in KeyAlgorithm::ALL {
        let (signer, other) = (TestKey::new(algorithm), TestKey::new(algorithm));
        let fields = signer.fields(
            &params(&format!(";alg=\"{}\"", algorithm.name())),
            &post(),
            BODY,
        );
        let signature =
            verified(post(), &fields, BODY, &signer.key(algorithm), NOW).expect("holds");
        assert_eq!(signature.expires_at, NOW.plus_s(WINDOW_S));
        let refused = verified(post(), &fields, BODY, &other.key(algorithm), NOW);
        assert_eq!(refused, Err(Code::SignatureInvalid));
    }
}

#[test]
fn an_ecdsa_signature_turned_around_is_still_the_same_request() {
    let signer = TestKey::new(KeyAlgorithm::EcdsaP256Sha256);
    let key = signer.key(KeyAlgorithm::EcdsaP256Sha256);
    let one = verified(
        post(),
        &signer.fields(&params(""), &post(), BODY),
        BODY,
        &key,
        NOW,
    );
    let two = verified(
        post(),
        &signer.fields(&params(""), &post(), BODY),
        BODY,
        &key,
        NOW,
    );
    assert_eq!(
        one.expect("holds"),
        two.expect("holds"),
        "other signature bytes, same base hash"
    );
}

#[test]
fn what_was_signed_is_what_was_sent() {
    let signer = TestKey::new(KeyAlgorithm::Ed25519);
    let key = signer.key(KeyAlgorithm::Ed25519);
    let fields = signer.fields(&params(""), &post(), BODY);
    let elsewhere = RequestTarget {
        path_and_query: "/v1/orders?x=1",
        ..post()
    };
    let other_desk = RequestTarget {
        origin: "https://pay.other",
        ..post()
    };
    for target in [
        elsewhere,
        other_desk,
        RequestTarget {
            method: "PUT",
            ..post()
        },
    ] {
        assert_eq!(
            verified(target, &fields, BODY, &key, NOW),
            Err(Code::SignatureInvalid),
            "{target:?}"
        );
    }
    assert_eq!(
        verified(post(), &fields, b"{}", &key, NOW),
        Err(Code::SignatureInvalid),
        "other body"
    );
    for (name, value) in [
        ("idempotency-key", "\"k2\""),
        ("content-type", "text/plain"),
    ] {
        let mut changed = fields.clone();
        changed.insert(name, HeaderValue::from_static(value));
        assert_eq!(
            verified(post(), &changed, BODY, &key, NOW),
            Err(Code::SignatureInvalid),
            "{name}"
        );
    }
}

const BARE: &str = "/v1/orders";
const QUERY: &str = "/v1/orders?a=%31&b=2";

/// What is covered, of which path and body, and whether that is enough.
const COVERAGES: [(&str, &str, &[u8], bool); 17] = [
    (r#""@method" "@target-uri""#, QUERY, b"", true),
    (
        r#""@method" "@target-uri" "content-digest""#,
        BARE,
        BODY,
        true,
    ),
    (r#""@method" "@authority" "@path""#, BARE, b"", true),
    (
        r#""@method" "@authority" "@path""#,
        "/v1/orders?",
        b"",
        true,
    ),
    (
        r#""@method" "@authority" "@path" "@query""#,
        BARE,
        b"",
        true,
    ),
    (
        r#""@method" "@authority" "@path" "@query""#,
        QUERY,
        b"",
        true,
    ),
    (
        r#""@method" "@authority" "@request-target""#,
        QUERY,
        b"",
        true,
    ),
    (
        r#""@query-param";name="a" "@scheme" "@query" "@path" "@authority" "@method" "content-digest";key="sha-256""#,
        QUERY,
        BODY,
        true,
    ),
    (r#""@method" "@authority" "@path""#, QUERY, b"", false),
    (
        r#""@method" "@authority" "@path" "@query-param";name="a""#,
        QUERY,
        b"",
        false,
    ),
    (r#""@method" "@authority" "@query""#, BARE, b"", false),
    (r#""@method" "@scheme" "@path" "@query""#, BARE, b"", false),
    (r#""@method" "@request-target""#, BARE, b"", false),
    (r#""@method" "@target-uri""#, BARE, BODY, false),
    (r#""@method" "content-digest""#, BARE, BODY, false),
    (r#""@target-uri" "content-digest""#, BARE, BODY, false),
    ("", BARE, b"", false),
];

#[test]
fn enough_must_be_covered() {
    let signer = TestKey::new(KeyAlgorithm::Ed25519);
    let key = signer.key(KeyAlgorithm::Ed25519);
    let created = format!(";created={};keyid=\"mall-key-1\"", NOW.ms() / 1000);
    for (list, path_and_query, body, holds) in COVERAGES {
        let target = RequestTarget {
            path_and_query,
            ..post()
        };
        let fields = signer.fields(&format!("({list}){created}"), &target, body);
        let expected = if holds {
            None
        } else {
            Some(Code::SignatureInvalid)
        };
        assert_eq!(
            verified(target, &fields, body, &key, NOW).err(),
            expected,
            "{list} of {path_and_query}"
        );
        let elsewhere = RequestTarget {
            path_and_query: "/v1/orders?a=1&b=3",
            ..post()
        };
        assert_eq!(
            verified(elsewhere, &fields, body, &key, NOW),
            Err(Code::SignatureInvalid),
            "{list}: another query"
        );
    }
}

#[test]
fn the_window_is_300_seconds_either_way() {
    let signer = TestKey::new(KeyAlgorithm::Ed25519);
    let key = signer.key(KeyAlgorithm::Ed25519);
    let fields = signer.fields(&params(""), &post(), BODY);
    for (seconds, holds) in [(300, true), (301, false), (-300, true), (-301, false)] {
        let result = verified(post(), &fields, BODY, &key, NOW.plus_s(seconds));
        let expected = if holds {
            None
        } else {
            Some(Code::SignatureExpired)
        };
        assert_eq!(result.err(), expected, "{seconds}");
    }
    let until = NOW.ms() / 1000 + 60;
    let short = signer.fields(&params(&format!(";expires={until}")), &post(), BODY);
    assert!(verified(post(), &short, BODY, &key, NOW.plus_s(60)).is_ok());
    assert_eq!(
        verified(post(), &short, BODY, &key, NOW.plus_s(61)),
        Err(Code::SignatureExpired)
    );
    let absurd = format!("{FULL};created=999999999999999;keyid=\"mall-key-1\"");
    let absurd = signer.fields(&absurd, &post(), BODY);
    assert_eq!(
        verified(post(), &absurd, BODY, &key, NOW),
        Err(Code::SignatureExpired)
    );
}

#[test]
fn a_key_signs_with_its_own_algorithm_and_only_in_use() {
    let signer = TestKey::new(KeyAlgorithm::Ed25519);
    let key = signer.key(KeyAlgorithm::Ed25519);
    let fields = signer.fields(&params(";alg=\"ecdsa-p256-sha256\""), &post(), BODY);
    assert_eq!(
        verified(post(), &fields, BODY, &key, NOW),
        Err(Code::SignatureInvalid)
    );
    let fields = signer.fields(&params(""), &post(), BODY);
    let retired = MallKey {
        active: false,
        ..key
    };
    assert_eq!(
        verified(post(), &fields, BODY, &retired, NOW),
        Err(Code::KeyUnknown)
    );
}
