//! Signs a mall's API requests.

use crate::jwks::ProviderKey;
use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The desk's address in signatures.
const DESK: &str = "http://127.0.0.1:3000";

/// A mall's signer, with an Ed25519 key.
#[derive(Debug)]
pub(super) struct Signer {
    pub(super) key: ProviderKey,
    nonce: u64,
}

impl Signer {
    pub(super) const fn new(key: ProviderKey) -> Self {
        Self { key, nonce: 0 }
    }

    /// A request signed at `now_s`; `key` is its `Idempotency-Key`.
    pub(super) fn request(
        &mut self,
        (method, path): (&str, &str),
        key: Option<&str>,
        body: &str,
        now_s: i64,
    ) -> Request<Body> {
        self.nonce += 1;
        let mut names = vec!["\"@method\"", "\"@target-uri\""];
        let mut lines = vec![
            format!("\"@method\": {method}"),
            format!("\"@target-uri\": {DESK}{path}"),
        ];
        let mut request = Request::builder().method(method).uri(path);
        if !body.is_empty() {
            let hash = STANDARD.encode(digest(&SHA256, body.as_bytes()));
            let hash = format!("sha-256=:{hash}:");
            names.push("\"content-digest\"");
            lines.push(format!("\"content-digest\": {hash}"));
            request = request
                .header("content-type", "application/json")
                .header("content-digest", hash);
        }
        if let Some(key) = key {
            names.push("\"idempotency-key\"");
            lines.push(format!("\"idempotency-key\": {key}"));
            request = request.header("idempotency-key", key);
        }
        let params = format!(
            "({});created={now_s};keyid=\"mall-key\";alg=\"ed25519\";nonce=\"{}\"",
            names.join(" "),
            self.nonce
        );
        lines.push(format!("\"@signature-params\": {params}"));
        let signature = STANDARD.encode(self.key.sign(lines.join("\n").as_bytes()));
        request
            .header("signature-input", format!("sig={params}"))
            .header("signature", format!("sig=:{signature}:"))
            .body(Body::from(body.to_owned()))
            .expect("a request")
    }
}
