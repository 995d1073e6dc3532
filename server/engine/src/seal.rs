//! Encryption of data that must not be stored in clear text (rule R8): the card
//! in the shopper's form between two steps of a payment, the answer to a form
//! that the browser keeps, a network's token in the database, and the personal
//! data and documents of merchants' applications.
//!
//! AES-256-GCM. The owner (order and attempt, order, or agreement) and the expiry
//! are authenticated, so a sealed text opens only for its owner. Cards, answers,
//! tokens, personal data and documents have different keys, all derived from the
//! key in the settings (HKDF-SHA-256), so a sealed card never opens as a token. Nonces are random,
//! which is safe for 2^32 texts under one key (NIST SP 800-38D 8.3).
//!
//! The settings may hold several keys, one a line. The first one seals, all
//! open.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Prk, Salt};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::clock::At;
use domain::desk::CardEntry;
use domain::entropy::Entropy;
use domain::ids::{AgreementId, AttemptId, OrderId, PayToken};
use domain::secret::Secret;
use std::fmt::Display;
use zeroize::Zeroizing;

/// How long a sealed card or answer may be used, in seconds.
pub(crate) const SEALED_TTL_S: i64 = 600;
/// Maximum length of a sealed card or answer; real ones are under 2 KiB.
const SEALED_MAX: usize = 4096;
/// First byte: the version of the format.
const VERSION: u8 = 1;
/// Length of version, expiry and nonce.
const HEAD: usize = 1 + 8 + NONCE_LEN;

/// A line of the setting is not 32 bytes in base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the seal key is not 32 bytes in base64, or several such lines")]
pub struct SealKeyError;

/// The seal keys of the settings, to derive the keys of one purpose from; never
/// empty.
///
/// # Errors
/// [`SealKeyError`].
pub(crate) fn derived_keys(keys: &Secret) -> Result<Vec<Prk>, SealKeyError> {
    let derived = |line: &str| {
        let bytes = STANDARD.decode(line.trim()).map_err(|_| SealKeyError)?;
        let bytes = Zeroizing::new(bytes);
        if bytes.len() != 32 {
            return Err(SealKeyError);
        }
        Ok(Salt::new(HKDF_SHA256, b"paydesk-seal.v1").extract(&bytes))
    };
    let keys = keys.expose().trim().lines().map(derived);
    let keys = keys.collect::<Result<Vec<_>, _>>()?;
    if keys.is_empty() {
        return Err(SealKeyError);
    }
    Ok(keys)
}

/// The keys of cards, answers, tokens, personal data and documents; the first ones
/// seal.
pub(crate) struct SealKeys {
    cards: Vec<LessSafeKey>,
    answers: Vec<LessSafeKey>,
    tokens: Vec<LessSafeKey>,
    personal: Vec<LessSafeKey>,
    documents: Vec<LessSafeKey>,
}

impl SealKeys {
    /// Derived from the keys in the settings.
    ///
    /// # Errors
    /// [`SealKeyError`].
    pub(crate) fn new(keys: &Secret) -> Result<Self, SealKeyError> {
        let derived = derived_keys(keys)?;
        let of = |purpose: &[u8]| {
            let key = |derived: &Prk| {
                let info = [purpose];
                let okm = derived.expand(&info, &AES_256_GCM);
                okm.map(|okm| LessSafeKey::new(UnboundKey::from(okm)))
            };
            let keys = derived.iter().map(key).collect::<Result<_, _>>();
            keys.map_err(|_| SealKeyError)
        };
        Ok(Self {
            cards: of(b"card")?,
            answers: of(b"answer")?,
            tokens: of(b"token")?,
            personal: of(b"personal")?,
            documents: of(b"document")?,
        })
    }

    /// Seals a card for the next step of this attempt, until
    /// [`SEALED_TTL_S`] from now.
    pub(crate) fn seal_card(
        &self,
        card: &CardEntry,
        owner: (&OrderId, &AttemptId),
        now: At,
        entropy: &dyn Entropy,
    ) -> String {
        let until = now.plus_s(SEALED_TTL_S);
        let plain = write_card(card);
        URL_SAFE_NO_PAD.encode(seal(
            &self.cards[0],
            &plain,
            &card_owner(owner),
            until,
            entropy,
        ))
    }

    /// Opens a card that was sealed for this attempt of this order. `None` if
    /// it is missing, altered, expired or another order's; the reason is not
    /// revealed.
    pub(crate) fn open_card(
        &self,
        sealed: &str,
        owner: (&OrderId, &AttemptId),
        now: At,
    ) -> Option<CardEntry> {
        let plain = open_until(&self.cards, sealed, &card_owner(owner), now)?;
        read_card(&plain)
    }

    /// Seals the answer to a form of this order, until [`SEALED_TTL_S`] from
    /// now.
    pub(crate) fn seal_answer(
        &self,
        answer: &Secret,
        owner: &PayToken,
        now: At,
        entropy: &dyn Entropy,
    ) -> String {
        let until = now.plus_s(SEALED_TTL_S);
        URL_SAFE_NO_PAD.encode(seal(
            &self.answers[0],
            answer.expose().as_bytes(),
            owner.as_str().as_bytes(),
            until,
            entropy,
        ))
    }

    /// Opens an answer that was sealed for this order. `None` if it was altered,
    /// has expired or is another order's.
    pub(crate) fn open_answer(&self, sealed: &str, owner: &PayToken, now: At) -> Option<Secret> {
        let plain = open_until(&self.answers, sealed, owner.as_str().as_bytes(), now)?;
        Some(Secret::new(std::str::from_utf8(&plain).ok()?))
    }

    /// Seals a token or phone of an agreement for the database; `what` is the
    /// purpose.
    pub(crate) fn seal_stored(
        &self,
        secret: &Secret,
        owner: &AgreementId,
        what: &str,
        entropy: &dyn Entropy,
    ) -> String {
        self.seal_for_ever(secret, &format!("{owner}/{what}"), entropy)
    }

    /// Opens what [`SealKeys::seal_stored`] sealed; `None` when the key was
    /// changed or the row was altered.
    pub(crate) fn open_stored(
        &self,
        sealed: &str,
        owner: &AgreementId,
        what: &str,
    ) -> Option<Secret> {
        self.open_for_ever(sealed, &format!("{owner}/{what}"))
    }

    /// Seals the secret of a person's authenticator for the database, or of a
    /// link's form.
    pub(crate) fn seal_authenticator(
        &self,
        secret: &Secret,
        owner: &impl Display,
        entropy: &dyn Entropy,
    ) -> String {
        self.seal_for_ever(secret, &format!("{owner}/authenticator"), entropy)
    }

    /// Opens what [`SealKeys::seal_authenticator`] sealed.
    pub(crate) fn open_authenticator(&self, sealed: &str, owner: &impl Display) -> Option<Secret> {
        self.open_for_ever(sealed, &format!("{owner}/authenticator"))
    }

    /// Seals personal data of an application, `owner`'s part of it, for the
    /// database.
    pub(crate) fn seal_personal(
        &self,
        secret: &Secret,
        owner: &str,
        entropy: &dyn Entropy,
    ) -> String {
        seal_for_ever(
            &self.personal[0],
            secret.expose().as_bytes(),
            owner,
            entropy,
        )
    }

    /// Opens what [`SealKeys::seal_personal`] sealed.
    pub(crate) fn open_personal(&self, sealed: &str, owner: &str) -> Option<Secret> {
        let plain = open_for_ever(&self.personal, sealed, owner)?;
        Some(Secret::new(std::str::from_utf8(&plain).ok()?))
    }

    /// Seals a document, the file of `owner`, for the database.
    pub(crate) fn seal_document(
        &self,
        file: &[u8],
        owner: &impl Display,
        entropy: &dyn Entropy,
    ) -> String {
        seal_for_ever(&self.documents[0], file, &owner.to_string(), entropy)
    }

    /// Opens what [`SealKeys::seal_document`] sealed.
    pub(crate) fn open_document(&self, sealed: &str, owner: &impl Display) -> Option<Vec<u8>> {
        let plain = open_for_ever(&self.documents, sealed, &owner.to_string())?;
        Some(plain.to_vec())
    }

    fn seal_for_ever(&self, secret: &Secret, owner: &str, entropy: &dyn Entropy) -> String {
        seal_for_ever(&self.tokens[0], secret.expose().as_bytes(), owner, entropy)
    }

    fn open_for_ever(&self, sealed: &str, owner: &str) -> Option<Secret> {
        let plain = open_for_ever(&self.tokens, sealed, owner)?;
        Some(Secret::new(std::str::from_utf8(&plain).ok()?))
    }
}

/// Base64 of a text without an end.
fn seal_for_ever(key: &LessSafeKey, plain: &[u8], owner: &str, entropy: &dyn Entropy) -> String {
    let until = At::from_ms(i64::MAX);
    STANDARD.encode(seal(key, plain, owner.as_bytes(), until, entropy))
}

fn open_for_ever(keys: &[LessSafeKey], sealed: &str, owner: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = STANDARD.decode(sealed).ok()?;
    Some(open(keys, &bytes, owner.as_bytes())?.0)
}

impl std::fmt::Debug for SealKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKeys(..)")
    }
}

fn card_owner((order, attempt): (&OrderId, &AttemptId)) -> Vec<u8> {
    format!("{order}/{attempt}").into_bytes()
}

/// Version, expiry, nonce, then the encrypted text and its tag. The unencrypted
/// part is authenticated too.
fn seal(
    key: &LessSafeKey,
    plain: &[u8],
    owner: &[u8],
    until: At,
    entropy: &dyn Entropy,
) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    entropy.fill(&mut nonce);
    let mut sealed = Vec::with_capacity(HEAD + plain.len() + 16);
    sealed.push(VERSION);
    sealed.extend_from_slice(&until.ms().to_be_bytes());
    sealed.extend_from_slice(&nonce);
    let aad = Aad::from([&sealed[..HEAD], owner].concat());
    // With room for the tag, so that growing never copies the plain text.
    let mut text = Vec::with_capacity(plain.len() + 16);
    text.extend_from_slice(plain);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut text)
        .expect("the text is far below the cipher's limit");
    sealed.append(&mut text);
    sealed
}

/// Opens a text of base64url whose time is not over.
fn open_until(
    keys: &[LessSafeKey],
    sealed: &str,
    owner: &[u8],
    now: At,
) -> Option<Zeroizing<Vec<u8>>> {
    if sealed.len() > SEALED_MAX {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (plain, until) = open(keys, &bytes, owner)?;
    (now < until).then_some(plain)
}

/// Opens with the key that sealed it.
fn open(keys: &[LessSafeKey], sealed: &[u8], owner: &[u8]) -> Option<(Zeroizing<Vec<u8>>, At)> {
    keys.iter().find_map(|key| open_with(key, sealed, owner))
}

fn open_with(key: &LessSafeKey, sealed: &[u8], owner: &[u8]) -> Option<(Zeroizing<Vec<u8>>, At)> {
    let (head, text) = sealed.split_at_checked(HEAD)?;
    if head[0] != VERSION {
        return None;
    }
    let until = At::from_ms(i64::from_be_bytes(head[1..9].try_into().ok()?));
    let nonce = Nonce::try_assume_unique_for_key(&head[9..]).ok()?;
    let aad = Aad::from([head, owner].concat());
    let mut text = Zeroizing::new(text.to_vec());
    let length = key.open_in_place(nonce, aad, &mut text).ok()?.len();
    text.truncate(length);
    Some((text, until))
}

/// The fields, each preceded by its length. JSON would leave copies of the card
/// in memory.
fn write_card(card: &CardEntry) -> Zeroizing<Vec<u8>> {
    let fields = fields(card);
    let room = fields.iter().map(|f| f.expose().len() + 2).sum();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    for field in fields {
        let text = field.expose().as_bytes();
        let length = u16::try_from(text.len()).expect("a checked field is short");
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(text);
    }
    bytes
}

fn fields(card: &CardEntry) -> [&Secret; 6] {
    [
        &card.number,
        &card.name,
        &card.id_number,
        &card.phone,
        &card.expiry,
        &card.security_code,
    ]
}

fn read_card(mut bytes: &[u8]) -> Option<CardEntry> {
    let mut next = || {
        let (length, rest) = bytes.split_at_checked(2)?;
        let (text, rest) =
            rest.split_at_checked(usize::from(u16::from_be_bytes(length.try_into().ok()?)))?;
        bytes = rest;
        Some(Secret::new(std::str::from_utf8(text).ok()?))
    };
    let card = CardEntry {
        number: next()?,
        name: next()?,
        id_number: next()?,
        phone: next()?,
        expiry: next()?,
        security_code: next()?,
        // Kept with the attempt.
        remember: false,
    };
    bytes.is_empty().then_some(card)
}

#[cfg(test)]
mod tests;
