//! Verifies that a request was signed by the provider (wire facts 2.1).
//!
//! The signed lines are put together here from the raw request; only RSA is
//! shared with Paydesk. The path is the one that was sent, with its query: the
//! sandbox's base URL has a path of its own, `/wechat_pay`, which is therefore
//! part of what is signed.

use axum::http::{HeaderMap, Method, Uri, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use channels::crypto::{RsaKeyError, RsaPublicKey, SignatureHash};
use domain::clock::At;

use super::keys::WechatPayKit;
use crate::certificate_fields::CertificateFields;

/// The scheme of the header.
const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048 ";
/// The greatest difference of the timestamp to now, in seconds.
const CLOCK_SKEW_S: i64 = 5 * 60;
/// The longest nonce.
const NONCE_MAX: usize = 32;

/// The provider's key, as its certificate has it.
pub(super) struct ProviderKey {
    serial: String,
    key: RsaPublicKey,
}

/// The parts of the `Authorization` header.
#[derive(Debug, Default, PartialEq, Eq)]
struct Authorization<'a> {
    mchid: &'a str,
    nonce: &'a str,
    timestamp: &'a str,
    serial: &'a str,
    signature: &'a str,
}

impl ProviderKey {
    /// From the kit.
    ///
    /// # Errors
    /// [`RsaKeyError`]: the certificate has no usable key.
    pub(super) fn new(kit: &WechatPayKit) -> Result<Self, RsaKeyError> {
        let cert = CertificateFields::from_pem(&kit.signing_cert);
        let spki = cert.as_ref().and_then(CertificateFields::public_key);
        Ok(Self {
            serial: kit.signing_serial.clone(),
            key: RsaPublicKey::from_spki(spki.ok_or(RsaKeyError::Rejected)?)?,
        })
    }

    /// Checks a request.
    ///
    /// # Errors
    /// Why it is not accepted, for the `detail` of `SIGN_ERROR`.
    pub(super) fn check(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
        now: At,
    ) -> Result<(), &'static str> {
        let header = headers.get(header::AUTHORIZATION);
        let text = header.and_then(|value| value.to_str().ok());
        let said = parse(text.ok_or("Authorization: missing")?)?;
        if said.mchid != WechatPayKit::SP_MCHID {
            return Err("mchid: unknown");
        }
        if said.serial != self.serial {
            return Err("serial_no: unknown");
        }
        if said.nonce.is_empty() || said.nonce.len() > NONCE_MAX {
            return Err("nonce_str: 1 to 32 characters");
        }
        let sent_s: i64 = said.timestamp.parse().map_err(|_| "timestamp: seconds")?;
        if (now.ms() / 1000 - sent_s).abs() > CLOCK_SKEW_S {
            return Err("timestamp: more than 5 minutes from now");
        }
        let signature = STANDARD.decode(said.signature);
        let signature = signature.map_err(|_| "signature: Base64")?;
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let mut lines = Vec::new();
        for line in [
            method.as_str().as_bytes(),
            path.as_bytes(),
            said.timestamp.as_bytes(),
            said.nonce.as_bytes(),
            body,
        ] {
            lines.extend_from_slice(line);
            lines.push(b'\n');
        }
        let right = self.key.verifies(SignatureHash::Sha256, &lines, &signature);
        right.then_some(()).ok_or("sign not match")
    }
}

/// The five parts; each must be there once.
fn parse(header: &str) -> Result<Authorization<'_>, &'static str> {
    const MALFORMED: &str = "Authorization: malformed";
    let mut said = Authorization::default();
    let mut rest = header.strip_prefix(SCHEME).ok_or(MALFORMED)?.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once("=\"").ok_or(MALFORMED)?;
        let (value, after) = after.split_once('"').ok_or(MALFORMED)?;
        let part = match name {
            "mchid" => &mut said.mchid,
            "nonce_str" => &mut said.nonce,
            "timestamp" => &mut said.timestamp,
            "serial_no" => &mut said.serial,
            "signature" => &mut said.signature,
            _ => return Err(MALFORMED),
        };
        if !part.is_empty() {
            return Err(MALFORMED);
        }
        *part = value;
        rest = match after.trim_start() {
            "" => "",
            more => more.strip_prefix(',').ok_or(MALFORMED)?.trim_start(),
        };
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::{Authorization, parse};

    #[test]
    fn the_five_parts_come_in_any_order_and_once() {
        let header = "WECHATPAY2-SHA256-RSA2048 mchid=\"1\",nonce_str=\"n\", timestamp=\"2\",\
            serial_no=\"AB\",signature=\"x==\"";
        let said = parse(header).expect("reads");
        let expected = Authorization {
            mchid: "1",
            nonce: "n",
            timestamp: "2",
            serial: "AB",
            signature: "x==",
        };
        assert_eq!(said, expected);
        for bad in [
            "WECHATPAY2-SM2-WITH-SM3 mchid=\"1\"",
            "WECHATPAY2-SHA256-RSA2048 mchid=\"1\",mchid=\"1\"",
            "WECHATPAY2-SHA256-RSA2048 mchid=1",
            "WECHATPAY2-SHA256-RSA2048 mchid=\"1\" nonce_str=\"n\"",
            "WECHATPAY2-SHA256-RSA2048 other=\"1\"",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
