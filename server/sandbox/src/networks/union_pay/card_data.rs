//! Card and payer data of a request: `accNo`, `customerInfo`, `tokenPayData`
//! (wire facts 1.4), decrypted with the network's key.
//!
//! Exists for one request: no `Debug`, no `Serialize`.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::code::RespCode;
use super::envelope::{MessageFields, NetworkKeys};
use super::request::{RequestRefusal, refusal};
use crate::networks::cards::TestCard;

/// The `k=v` pairs of a group.
type FieldGroup = BTreeMap<String, String>;

/// The payer's data in the request; absent parts are empty.
pub(super) struct CustomerInfoFields(FieldGroup);

/// The token in the request.
pub(super) struct TokenPayData {
    /// `trId`.
    pub(super) tr_id: String,
    /// `token`; empty in a request for one.
    pub(super) token: String,
}

/// The test card with the number `accNo`.
///
/// # Errors
/// [`RespCode::CardNumber`] for any other number, [`RespCode::Format`]
/// when it cannot be read.
pub(super) fn card(
    fields: &MessageFields,
    keys: &NetworkKeys,
) -> Result<&'static TestCard, RequestRefusal> {
    let text = fields.get("accNo").map_or("", String::as_str);
    let number = if encrypted(fields, keys)? {
        keys.decrypt(text)
            .ok_or(refusal(RespCode::Format, "accNo"))?
    } else {
        text.to_owned()
    };
    TestCard::by_number(&number).ok_or(RespCode::CardNumber.into())
}

/// The content of `customerInfo`; empty when it is absent.
///
/// # Errors
/// [`RespCode::Format`].
pub(super) fn customer(
    fields: &MessageFields,
    keys: &NetworkKeys,
) -> Result<CustomerInfoFields, RequestRefusal> {
    let wrong = refusal(RespCode::Format, "customerInfo");
    let Some(text) = fields.get("customerInfo") else {
        return Ok(CustomerInfoFields(FieldGroup::new()));
    };
    let bytes = STANDARD.decode(text).map_err(|_| wrong)?;
    let text = String::from_utf8(bytes).map_err(|_| wrong)?;
    let inner = text
        .strip_prefix('{')
        .and_then(|t| t.strip_suffix('}'))
        .ok_or(wrong)?;
    let mut said = group(inner).ok_or(wrong)?;
    if let Some(hidden) = said.remove("encryptedInfo") {
        let wrong = refusal(RespCode::Format, "encryptedInfo");
        if !encrypted(fields, keys)? {
            return Err(refusal(RespCode::Missing, "encryptCertId"));
        }
        let plain = keys.decrypt(&hidden).ok_or(wrong)?;
        said.extend(group(&plain).ok_or(wrong)?);
    }
    Ok(CustomerInfoFields(said))
}

/// The content of `tokenPayData`.
///
/// # Errors
/// [`RespCode::Format`].
pub(super) fn token_part(fields: &MessageFields) -> Result<TokenPayData, RequestRefusal> {
    let wrong = refusal(RespCode::Format, "tokenPayData");
    let text = fields.get("tokenPayData").ok_or(wrong)?;
    let inner = text
        .strip_prefix('{')
        .and_then(|t| t.strip_suffix('}'))
        .ok_or(wrong)?;
    let mut said = group(inner).ok_or(wrong)?;
    let mut take = |name| said.remove(name).unwrap_or_default();
    Ok(TokenPayData {
        tr_id: take("trId"),
        token: take("token"),
    })
}

impl CustomerInfoFields {
    /// The SMS code as typed.
    pub(super) fn sms_code(&self) -> &str {
        self.get("smsCode")
    }

    /// Checks that the phone is the card holder's.
    ///
    /// # Errors
    /// [`RespCode::Identity`].
    pub(super) fn check_phone(&self, card: &TestCard) -> Result<(), RequestRefusal> {
        if self.get("phoneNo") == card.holder.phone {
            Ok(())
        } else {
            Err(refusal(RespCode::Identity, "phoneNo"))
        }
    }

    /// Checks holder, expiry and security code.
    ///
    /// # Errors
    /// [`RespCode::Identity`], [`RespCode::CardSecrets`].
    pub(super) fn check_holder(&self, card: &TestCard) -> Result<(), RequestRefusal> {
        let holder = card.holder;
        for (name, right) in [
            ("certifTp", "01"),
            ("certifId", holder.id_number),
            ("customerNm", holder.name),
        ] {
            if self.get(name) != right {
                return Err(refusal(RespCode::Identity, name));
            }
        }
        self.check_phone(card)?;
        let Some(credit) = &card.credit else {
            return Ok(());
        };
        for (name, right) in [("expired", credit.expiry), ("cvn2", credit.cvn2)] {
            if self.get(name) != right {
                return Err(refusal(RespCode::CardSecrets, name));
            }
        }
        Ok(())
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// True when the request is encrypted for the network's certificate, false when
/// it is plain, as institution access allows (wire facts 1.4).
fn encrypted(fields: &MessageFields, keys: &NetworkKeys) -> Result<bool, RequestRefusal> {
    match fields.get("encryptCertId") {
        None => Ok(false),
        Some(id) if keys.encrypts_to_us(id) => Ok(true),
        Some(_) => Err(refusal(RespCode::Format, "encryptCertId")),
    }
}

/// The pairs of a flat group; `None` for a malformed pair or a duplicate name.
fn group(text: &str) -> Option<FieldGroup> {
    let mut pairs = FieldGroup::new();
    for pair in text.split('&') {
        let (name, value) = pair.split_once('=')?;
        if pairs.insert(name.to_owned(), value.to_owned()).is_some() {
            return None;
        }
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::group;

    #[test]
    fn a_value_may_hold_equals_signs_and_a_name_stands_once() {
        assert_eq!(group("a=1&b=c==").expect("reads")["b"], "c==");
        for bad in ["", "a", "a=1&a=2", "a=1&"] {
            assert!(group(bad).is_none(), "{bad}");
        }
    }
}
