//! Signs a request to Paydesk: RFC 9421 HTTP Message Signatures with Ed25519,
//! and RFC 9530 `Content-Digest` for the body.
//!
//! Covered are `@method`, `@target-uri` and, where they are sent,
//! `content-digest`, `content-type` and `idempotency-key`. A random `nonce`
//! makes each signature unique: two equal requests within a second are no
//! replay.

use super::signing_key::MallSigningKey;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::At;

/// A request to sign. Tests of the server use it too.
pub struct RequestToSign<'a> {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The whole URL with its query.
    pub target_uri: &'a str,
    /// The value of `Idempotency-Key`, without quotes.
    pub idempotency_key: Option<&'a str>,
    /// The JSON body.
    pub body: Option<&'a [u8]>,
}

/// Header names and values, in the order they are covered.
pub(crate) type SignedHeaders = Vec<(&'static str, String)>;

impl RequestToSign<'_> {
    /// The headers to send, with the signature.
    pub fn signed_headers(&self, key: &MallSigningKey, now: At, nonce: &str) -> SignedHeaders {
        let mut headers = self.covered_headers();
        let parameters = Self::parameters(&headers, key.id(), now, nonce);
        let base = self.signature_base(&headers, &parameters);
        let signature = STANDARD.encode(key.sign(base.as_bytes()));
        headers.push(("signature-input", format!("mall={parameters}")));
        headers.push(("signature", format!("mall=:{signature}:")));
        headers
    }

    fn covered_headers(&self) -> SignedHeaders {
        let mut headers = SignedHeaders::new();
        if let Some(body) = self.body {
            let sum = STANDARD.encode(digest(&SHA256, body));
            headers.push(("content-digest", format!("sha-256=:{sum}:")));
            headers.push(("content-type", String::from("application/json")));
        }
        if let Some(key) = self.idempotency_key {
            headers.push(("idempotency-key", format!("\"{key}\"")));
        }
        headers
    }

    /// The value of `@signature-params` (RFC 9421, 2.3).
    fn parameters(headers: &SignedHeaders, key_id: &str, now: At, nonce: &str) -> String {
        let mut covered = String::from("\"@method\" \"@target-uri\"");
        for (name, _) in headers {
            covered.push_str(" \"");
            covered.push_str(name);
            covered.push('"');
        }
        let created = now.ms().div_euclid(1000);
        format!(
            "({covered});created={created};keyid=\"{key_id}\";alg=\"ed25519\";nonce=\"{nonce}\""
        )
    }

    /// The signature base (RFC 9421, 2.5).
    fn signature_base(&self, headers: &SignedHeaders, parameters: &str) -> String {
        let mut base = format!(
            "\"@method\": {}\n\"@target-uri\": {}\n",
            self.method, self.target_uri
        );
        for (name, value) in headers {
            base.extend(["\"", *name, "\": ", value.as_str(), "\n"]);
        }
        base.push_str("\"@signature-params\": ");
        base.push_str(parameters);
        base
    }
}

#[cfg(test)]
mod tests {
    use super::RequestToSign;
    use crate::mall::test_key::{key, verifies};
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use domain::clock::At;

    const ORDER: RequestToSign<'static> = RequestToSign {
        method: "POST",
        target_uri: "http://127.0.0.1:3000/v1/orders",
        idempotency_key: Some("JN20261122-000001.create"),
        body: Some(br#"{"hello": "world"}"#),
    };

    /// The digest of this body is the one RFC 9530 (appendix D) prints.
    const BASE: &str = concat!(
        "\"@method\": POST\n",
        "\"@target-uri\": http://127.0.0.1:3000/v1/orders\n",
        "\"content-digest\": sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:\n",
        "\"content-type\": application/json\n",
        "\"idempotency-key\": \"JN20261122-000001.create\"\n",
        "\"@signature-params\": (\"@method\" \"@target-uri\" \"content-digest\" \"content-type\" ",
        "\"idempotency-key\");created=1793361600;keyid=\"jiangnan-1\";alg=\"ed25519\";nonce=\"n1\"",
    );

    #[test]
    fn what_is_signed_is_exactly_this_text() {
        let headers = ORDER.covered_headers();
        let parameters =
            RequestToSign::parameters(&headers, "jiangnan-1", At::from_ms(1_793_361_600_999), "n1");
        assert_eq!(ORDER.signature_base(&headers, &parameters), BASE);
    }

    #[test]
    fn the_signature_holds_for_this_text_and_no_other() {
        let headers = ORDER.signed_headers(&key(), At::from_ms(1_793_361_600_999), "n1");
        let value = |name: &str| {
            headers
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| v.as_str())
        };
        let input = value("signature-input").expect("sent");
        assert_eq!(
            input,
            BASE.split_once("@signature-params\": ")
                .map(|(_, p)| format!("mall={p}"))
                .expect("there")
        );
        let signature = value("signature")
            .and_then(|v| v.strip_prefix("mall=:")?.strip_suffix(':'))
            .expect("sent");
        let signature = STANDARD.decode(signature).expect("Base64");
        assert!(verifies(BASE.as_bytes(), &signature));
        assert!(!verifies(
            BASE.replace("POST", "GET").as_bytes(),
            &signature
        ));
    }

    #[test]
    fn a_question_covers_method_and_address() {
        let ask = RequestToSign {
            method: "GET",
            target_uri: "http://desk/v1/events?after=a",
            idempotency_key: None,
            body: None,
        };
        let headers = ask.signed_headers(&key(), At::from_ms(0), "n1");
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["signature-input", "signature"]);
        assert!(
            headers[0]
                .1
                .starts_with("mall=(\"@method\" \"@target-uri\");created=0;")
        );
    }
}
