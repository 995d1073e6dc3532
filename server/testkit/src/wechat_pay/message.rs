//! What WeChat Pay sends: replies and notices. The signature stands in the
//! header; what only the provider may read is encrypted (wire facts 2.2).

use super::keys::{KEYS, WechatSigner};
use super::{API_KEY, SCHEME};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{AesGcmKey, sha256_hex};
use channels::{HttpReply, HttpRequest, HttpResponse};
use domain::clock::At;
use serde_json::{Value, json};

/// A reply that is not signed yet.
#[derive(Clone, Debug)]
pub struct WechatReply {
    /// The HTTP status.
    pub status: u16,
    /// The content; null for none.
    pub content: Value,
}

/// A notice that is not encrypted and signed yet. Repeated, it has the same
/// event id.
#[derive(Clone, Debug)]
pub struct WechatNotice {
    /// Its id at WeChat Pay.
    pub event: String,
    /// `TRANSACTION.SUCCESS`, `REFUND.SUCCESS` and the like.
    pub event_type: String,
    /// The payment or the refund.
    pub content: Value,
}

impl WechatReply {
    /// 200 with this content.
    pub(super) const fn ok(content: Value) -> Self {
        Self {
            status: 200,
            content,
        }
    }

    /// 204.
    pub(super) const fn empty() -> Self {
        Self {
            status: 204,
            content: Value::Null,
        }
    }

    /// An error with this code.
    pub fn error(status: u16, code: &str) -> Self {
        Self {
            status,
            content: json!({ "code": code, "message": "说明" }),
        }
    }

    /// The reply, signed at `at`. That a request's own signature is not valid
    /// (401) is not signed.
    pub fn signed(&self, by: WechatSigner, at: At) -> HttpReply {
        let body = self.body();
        let headers = match self.status {
            401 => Vec::new(),
            _ => signature(by, &body, at),
        };
        HttpReply::Response(HttpResponse {
            status: self.status,
            headers,
            body,
        })
    }

    fn body(&self) -> Vec<u8> {
        match &self.content {
            Value::Null => Vec::new(),
            content => content.to_string().into_bytes(),
        }
    }
}

impl WechatNotice {
    /// The call that brings the notice, signed at `at`.
    pub fn signed(&self, by: WechatSigner, at: At) -> HttpRequest {
        let (kind, _) = self.event_type.split_once('.').expect("a type");
        let original = if kind == "REFUND" {
            "refund"
        } else {
            "transaction"
        };
        let mut resource = encrypted(original, &self.event, &self.content.to_string());
        resource["original_type"] = json!(original);
        let body = json!({
            "id": self.event,
            "create_time": rfc3339(at),
            "resource_type": "encrypt-resource",
            "event_type": self.event_type,
            "summary": "通知",
            "resource": resource,
        });
        let body = body.to_string().into_bytes();
        HttpRequest {
            headers: signature(by, &body, at),
            body,
        }
    }
}

/// The platform certificates.
pub(super) fn certificates() -> WechatReply {
    let (pem, serial) = &KEYS.platform_cert;
    WechatReply::ok(json!({ "data": [{
        "serial_no": serial,
        "effective_time": "2020-01-01T00:00:00+08:00",
        "expire_time": "2040-01-01T00:00:00+08:00",
        "encrypt_certificate": encrypted("certificate", serial, pem),
    }] }))
}

/// A time as WeChat Pay writes it.
pub(super) fn rfc3339(at: At) -> String {
    let china = At::from_ms(at.ms() + 8 * 3_600_000).rfc3339();
    let (seconds, _) = china.split_once('.').expect("milliseconds");
    format!("{seconds}+08:00")
}

/// An encrypted part of a message. `unique` names the text, so that each has a
/// nonce of its own.
fn encrypted(aad: &str, unique: &str, plain: &str) -> Value {
    let key = AesGcmKey::new(API_KEY.as_bytes()).expect("32 bytes");
    let nonce = &sha256_hex(format!("{unique}\n{plain}").as_bytes())[..12];
    let sealed = key.seal(nonce.as_bytes(), aad.as_bytes(), plain.as_bytes());
    json!({
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": STANDARD.encode(sealed.expect("encrypts")),
        "associated_data": aad,
        "nonce": nonce,
    })
}

/// The header fields that sign a body.
fn signature(by: WechatSigner, body: &[u8], at: At) -> Vec<(String, String)> {
    let (key, serial) = by.key();
    let timestamp = at.ms().div_euclid(1000).to_string();
    let nonce = &sha256_hex(body)[..32];
    let lines = [timestamp.as_bytes(), nonce.as_bytes(), body, b""].join(&b'\n');
    let mut signature = STANDARD.encode(key.sign(&lines));
    if by == WechatSigner::Probe {
        signature.insert_str(0, "WECHATPAY/SIGNTEST/");
    }
    let fields = [
        ("wechatpay-timestamp", timestamp.as_str()),
        ("wechatpay-nonce", nonce),
        ("wechatpay-signature", &signature),
        ("wechatpay-serial", serial),
        ("wechatpay-signature-type", SCHEME),
    ];
    fields
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}
