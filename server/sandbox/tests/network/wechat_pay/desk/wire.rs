//! The wire as a provider sees it: signs requests, verifies replies and notices,
//! decrypts what they contain.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{RsaPublicKey, SignatureHash};
use channels::unionpay::Certificate;
use reqwest::Method;
use serde_json::Value;

use super::{WechatDesk, kit};

/// A reply, with the serial of the key that signed it.
#[derive(Debug)]
pub(crate) struct WechatReply {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) serial: String,
}

impl WechatDesk {
    /// `Authorization` for a request at this second.
    pub(crate) fn authorization(&self, method: &str, path: &str, body: &str) -> String {
        let seconds = self.clock_seconds();
        self.authorization_at(method, path, body, seconds)
    }

    /// The same at another second.
    pub(crate) fn authorization_at(
        &self,
        method: &str,
        path: &str,
        body: &str,
        seconds: i64,
    ) -> String {
        let nonce = "593BEC0C930BF1AFEB40B4A08C8FB242";
        let lines = format!("{method}\n{path}\n{seconds}\n{nonce}\n{body}\n");
        let signature = STANDARD.encode(self.key.sign(lines.as_bytes()));
        let (mchid, serial) = (kit().sp_mchid, &kit().signing_serial);
        format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{mchid}\",nonce_str=\"{nonce}\",\
             timestamp=\"{seconds}\",serial_no=\"{serial}\",signature=\"{signature}\""
        )
    }

    /// A request; `None` when no whole reply came. `path` begins with `/v3`.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        body: &str,
        headers: &[(&'static str, String)],
    ) -> Option<(u16, HeaderMap, Vec<u8>)> {
        let url = format!("{}/wechat_pay{path}", self.base);
        let mut request = self.http.request(method, url).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Some((status, headers, response.bytes().await.ok()?.to_vec()))
    }

    /// A signed request, and its reply, whose signature must be right.
    pub(crate) async fn call(&self, method: Method, path: &str, body: &Value) -> WechatReply {
        self.call_with(method, path, body, &[]).await
    }

    /// The same with further headers.
    pub(crate) async fn call_with(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        further: &[(&'static str, String)],
    ) -> WechatReply {
        let reply = self.call_raw(method, path, body, further).await;
        let (status, headers, body) = reply.expect("a reply");
        self.verified(status, &headers, &body)
    }

    /// A signed request, and its reply, unread.
    pub(crate) async fn call_raw(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        further: &[(&'static str, String)],
    ) -> Option<(u16, HeaderMap, Vec<u8>)> {
        let text = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let signed = format!("/wechat_pay{path}");
        let mut headers = plain_headers();
        headers.push((
            "authorization",
            self.authorization(method.as_str(), &signed, &text),
        ));
        headers.extend_from_slice(further);
        self.send(method, path, &text, &headers).await
    }

    /// The reply, if the platform signed it.
    pub(crate) fn verified(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> WechatReply {
        let serial = self.check(headers, body).expect("a right signature");
        let body = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(body).expect("JSON")
        };
        WechatReply {
            status,
            body,
            serial,
        }
    }

    /// The serial of the key that signed these headers and this body.
    pub(super) fn check(&self, headers: &HeaderMap, body: &[u8]) -> Option<String> {
        let text = |name: &str| headers.get(name)?.to_str().ok();
        let (timestamp, nonce) = (text("wechatpay-timestamp")?, text("wechatpay-nonce")?);
        let seconds: i64 = timestamp.parse().ok()?;
        if (self.clock_seconds() - seconds).abs() > 300 {
            return None;
        }
        let serial = text("wechatpay-serial")?;
        let signature = STANDARD.decode(text("wechatpay-signature")?).ok()?;
        let lines = [
            timestamp.as_bytes(),
            b"\n",
            nonce.as_bytes(),
            b"\n",
            body,
            b"\n",
        ]
        .concat();
        let keys = self.platform_keys.lock().expect("sane");
        let key = &keys.iter().find(|(known, _)| known == serial)?.1;
        let right = key.verifies(SignatureHash::Sha256, &lines, &signature);
        right.then(|| serial.to_owned())
    }

    /// Fetches the platform certificates, whose own signature must be right;
    /// their serial numbers.
    pub(crate) async fn learn(&self) -> Vec<String> {
        let reply = self
            .call_raw(Method::GET, "/v3/certificates", &Value::Null, &[])
            .await;
        let (status, headers, body) = reply.expect("a reply");
        let list: Value = serde_json::from_slice(&body).expect("JSON");
        let entries = list["data"].as_array().expect("a list");
        let certificates = entries.iter().map(|entry| {
            let pem = decrypted(&entry["encrypt_certificate"]);
            let certificate = Certificate::from_pem(&pem).expect("a certificate");
            let serial = entry["serial_no"].as_str().expect("a serial").to_owned();
            (serial, certificate.public_key().clone())
        });
        let certificates: Vec<_> = certificates.collect();
        let serials = certificates
            .iter()
            .map(|(serial, _)| serial.clone())
            .collect();
        let public = RsaPublicKey::from_spki(&pem_body(&kit().public_key)).expect("a key");
        let public = (kit().public_key_id.clone(), public);
        let known = certificates.into_iter().chain([public]).collect();
        *self.platform_keys.lock().expect("sane") = known;
        self.verified(status, &headers, &body);
        serials
    }
}

/// The headers of every request.
pub(crate) fn plain_headers() -> Vec<(&'static str, String)> {
    ["accept", "content-type"]
        .map(|name| (name, "application/json".to_owned()))
        .into_iter()
        .chain([("user-agent", "tests".to_owned())])
        .collect()
}

/// Decrypts with the `APIv3` key.
pub(super) fn decrypted(resource: &Value) -> String {
    let text = |name: &str| resource[name].as_str().expect("a text");
    assert_eq!(text("algorithm"), "AEAD_AES_256_GCM");
    let key = UnboundKey::new(&AES_256_GCM, kit().api_v3_key.expose().as_bytes());
    let key = LessSafeKey::new(key.expect("32 bytes"));
    let nonce = Nonce::try_assume_unique_for_key(text("nonce").as_bytes()).expect("12 bytes");
    let mut bytes = STANDARD.decode(text("ciphertext")).expect("Base64");
    let aad = Aad::from(text("associated_data").as_bytes());
    let plain = key.open_in_place(nonce, aad, &mut bytes).expect("decrypts");
    String::from_utf8(plain.to_vec()).expect("text")
}

/// The bytes of a PEM text.
fn pem_body(pem: &str) -> Vec<u8> {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).expect("Base64")
}
