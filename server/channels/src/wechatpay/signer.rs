//! Signing requests (wire facts 2.1).

use crate::crypto::{SigningKey, hmac_sha256_hex};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;
use domain::secret::Secret;

/// The name of the algorithm: `SHA256withRSA`, PKCS#1 v1.5.
pub(super) const ALGORITHM: &str = "WECHATPAY2-SHA256-RSA2048";
/// The longest `nonce_str` [O].
const NONCE_LEN: usize = 32;

/// The provider's signing key, and what names it.
#[derive(Debug)]
pub(super) struct RequestSigner {
    pub(super) key: SigningKey,
    pub(super) mchid: String,
    /// The serial of its certificate, in hex.
    pub(super) serial: String,
    /// Nonces are derived with it.
    pub(super) nonce_key: Secret,
}

impl RequestSigner {
    /// The `Authorization` header of a request. `target` is the path with the
    /// query, as sent; `body` is empty for GET.
    pub(super) fn authorization(&self, method: &str, target: &str, body: &str, now: At) -> String {
        let timestamp = now.ms().div_euclid(1000);
        let nonce = self.nonce(method, target, body, now);
        let text = format!("{method}\n{target}\n{timestamp}\n{nonce}\n{body}\n");
        let signature = STANDARD.encode(self.key.sign(text.as_bytes()));
        let (mchid, serial) = (&self.mchid, &self.serial);
        format!(
            "{ALGORITHM} mchid=\"{mchid}\",nonce_str=\"{nonce}\",timestamp=\"{timestamp}\",serial_no=\"{serial}\",signature=\"{signature}\""
        )
    }

    /// A keyed hash of the request and the time in milliseconds: it cannot be
    /// guessed, and differs for each request.
    fn nonce(&self, method: &str, target: &str, body: &str, now: At) -> String {
        let seed = format!("nonce\n{}\n{method}\n{target}\n{body}", now.ms());
        let mut nonce = hmac_sha256_hex(self.nonce_key.expose().as_bytes(), seed.as_bytes());
        nonce.truncate(NONCE_LEN);
        nonce
    }
}
