//! What a request says about card and payer: `accNo`, `customerInfo`,
//! `tokenPayData` (wire facts 1.4), decrypted with our key.
//!
//! Lives for one request and is never kept: no `Debug`, no `Serialize`.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::cards::Card;
use super::code::Code;
use super::envelope::{Fields, Keys};
use super::request::{No, no};

/// `k=v` pairs of a group.
type Group = BTreeMap<String, String>;

/// The payer as the request has it; absent parts are empty.
pub(super) struct Customer(Group);

/// The token part of a request.
pub(super) struct TokenPart {
    /// `trId`.
    pub(super) tr_id: String,
    /// `token`; empty when one is asked for.
    pub(super) token: String,
}

/// The card `accNo` names.
///
/// # Errors
/// [`Code::CardNumber`] for a number that is none of ours, [`Code::Format`]
/// when it cannot be read.
pub(super) fn card(fields: &Fields, keys: &Keys) -> Result<&'static Card, No> {
    let text = fields.get("accNo").map_or("", String::as_str);
    let number = if encrypted(fields, keys)? {
        keys.decrypt(text).ok_or(no(Code::Format, "accNo"))?
    } else {
        text.to_owned()
    };
    Card::by_number(&number).ok_or(Code::CardNumber.into())
}

/// What `customerInfo` says; nothing when it is absent.
///
/// # Errors
/// [`Code::Format`].
pub(super) fn customer(fields: &Fields, keys: &Keys) -> Result<Customer, No> {
    let wrong = no(Code::Format, "customerInfo");
    let Some(text) = fields.get("customerInfo") else {
        return Ok(Customer(Group::new()));
    };
    let bytes = STANDARD.decode(text).map_err(|_| wrong)?;
    let text = String::from_utf8(bytes).map_err(|_| wrong)?;
    let inner = text
        .strip_prefix('{')
        .and_then(|t| t.strip_suffix('}'))
        .ok_or(wrong)?;
    let mut said = group(inner).ok_or(wrong)?;
    if let Some(hidden) = said.remove("encryptedInfo") {
        let wrong = no(Code::Format, "encryptedInfo");
        if !encrypted(fields, keys)? {
            return Err(no(Code::Missing, "encryptCertId"));
        }
        let plain = keys.decrypt(&hidden).ok_or(wrong)?;
        said.extend(group(&plain).ok_or(wrong)?);
    }
    Ok(Customer(said))
}

/// What `tokenPayData` says.
///
/// # Errors
/// [`Code::Format`].
pub(super) fn token_part(fields: &Fields) -> Result<TokenPart, No> {
    let wrong = no(Code::Format, "tokenPayData");
    let text = fields.get("tokenPayData").ok_or(wrong)?;
    let inner = text
        .strip_prefix('{')
        .and_then(|t| t.strip_suffix('}'))
        .ok_or(wrong)?;
    let mut said = group(inner).ok_or(wrong)?;
    let mut take = |name| said.remove(name).unwrap_or_default();
    Ok(TokenPart {
        tr_id: take("trId"),
        token: take("token"),
    })
}

impl Customer {
    /// The SMS code as typed.
    pub(super) fn sms_code(&self) -> &str {
        self.get("smsCode")
    }

    /// Whether the phone is the one the bank has.
    ///
    /// # Errors
    /// [`Code::Identity`].
    pub(super) fn check_phone(&self, card: &Card) -> Result<(), No> {
        if self.get("phoneNo") == card.holder.phone {
            Ok(())
        } else {
            Err(no(Code::Identity, "phoneNo"))
        }
    }

    /// Whether holder and card secrets are what the bank has.
    ///
    /// # Errors
    /// [`Code::Identity`], [`Code::CardSecrets`].
    pub(super) fn check_holder(&self, card: &Card) -> Result<(), No> {
        let holder = card.holder;
        for (name, right) in [
            ("certifTp", "01"),
            ("certifId", holder.id_number),
            ("customerNm", holder.name),
        ] {
            if self.get(name) != right {
                return Err(no(Code::Identity, name));
            }
        }
        self.check_phone(card)?;
        let Some(credit) = &card.credit else {
            return Ok(());
        };
        for (name, right) in [("expired", credit.expiry), ("cvn2", credit.cvn2)] {
            if self.get(name) != right {
                return Err(no(Code::CardSecrets, name));
            }
        }
        Ok(())
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// True when the request is encrypted to our certificate, false when it is
/// not encrypted (institution access may send it plain, wire facts 1.4).
fn encrypted(fields: &Fields, keys: &Keys) -> Result<bool, No> {
    match fields.get("encryptCertId") {
        None => Ok(false),
        Some(id) if keys.encrypts_to_us(id) => Ok(true),
        Some(_) => Err(no(Code::Format, "encryptCertId")),
    }
}

/// The pairs of a flat group; none for a broken pair or a name twice.
fn group(text: &str) -> Option<Group> {
    let mut pairs = Group::new();
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
