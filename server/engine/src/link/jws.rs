//! Parses a link's compact JWS (RFC 7515): three parts, not yet verified.
//!
//! Of the header only `alg`, `kid` and `crit` are read. Other members change
//! nothing here (the key is always the one on record), so they are ignored, as
//! section 4 of the RFC asks; an extension that must be understood is named in
//! `crit`, and refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::clock::At;
use domain::refusal::{Code, Refusal};
use serde_json::{Map, Value};
use std::time::Duration;

use crate::strict_json;

/// Maximum length of a link.
const JWS_MAX_BYTES: usize = 8 * 1024;
/// Maximum length of a `jti`.
const JTI_MAX: usize = 64;

/// A link, not yet verified.
#[derive(Clone, Debug)]
pub(super) struct Jws<'a> {
    /// `alg`.
    pub algorithm: String,
    /// The payload.
    pub payload: Value,
    /// The registered claims in the payload.
    pub claims: LinkClaims,
    /// What was signed: header and payload as sent.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
}

/// The registered claims of a link (RFC 7519).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LinkClaims {
    /// The key's id.
    pub iss: String,
    /// For whom it is, if that is said.
    pub aud: Option<Vec<String>>,
    /// When it was made.
    pub iat: At,
    /// From when it is valid, if that is said.
    pub nbf: Option<At>,
    /// When it expires.
    pub exp: At,
    /// Its unique id.
    pub jti: String,
}

impl<'a> Jws<'a> {
    /// Reads a link.
    ///
    /// # Errors
    /// [`Code::LinkInvalid`].
    pub(super) fn parse(text: &'a str) -> Result<Self, Refusal> {
        if text.len() > JWS_MAX_BYTES {
            return Err(link_invalid("the link is longer than 8192 characters"));
        }
        let (signed, signature) = text.rsplit_once('.').ok_or_else(not_jws)?;
        let (header, payload) = signed.split_once('.').ok_or_else(not_jws)?;
        let header = object(header)?;
        if header.contains_key("crit") {
            return Err(link_invalid(
                "the link's header has crit: no extension is supported",
            ));
        }
        let algorithm = text_of(&header, "alg")?;
        let payload = object(payload)?;
        let claims = LinkClaims {
            iss: text_of(&payload, "iss")?,
            aud: payload.get("aud").map(audience).transpose()?,
            iat: instant(&payload, "iat")?,
            nbf: payload
                .contains_key("nbf")
                .then(|| instant(&payload, "nbf"))
                .transpose()?,
            exp: instant(&payload, "exp")?,
            jti: text_of(&payload, "jti")?,
        };
        if header.contains_key("kid") && text_of(&header, "kid")? != claims.iss {
            return Err(link_invalid("the link's kid and iss differ"));
        }
        if claims.iss.contains(char::is_control) {
            return Err(link_invalid("the link's iss has control characters"));
        }
        if !(1..=JTI_MAX).contains(&claims.jti.len())
            || !claims.jti.bytes().all(|b| b.is_ascii_graphic())
        {
            return Err(link_invalid(
                "the link's jti is 1 to 64 visible ASCII characters",
            ));
        }
        let signature = decoded(signature)?;
        Ok(Self {
            algorithm,
            payload: Value::Object(payload),
            claims,
            signed,
            signature,
        })
    }
}

/// A refusal with [`Code::LinkInvalid`].
fn link_invalid(detail: &str) -> Refusal {
    Refusal::new(Code::LinkInvalid, detail)
}

fn not_jws() -> Refusal {
    link_invalid("the link is not a compact JWS of three parts")
}

fn decoded(part: &str) -> Result<Vec<u8>, Refusal> {
    URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| link_invalid("a part of the link is not base64url without padding"))
}

fn object(part: &str) -> Result<Map<String, Value>, Refusal> {
    match strict_json::parse(&decoded(part)?) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err(link_invalid("a part of the link is not a JSON object")),
        Err(refusal) => Err(Refusal {
            code: Code::LinkInvalid,
            ..refusal
        }),
    }
}

fn text_of(map: &Map<String, Value>, name: &str) -> Result<String, Refusal> {
    let text = map.get(name).and_then(Value::as_str).map(str::to_owned);
    text.ok_or_else(|| link_invalid(&format!("the link's {name} is missing or not a text")))
}

/// A `NumericDate` (RFC 7519 section 2): Unix seconds, which may have a
/// fraction. Kept to the millisecond.
fn instant(map: &Map<String, Value>, name: &str) -> Result<At, Refusal> {
    let ms = map.get(name).and_then(|value| {
        if let Some(seconds) = value.as_i64() {
            return seconds.checked_mul(1000);
        }
        let since_1970 = Duration::try_from_secs_f64(value.as_f64()?).ok()?;
        // Rounded: a float holds no decimal fraction exactly.
        i64::try_from((since_1970.as_micros() + 500) / 1000).ok()
    });
    ms.map(At::from_ms).ok_or_else(|| {
        link_invalid(&format!(
            "the link's {name} is missing or not a number of seconds"
        ))
    })
}

/// A text, or a list of texts (RFC 7519 section 4.1.3).
fn audience(value: &Value) -> Result<Vec<String>, Refusal> {
    let texts = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let texts: Option<Vec<String>> = texts.iter().map(text).collect();
    texts.ok_or_else(|| link_invalid("the link's aud is not a text or a list of texts"))
}

#[cfg(test)]
mod tests {
    use super::Jws;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use domain::clock::At;
    use domain::refusal::Code;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn link(header: &Value, payload: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.AQID", part(header), part(payload))
    }

    fn payload() -> Value {
        json!({ "iss": "k", "iat": 1, "exp": 2, "jti": "j", "subject": "tea" })
    }

    #[test]
    fn a_link_is_read() {
        let text = link(
            &json!({ "alg": "EdDSA", "kid": "k", "typ": "JWT" }),
            &payload(),
        );
        let jws = Jws::parse(&text).expect("reads");
        assert_eq!(
            (
                jws.algorithm.as_str(),
                jws.claims.iss.as_str(),
                jws.claims.exp
            ),
            ("EdDSA", "k", At::from_ms(2000))
        );
        assert_eq!((jws.claims.aud, jws.claims.nbf), (None, None));
        assert_eq!(format!("{}.AQID", jws.signed), text);
        assert_eq!(jws.signature, [1, 2, 3]);
    }

    #[test]
    fn what_the_rfcs_allow_is_read() {
        let header = json!({
            "alg": "Ed25519", "typ": 1, "cty": "json", "jwk": {}, "x5t": "AQ", "b64": true,
            "https://mall.example/private": [],
        });
        let mut payload = payload();
        payload["sub"] = json!("buyer");
        payload["iat"] = json!(1_793_361_600.25);
        payload["nbf"] = json!(1_793_361_600);
        payload["exp"] = json!(1_793_361_600.999);
        for (aud, read) in [
            (json!("a"), vec!["a"]),
            (json!(["a", "b"]), vec!["a", "b"]),
            (json!([]), vec![]),
        ] {
            payload["aud"] = aud;
            let claims = Jws::parse(&link(&header, &payload)).expect("reads").claims;
            let ms = [claims.iat.ms(), claims.exp.ms()];
            assert_eq!(ms, [1_793_361_600_250, 1_793_361_600_999]);
            assert_eq!(claims.nbf, Some(At::from_ms(1_793_361_600_000)));
            assert_eq!(claims.aud.expect("said"), read);
        }
    }

    #[test]
    fn a_malformed_link_is_refused() {
        let alg = json!({ "alg": "EdDSA" });
        let good = link(&alg, &payload());
        assert!(Jws::parse(&good).is_ok());
        let mut bad = vec![
            String::new(),
            "..".to_owned(),
            "a.b".to_owned(),
            format!("{good}."),
            format!("{good}="),
            good.replacen('.', ".a.", 1),
            format!("{good}{}", "A".repeat(9_000)),
        ];
        for header in [
            json!({}),
            json!({ "alg": 1 }),
            json!([]),
            json!({ "alg": "EdDSA", "crit": [] }),
            json!({ "alg": "EdDSA", "crit": ["b64"], "b64": false }),
            json!({ "alg": "EdDSA", "kid": "x" }),
        ] {
            bad.push(link(&header, &payload()));
        }
        for (name, value) in [
            ("iss", json!(null)),
            ("iss", json!("k\0")),
            ("iat", json!("1")),
            ("iat", json!(-0.5)),
            ("exp", json!(1e18)),
            ("exp", json!(i64::MAX)),
            ("nbf", json!(null)),
            ("aud", json!(1)),
            ("aud", json!(["https://pay.example", 1])),
            ("jti", json!("")),
            ("jti", json!("a b")),
            ("jti", json!("j".repeat(65))),
        ] {
            let mut payload = payload();
            payload[name] = value;
            bad.push(link(&alg, &payload));
        }
        let twice = URL_SAFE_NO_PAD.encode(r#"{"iss":"k","iss":"l","iat":1,"exp":2,"jti":"j"}"#);
        bad.push(format!(
            "{}.{twice}.AQID",
            URL_SAFE_NO_PAD.encode(alg.to_string())
        ));
        for text in bad {
            assert_eq!(
                Jws::parse(&text).expect_err(&text).code,
                Code::LinkInvalid,
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-Za-z0-9_.=-]{0,120}") {
            let _ = Jws::parse(&text);
        }

        #[test]
        fn no_payload_panics(header in any::<Vec<u8>>(), payload in r#"\{("[a-z]{1,4}":[0-9"a-z\[\]]{0,8},?){0,6}\}"#) {
            let (header, payload) = (URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
            let _ = Jws::parse(&format!("{header}.{payload}.AQID"));
        }
    }
}
