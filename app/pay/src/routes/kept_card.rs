//! A typed card in the answer that the browser keeps.

use domain::desk::CardEntry;
use domain::secret::Secret;
use serde::{Deserialize, Serialize};

/// A typed card, without its security code.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptCard {
    #[serde(with = "exposed")]
    number: Secret,
    #[serde(with = "exposed")]
    name: Secret,
    #[serde(with = "exposed")]
    id_number: Secret,
    #[serde(with = "exposed")]
    phone: Secret,
    #[serde(with = "exposed")]
    expiry: Secret,
    remember: bool,
}

impl From<&CardEntry> for KeptCard {
    fn from(card: &CardEntry) -> Self {
        Self {
            number: card.number.clone(),
            name: card.name.clone(),
            id_number: card.id_number.clone(),
            phone: card.phone.clone(),
            expiry: card.expiry.clone(),
            remember: card.remember,
        }
    }
}

impl From<KeptCard> for CardEntry {
    fn from(card: KeptCard) -> Self {
        Self {
            number: card.number,
            name: card.name,
            id_number: card.id_number,
            phone: card.phone,
            expiry: card.expiry,
            security_code: Secret::default(),
            remember: card.remember,
        }
    }
}

/// A secret as it is: what it is part of is sealed.
mod exposed {
    use domain::secret::Secret;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(secret: &Secret, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(secret.expose())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
        String::deserialize(from).map(Secret::new)
    }
}
