//! Paydesk's JWK set (RFC 7517). Only its Ed25519 keys (RFC 8037) are used.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// The set; other key types are ignored.
#[derive(Debug, Deserialize)]
pub(crate) struct KeySet {
    keys: Vec<Jwk>,
}

#[derive(Debug, Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
}

impl KeySet {
    /// The raw Ed25519 public keys.
    pub(crate) fn ed25519(&self) -> Vec<Vec<u8>> {
        let key = |jwk: &Jwk| {
            let fits = jwk.kty == "OKP" && jwk.crv.as_deref() == Some("Ed25519");
            let bytes = URL_SAFE_NO_PAD.decode(jwk.x.as_deref()?).ok()?;
            (fits && bytes.len() == 32).then_some(bytes)
        };
        self.keys.iter().filter_map(key).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::KeySet;

    #[test]
    fn only_ed25519_keys_are_taken() {
        let set: KeySet = serde_json::from_str(
            r#"{"keys":[
                {"kty":"OKP","crv":"Ed25519","kid":"a","use":"sig","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"},
                {"kty":"OKP","crv":"X25519","x":"JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"},
                {"kty":"OKP","crv":"Ed25519","x":"c2hvcnQ"},
                {"kty":"RSA","n":"AQAB","e":"AQAB"}]}"#,
        )
        .expect("reads");
        assert_eq!(set.ed25519().len(), 1);
    }
}
