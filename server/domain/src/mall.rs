//! A mall: the platform that sends shoppers to the pay page. Never a payee
//! (rule R2).

use crate::clock::At;
use crate::display_text;
use crate::ids::MallId;
use crate::origin::Origin;
use crate::refusal::{Code, Refusal};
use crate::uscc;
use serde::{Deserialize, Serialize};

/// The longest id of a key.
const KEY_ID_MAX: usize = 64;

/// A registered mall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mall {
    /// Its id.
    pub id: MallId,
    /// Its name, as shown to shoppers.
    pub name: String,
    /// The registration number (USCC) of the company that operates it, often a
    /// bank. No merchant with this number can be a payee (rule R2).
    pub operator_uscc: String,
    /// The origins that return URLs may have (rule R5): `https://mall.example`.
    pub return_origins: Vec<String>,
    /// The URL that events are sent to.
    pub webhook_url: Option<String>,
    /// False when it is disabled.
    pub active: bool,
    /// When it was registered.
    pub created_at: At,
}

impl Mall {
    /// Checks a mall that is to be registered. `loopback` also accepts `http`
    /// URLs of this machine, for the demo.
    ///
    /// # Errors
    /// [`Code::FieldInvalid`] pointing at the field.
    pub fn check(&self, loopback: bool) -> Result<(), Refusal> {
        display_text::check(&self.name, 64, "/name")?;
        if !uscc::is_valid(&self.operator_uscc) {
            return Err(invalid(
                "/operator_uscc",
                "no unified social credit code (GB 32100)",
            ));
        }
        if self.return_origins.is_empty() {
            return Err(invalid(
                "/return_origins",
                "at least one origin to return to",
            ));
        }
        for (i, text) in self.return_origins.iter().enumerate() {
            let pointer = format!("/return_origins/{i}");
            let origin = Origin::alone(text).map_err(|e| invalid(&pointer, &e.to_string()))?;
            may_be_registered(&origin, loopback, &pointer)?;
        }
        if let Some(url) = &self.webhook_url {
            let origin = Origin::of(url).map_err(|e| invalid("/webhook_url", &e.to_string()))?;
            may_be_registered(&origin, loopback, "/webhook_url")?;
        }
        Ok(())
    }

    /// Rule R5: checks that the URL has an origin that is registered for the
    /// mall: the same scheme, host and port.
    ///
    /// # Errors
    /// [`Code::ReturnUrlNotRegistered`]; [`Code::FieldInvalid`] for what is no URL,
    /// or one that browsers and servers might parse differently.
    pub fn allows_return(&self, url: &str) -> Result<(), Refusal> {
        let origin = Origin::of(url).map_err(|e| invalid("/return_url", &e.to_string()))?;
        let registered = |text: &String| Origin::alone(text).as_ref() == Ok(&origin);
        if self.return_origins.iter().any(registered) {
            Ok(())
        } else {
            let detail = format!("{} is not registered for this mall", origin.as_str());
            Err(Refusal::at(
                Code::ReturnUrlNotRegistered,
                "/return_url",
                detail,
            ))
        }
    }
}

/// Accepts `https`, and this machine where `loopback` is set.
fn may_be_registered(origin: &Origin, loopback: bool, pointer: &str) -> Result<(), Refusal> {
    if origin.is_https() || (loopback && origin.is_loopback()) {
        Ok(())
    } else {
        Err(invalid(pointer, "the address must begin with https://"))
    }
}

fn invalid(pointer: &str, detail: &str) -> Refusal {
    Refusal::at(Code::FieldInvalid, pointer, detail)
}

/// The signature algorithms that malls may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyAlgorithm {
    /// RFC 9421 `ed25519`, JWS `Ed25519` or `EdDSA`.
    #[serde(rename = "ed25519")]
    Ed25519,
    /// RFC 9421 `ecdsa-p256-sha256`, JWS `ES256`.
    #[serde(rename = "ecdsa-p256-sha256")]
    EcdsaP256Sha256,
    /// RFC 9421 `rsa-v1_5-sha256`, JWS `RS256`.
    #[serde(rename = "rsa-v1_5-sha256")]
    RsaV15Sha256,
}

impl KeyAlgorithm {
    /// All variants.
    pub const ALL: [Self; 3] = [Self::Ed25519, Self::EcdsaP256Sha256, Self::RsaV15Sha256];

    /// The name in RFC 9421's registry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            Self::RsaV15Sha256 => "rsa-v1_5-sha256",
        }
    }

    /// The names in a JWS header (`alg`). Ed25519 has two: that of RFC 9864,
    /// and the older one of RFC 8037.
    pub const fn jws_names(self) -> &'static [&'static str] {
        match self {
            Self::Ed25519 => &["Ed25519", "EdDSA"],
            Self::EcdsaP256Sha256 => &["ES256"],
            Self::RsaV15Sha256 => &["RS256"],
        }
    }

    /// The algorithm of this RFC 9421 name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name)
    }
}

/// A mall's public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MallKey {
    /// The `keyid` in signatures, unique among all malls.
    pub key_id: String,
    /// The mall it belongs to.
    pub mall_id: MallId,
    /// Its algorithm.
    pub algorithm: KeyAlgorithm,
    /// The public key, `SubjectPublicKeyInfo` in DER.
    pub public_der: Vec<u8>,
    /// False when it is disabled.
    pub active: bool,
}

impl MallKey {
    /// Checks the id of a key that is to be registered: signatures name it in a
    /// header, in quotes (`keyid`, RFC 9421 2.3).
    ///
    /// # Errors
    /// [`Code::FieldInvalid`].
    pub fn check_id(&self) -> Result<(), Refusal> {
        let plain = |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\');
        if (1..=KEY_ID_MAX).contains(&self.key_id.len()) && self.key_id.bytes().all(plain) {
            Ok(())
        } else {
            let form = "1 to 64 visible ASCII characters without \" and \\, such as mall-2026";
            Err(invalid("/key_id", form))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyAlgorithm, Mall, MallKey};
    use crate::clock::At;
    use crate::ids::MallId;
    use crate::refusal::Code;

    fn mall() -> Mall {
        Mall {
            id: MallId::stored(String::from("mal_1")),
            name: String::from("Mall"),
            operator_uscc: String::from("91350100M000100Y43"),
            return_origins: vec![
                String::from("https://mall.example"),
                String::from("http://127.0.0.1:3001"),
            ],
            webhook_url: Some(String::from("https://mall.example/events")),
            active: true,
            created_at: At::from_ms(0),
        }
    }

    #[test]
    fn r5_only_a_registered_origin_is_accepted() {
        let mall = mall();
        for url in [
            "https://mall.example/",
            "https://MALL.example:443/order/1?x=%2F",
            "http://127.0.0.1:3001/return",
        ] {
            assert_eq!(mall.allows_return(url), Ok(()), "{url}");
        }
        let refused_urls = [
            "http://mall.example/",
            "https://mall.example:8443/",
            "https://mall.example.evil.example/",
            "https://sub.mall.example/",
            "https://evil.example/https://mall.example/",
            "http://127.0.0.1:3002/return",
        ];
        for url in refused_urls {
            let refused = mall.allows_return(url).expect_err(url);
            assert_eq!(refused.code, Code::ReturnUrlNotRegistered, "{url}");
            assert_eq!(refused.pointer.as_deref(), Some("/return_url"));
        }
        for url in [
            "https://mall.example@evil.example/",
            "https://user:pw@mall.example/",
            "https://mall.example/#fragment",
            "https://mall.example/\"",
            "https://mall.example/a b",
            "https://mall.example/\\",
            "https://mall.example/{id}",
            "https://mall.example/?a|b",
            "javascript:alert(1)",
            "/back",
            "",
        ] {
            let refused = mall.allows_return(url).expect_err(url);
            assert_eq!(refused.code, Code::FieldInvalid, "{url}");
            assert_eq!(refused.pointer.as_deref(), Some("/return_url"));
        }
    }

    #[test]
    fn a_key_id_can_stand_in_a_signature() {
        let key = |id: &str| MallKey {
            key_id: id.to_owned(),
            mall_id: mall().id,
            algorithm: KeyAlgorithm::Ed25519,
            public_der: Vec::new(),
            active: true,
        };
        let longest = "k".repeat(64);
        for id in [
            "mall-2026",
            "https://mall.example/keys#1",
            "a+b/c==",
            &longest,
        ] {
            assert_eq!(key(id).check_id(), Ok(()), "{id}");
        }
        let too_long = "k".repeat(65);
        let odd = [
            "", "商城-1", "mall 1", "mall\t1", "mall\n1", "m\"1", "m\\1", "mäll", &too_long,
        ];
        for id in odd {
            let refused = key(id).check_id().expect_err(id);
            assert_eq!(refused.pointer.as_deref(), Some("/key_id"), "{id}");
        }
    }

    #[test]
    fn a_mall_is_registered_with_addresses_a_shopper_can_trust() {
        assert_eq!(mall().check(true), Ok(()));
        let pointer = |mall: &Mall| {
            mall.check(false)
                .expect_err("refused")
                .pointer
                .expect("a field")
        };
        assert_eq!(
            pointer(&mall()),
            "/return_origins/1",
            "loopback is for the demo"
        );
        let good = Mall {
            return_origins: vec![String::from("https://mall.example")],
            ..mall()
        };
        assert_eq!(good.check(false), Ok(()));
        for name in [" ", "\u{200B}", "Mall\u{2028}", "\u{202E}llaM"] {
            let named = Mall {
                name: String::from(name),
                ..good.clone()
            };
            assert_eq!(pointer(&named), "/name", "{name:?}");
        }
        assert_eq!(
            pointer(&Mall {
                operator_uscc: String::from("91350100M000100Y44"),
                ..good.clone()
            }),
            "/operator_uscc"
        );
        assert_eq!(
            pointer(&Mall {
                return_origins: Vec::new(),
                ..good.clone()
            }),
            "/return_origins"
        );
        assert_eq!(
            pointer(&Mall {
                return_origins: vec![String::from("https://mall.example/x")],
                ..good.clone()
            }),
            "/return_origins/0"
        );
        assert_eq!(
            pointer(&Mall {
                webhook_url: Some(String::from("http://10.0.0.1/")),
                ..good
            }),
            "/webhook_url"
        );
    }
}
