//! Signs requests and links as a mall does. Written from the RFCs,
//! independently of the code under test.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::clock::At;
use domain::ids::MallId;
use domain::mall::{KeyAlgorithm, MallKey};
use serde_json::Value;
use std::sync::atomic::{AtomicU32, Ordering};

enum Key {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// Signs with a new key, for the Paydesk with one public URL.
pub struct MallSigner {
    key: Key,
    algorithm: KeyAlgorithm,
    /// The `keyid` of its signatures.
    pub key_id: String,
    desk: String,
    /// Makes the signatures of equal requests within one second differ.
    nonce: AtomicU32,
}

impl MallSigner {
    /// Generates a key; `desk` is the public URL, which is signed.
    pub fn new(algorithm: KeyAlgorithm, key_id: &str, desk: &str) -> Self {
        let key = match algorithm {
            KeyAlgorithm::Ed25519 => Key::Ed25519(Ed25519KeyPair::generate().expect("a key")),
            KeyAlgorithm::EcdsaP256Sha256 => {
                Key::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"))
            }
            KeyAlgorithm::RsaV15Sha256 => {
                Key::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"))
            }
        };
        Self {
            key,
            algorithm,
            key_id: key_id.to_owned(),
            desk: desk.to_owned(),
            nonce: AtomicU32::new(1),
        }
    }

    /// The public key, as it is registered for a mall.
    pub fn mall_key(&self, mall: &MallId) -> MallKey {
        let der: Result<PublicKeyX509Der<'_>, _> = match &self.key {
            Key::Ed25519(pair) => pair.public_key().as_der(),
            Key::P256(pair) => pair.public_key().as_der(),
            Key::Rsa(pair) => pair.public_key().as_der(),
        };
        MallKey {
            key_id: self.key_id.clone(),
            mall_id: mall.clone(),
            algorithm: self.algorithm,
            public_der: der.expect("it encodes").as_ref().to_vec(),
            active: true,
        }
    }

    fn sign(&self, text: &str) -> Vec<u8> {
        let (text, rng) = (text.as_bytes(), SystemRandom::new());
        match &self.key {
            Key::Ed25519(pair) => pair.sign(text).as_ref().to_vec(),
            Key::P256(pair) => pair.sign(&rng, text).expect("signs").as_ref().to_vec(),
            Key::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &rng, text, &mut signature)
                    .expect("signs");
                signature
            }
        }
    }

    /// A signed request (RFC 9421), with its `Idempotency-Key`; a body's
    /// digest (RFC 9530) is signed too.
    pub fn request(
        &self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: &str,
        now: At,
    ) -> Request<Body> {
        // The signature covers the public URL, not the host that is called.
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "elsewhere.example");
        let mut signed = vec![
            ("@method", method.to_owned()),
            ("@target-uri", format!("{}{path}", self.desk)),
        ];
        if !body.is_empty() {
            let hash = STANDARD.encode(digest(&SHA256, body.as_bytes()));
            let digest = format!("sha-256=:{hash}:");
            request = request
                .header("content-type", "application/json")
                .header("content-digest", &digest);
            signed.push(("content-digest", digest));
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
            signed.push(("idempotency-key", key.to_owned()));
        }
        let names: Vec<String> = signed.iter().map(|(n, _)| format!("\"{n}\"")).collect();
        let params = format!(
            "({});created={};keyid=\"{}\";alg=\"{}\";nonce=\"{}\"",
            names.join(" "),
            now.ms() / 1000,
            self.key_id,
            self.algorithm.name(),
            self.nonce.fetch_add(1, Ordering::Relaxed),
        );
        signed.push(("@signature-params", params.clone()));
        let lines: Vec<String> = signed
            .iter()
            .map(|(n, v)| format!("\"{n}\": {v}"))
            .collect();
        let signature = STANDARD.encode(self.sign(&lines.join("\n")));
        request
            .header("signature-input", format!("sig={params}"))
            .header("signature", format!("sig=:{signature}:"))
            .body(Body::from(body.to_owned()))
            .expect("a request")
    }

    /// A signed link: the compact JWS of these claims.
    pub fn link(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.sign(&signed));
        format!("{signed}.{signature}")
    }
}
