//! An authenticator in software: makes passkeys and signs with them, as a
//! browser would answer (`WebAuthn` level 3, 6.1 and 6.5).

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;

/// One passkey, and what a page of this origin would have it sign.
pub(super) struct SoftAuthenticator {
    key: EcdsaKeyPair,
    id: [u8; 16],
    /// Of the page.
    pub(super) origin: String,
    pub(super) host: String,
    pub(super) counter: u32,
    pub(super) verifies: bool,
    user: Option<String>,
}

impl SoftAuthenticator {
    /// A new one at this origin.
    pub(super) fn new(place: u8, origin: &str, host: &str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        Self {
            key,
            id: [place; 16],
            origin: origin.to_owned(),
            host: host.to_owned(),
            counter: 0,
            verifies: true,
            user: None,
        }
    }

    /// `navigator.credentials.create` with these options.
    pub(super) fn create(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("JSON");
        self.user = options["user"]["id"].as_str().map(str::to_owned);
        let point = self.key.public_key().as_ref();
        let (x, y) = point[1..].split_at(32);
        // COSE: kty EC2, alg ES256, crv P-256, x, y.
        let mut data = self.data(ATTESTED);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.id);
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(x);
        data.extend([0x22, 0x58, 32]);
        data.extend(y);
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(data);
        let response = json!({
            "clientDataJSON": self.client_data("webauthn.create", &options),
            "attestationObject": BASE64URL.encode(object),
        });
        json!({"rawId": BASE64URL.encode(self.id), "response": response}).to_string()
    }

    /// `navigator.credentials.get` with these options.
    pub(super) fn get(&self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("JSON");
        let client_data = self.client_data("webauthn.get", &options);
        let data = self.data(0);
        let hashed = BASE64URL.decode(&client_data).expect("base64url");
        let signed = [&data, digest(&SHA256, &hashed).as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed);
        let response = json!({
            "clientDataJSON": client_data,
            "authenticatorData": BASE64URL.encode(&data),
            "signature": BASE64URL.encode(signature.expect("signed")),
            "userHandle": self.user,
        });
        json!({"rawId": BASE64URL.encode(self.id), "response": response}).to_string()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let mut data = digest(&SHA256, self.host.as_bytes()).as_ref().to_vec();
        data.push(flags | USER_PRESENT | verified);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, options: &Value) -> String {
        let data = json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": false,
        });
        BASE64URL.encode(data.to_string())
    }
}
