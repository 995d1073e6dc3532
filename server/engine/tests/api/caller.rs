//! A mall's code: signs requests and links with a key of its own, written
//! from the RFCs and apart from what it tests.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::clock::At;
use domain::ids::MallId;
use domain::mall::{KeyAlgorithm, MallKey};
use serde_json::Value;
use std::cell::Cell;
use tower::ServiceExt;

use crate::house::{DESK, House, key_of};

enum Key {
    Ed25519(Ed25519KeyPair),
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

/// A mall's signer.
pub(crate) struct Caller {
    key: Key,
    algorithm: KeyAlgorithm,
    pub(crate) key_id: String,
    nonce: Cell<u32>,
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Got {
    /// The refusal's code; empty for an answer that is none.
    pub(crate) fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// The pointer of the first field refused.
    pub(crate) fn pointer(&self) -> Option<&str> {
        self.body["errors"][0]["pointer"].as_str()
    }
}

impl Caller {
    pub(crate) fn new(algorithm: KeyAlgorithm, key_id: &str) -> Self {
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
            nonce: Cell::new(0),
        }
    }

    /// The public half, as the desk keeps it.
    pub(crate) fn mall_key(&self, mall: &MallId) -> MallKey {
        let der = match &self.key {
            Key::Ed25519(pair) => AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()),
            Key::P256(pair) => AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()),
            Key::Rsa(pair) => AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()),
        };
        key_of(
            mall,
            &self.key_id,
            self.algorithm,
            der.expect("encodes").as_ref().to_vec(),
        )
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

    /// A signed request; with a body, digest and type are signed too.
    pub(crate) fn request(
        &self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: &str,
        now: At,
    ) -> Request<Body> {
        let nonce = self.nonce.get() + 1;
        self.nonce.set(nonce);
        let mut names = vec!["@method", "@target-uri"];
        let mut lines = vec![
            format!("\"@method\": {method}"),
            format!("\"@target-uri\": {DESK}{path}"),
        ];
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "elsewhere.example");
        if !body.is_empty() {
            let digest = format!(
                "sha-256=:{}:",
                STANDARD.encode(digest(&SHA256, body.as_bytes()))
            );
            names.push("content-digest");
            lines.push(format!("\"content-digest\": {digest}"));
            request = request
                .header("content-type", "application/json")
                .header("content-digest", digest);
        }
        if let Some(key) = key {
            names.push("idempotency-key");
            lines.push(format!("\"idempotency-key\": {key}"));
            request = request.header("idempotency-key", key);
        }
        let names: Vec<String> = names
            .into_iter()
            .map(|name| format!("\"{name}\""))
            .collect();
        let params = format!(
            "({});created={};keyid=\"{}\";alg=\"{}\";nonce=\"{nonce}\"",
            names.join(" "),
            now.ms() / 1000,
            self.key_id,
            self.algorithm.name()
        );
        lines.push(format!("\"@signature-params\": {params}"));
        let signature = STANDARD.encode(self.sign(&lines.join("\n")));
        request
            .header("signature-input", format!("sig={params}"))
            .header("signature", format!("sig=:{signature}:"))
            .body(Body::from(body.to_owned()))
            .expect("a request")
    }

    /// `POST /v1/orders`, signed now.
    pub(crate) async fn create(&self, house: &House, key: &str, body: &Value) -> Got {
        let request = self.request(
            "POST",
            "/v1/orders",
            Some(key),
            &body.to_string(),
            house.now(),
        );
        send(&house.router(), request).await
    }

    /// A GET, signed now.
    pub(crate) async fn get(&self, house: &House, path: &str) -> Got {
        send(
            &house.router(),
            self.request("GET", path, None, "", house.now()),
        )
        .await
    }

    /// A link's compact JWS over `claims`.
    pub(crate) fn link(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = URL_SAFE_NO_PAD.encode(self.sign(&signed));
        format!("{signed}.{signature}")
    }
}

/// Calls the router and reads the answer.
pub(crate) async fn send(router: &Router, request: Request<Body>) -> Got {
    let response = router.clone().oneshot(request).await.expect("never fails");
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), 1 << 20)
        .await
        .expect("a body");
    let text = String::from_utf8(bytes.to_vec()).expect("text");
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Got {
        status,
        headers,
        body,
        text,
    }
}
