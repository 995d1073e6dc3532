//! A mall: the platform that sends shoppers here. Never a payee.

use crate::clock::At;
use crate::ids::MallId;
use serde::{Deserialize, Serialize};

/// A registered mall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mall {
    /// Its id.
    pub id: MallId,
    /// Its name, as the shopper sees it.
    pub name: String,
    /// The registration number (USCC) of the company that runs it, often a
    /// bank: no merchant with this number can be a payee (rule R2).
    pub operator_uscc: String,
    /// Origins that return addresses may have (rule R5): `https://mall.example`.
    pub return_origins: Vec<String>,
    /// Where events are sent.
    pub webhook_url: Option<String>,
    /// False when it was switched off.
    pub active: bool,
    /// When it was added.
    pub created_at: At,
}

/// The algorithms a mall may sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyAlgorithm {
    /// RFC 9421 `ed25519`, JWS `EdDSA`.
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
    /// All.
    pub const ALL: [Self; 3] = [Self::Ed25519, Self::EcdsaP256Sha256, Self::RsaV15Sha256];

    /// The name in RFC 9421's registry.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::EcdsaP256Sha256 => "ecdsa-p256-sha256",
            Self::RsaV15Sha256 => "rsa-v1_5-sha256",
        }
    }

    /// The name in a JWS header (`alg`).
    pub const fn jws(self) -> &'static str {
        match self {
            Self::Ed25519 => "EdDSA",
            Self::EcdsaP256Sha256 => "ES256",
            Self::RsaV15Sha256 => "RS256",
        }
    }

    /// From the RFC 9421 name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name)
    }
}

/// A mall's public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MallKey {
    /// The `keyid` it signs with, unique in the house.
    pub key_id: String,
    /// Whose it is.
    pub mall_id: MallId,
    /// What it signs with.
    pub algorithm: KeyAlgorithm,
    /// The public key, `SubjectPublicKeyInfo` in DER.
    pub public_der: Vec<u8>,
    /// False when it was taken out of use.
    pub active: bool,
}
