//! Card data in messages: `accNo` and `customerInfo` (wire facts 1.4).
//!
//! With encryption the card number, and phone, CVN2 and expiry
//! (`encryptedInfo`), are encrypted with RSA for UnionPay's certificate.
//! Without it they are plain inside TLS. Nothing is logged, and intermediate
//! texts are wiped.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::field_limits::CARD_NUMBER;
use zeroize::Zeroizing;

use super::fields::MessageFields;
use super::text;
use crate::certificate::Certificate;
use crate::crypto::RsaPublicKey;
use crate::request::{CardData, CardHolder};
use crate::start_error::StartError;

/// `certifTp` of a resident identity card.
const RESIDENT_ID: &str = "01";

/// Writes card data, encrypted or plain.
#[derive(Debug)]
pub(super) struct CardEncryption {
    key: RsaPublicKey,
    cert_id: String,
    on: bool,
}

/// The parts of `customerInfo`, each only in the messages that need it.
#[derive(Default)]
pub(super) struct CustomerInfo<'a> {
    pub(super) holder: Option<&'a CardHolder>,
    pub(super) phone: Option<&'a str>,
    pub(super) sms_code: Option<&'a str>,
    pub(super) card: Option<&'a CardData>,
}

impl CardEncryption {
    /// With UnionPay's encryption certificate; plain when `on` is false.
    pub(super) fn new(certificate: &Certificate, on: bool) -> Self {
        let cert_id = certificate.serial_decimal().to_owned();
        Self {
            key: certificate.public_key().clone(),
            cert_id,
            on,
        }
    }

    /// Adds `accNo`.
    pub(super) fn put_card_number(
        &self,
        fields: &mut MessageFields,
        card: &CardData,
    ) -> Result<(), StartError> {
        let number = card.number.expose();
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        if !digits || CARD_NUMBER.check(number.len()).is_err() {
            return Err(StartError::Field("accNo"));
        }
        if self.on {
            fields.set("accNo", &self.encrypt(number)?);
            fields.set("encryptCertId", &self.cert_id);
        } else {
            fields.set("accNo", number);
        }
        Ok(())
    }

    /// Adds `customerInfo`, unless it would be empty.
    pub(super) fn put_customer(
        &self,
        fields: &mut MessageFields,
        customer: &CustomerInfo<'_>,
    ) -> Result<(), StartError> {
        let mut open = Pairs::default();
        if let Some(holder) = customer.holder {
            open.add("certifTp", RESIDENT_ID)?;
            open.add("certifId", holder.id_number.expose())?;
            open.add("customerNm", holder.name.expose())?;
        }
        open.add("smsCode", customer.sms_code.unwrap_or_default())?;

        let mut hidden = Pairs::default();
        hidden.add("phoneNo", customer.phone.unwrap_or_default())?;
        if let Some(card) = customer.card {
            hidden.add(
                "cvn2",
                card.security_code.as_ref().map_or("", |s| s.expose()),
            )?;
            hidden.add("expired", card.expiry.as_ref().map_or("", |s| s.expose()))?;
        }

        if self.on && !hidden.0.is_empty() {
            // `push`, because `add` would refuse the `=` of Base64.
            open.push("encryptedInfo", &self.encrypt(&hidden.0)?);
            fields.set("encryptCertId", &self.cert_id);
        } else if !hidden.0.is_empty() {
            open.append(&hidden);
        }
        if !open.0.is_empty() {
            let text = Zeroizing::new(format!("{{{}}}", open.0.as_str()));
            fields.set(
                "customerInfo",
                &Zeroizing::new(STANDARD.encode(text.as_bytes())),
            );
        }
        Ok(())
    }

    fn encrypt(&self, plain: &str) -> Result<String, StartError> {
        let cipher = self
            .key
            .encrypt(plain.as_bytes())
            .map_err(|_| StartError::Encryption)?;
        Ok(STANDARD.encode(cipher))
    }
}

/// Builds `k=v&k=v`. The capacity is reserved at once, because growing would
/// leave a copy in memory.
struct Pairs(Zeroizing<String>);

impl Default for Pairs {
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(1024)))
    }
}

impl Pairs {
    /// Adds a value of the payer. An empty one is left out; one with a
    /// separator of the format is refused.
    fn add(&mut self, name: &'static str, value: &str) -> Result<(), StartError> {
        if value.len() > 128 || value.chars().any(text::breaks_pairs) {
            return Err(StartError::Field(name));
        }
        if !value.is_empty() {
            self.push(name, value);
        }
        Ok(())
    }

    fn push(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(value);
    }

    fn append(&mut self, other: &Self) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(&other.0);
    }
}
