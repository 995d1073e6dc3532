//! HTTP message signatures (RFC 9421), as malls sign their calls.
//!
//! Own code on top of `sfv`, because the crates that exist either lag the
//! RFC or bring cryptography of their own. The rules kept here:
//! - covered at least: `@method`, `@target-uri` and, with a body,
//!   `content-digest` (RFC 9530), which must fit the body as received;
//! - `created` and `keyid` are there; `alg`, if given, is the key's own;
//! - `created` lies within 300 seconds of our clock, either way, and
//!   `expires`, if given, has not passed;
//! - of several signatures the first that holds counts, and labels that are
//!   not understood are left aside;
//! - the same bytes again do no harm: a GET is answered, a POST is done once by
//!   its `Idempotency-Key`. A signature that does not cover that key is good for
//!   the first one it came with: [`Proof::fingerprint`] is remembered until the
//!   window is over.
//!
//! The address that is signed is the desk's public one, so a signature for
//! one desk is worth nothing at another, whatever `Host` a client sends.

pub(crate) mod base;
pub(crate) mod claim;
pub(crate) mod digest;
pub mod keys;

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::HeaderMap;
use domain::clock::At;
use domain::mall::MallKey;
use domain::refusal::{Code, Refusal};

use base::Target;
use claim::Claim;
use keys::VerifyingKey;

/// How far `created` may lie from our clock, either way.
pub const WINDOW_S: i64 = 300;

/// A request as received, with the address as the desk is known by.
pub(crate) struct Message<'a> {
    /// Method and address.
    pub target: Target<'a>,
    /// All header fields.
    pub headers: &'a HeaderMap,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// A signature that holds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    /// SHA-256 of what was signed. Of that, not of the signature's bytes:
    /// an ECDSA signature can be turned into a second valid one by anybody.
    pub fingerprint: [u8; 32],
    /// Until when the fingerprint has to be remembered.
    pub remember_until: At,
    /// The request's `Idempotency-Key` is among what was signed.
    pub names_key: bool,
}

impl Claim {
    /// Checks this claim against the message and the key it names.
    ///
    /// # Errors
    /// [`Code::SignatureInvalid`], [`Code::SignatureExpired`] or
    /// [`Code::KeyUnknown`] for a key out of use.
    pub(crate) fn verify(
        &self,
        message: &Message<'_>,
        key: &MallKey,
        now: At,
    ) -> Result<Proof, Refusal> {
        if !key.active {
            return Err(Refusal::new(
                Code::KeyUnknown,
                "the key was taken out of use",
            ));
        }
        if self
            .algorithm
            .as_ref()
            .is_some_and(|alg| alg != key.algorithm.name())
        {
            return Err(invalid(format!(
                "this key signs with alg=\"{}\"",
                key.algorithm.name()
            )));
        }
        self.covers_enough(message)?;
        let until = self.in_time(now)?;
        if self.covers("content-digest") {
            digest::check(message.headers, message.body)?;
        }
        let text = base::text(self, &message.target, message.headers)?;
        let public = VerifyingKey::from_spki(key.algorithm, &key.public_der)
            .map_err(|_| invalid("the key on record cannot be used; register it again"))?;
        if !public.verifies(text.as_bytes(), &self.signature) {
            return Err(invalid(
                "the signature does not fit: check the key, and that the signed address is the one called",
            ));
        }
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        Ok(Proof {
            fingerprint,
            remember_until: until,
            names_key: self.covers("idempotency-key"),
        })
    }

    fn covers_enough(&self, message: &Message<'_>) -> Result<(), Refusal> {
        let needed: &[&str] = if message.body.is_empty() {
            &["@method", "@target-uri"]
        } else {
            &["@method", "@target-uri", "content-digest"]
        };
        match needed.iter().find(|name| !self.covers(name)) {
            Some(name) => Err(invalid(format!("the signature must cover \"{name}\""))),
            None => Ok(()),
        }
    }

    /// The end of the window, where `now` is inside it.
    fn in_time(&self, now: At) -> Result<At, Refusal> {
        let created = At::from_ms(self.created.saturating_mul(1000));
        if now > created.plus_s(WINDOW_S) {
            return Err(expired("`created` is more than 300 seconds ago"));
        }
        if now.plus_s(WINDOW_S) < created {
            return Err(expired(
                "`created` is more than 300 seconds ahead; check the clock",
            ));
        }
        if self
            .expires
            .is_some_and(|end| now.ms() > end.saturating_mul(1000))
        {
            return Err(expired("`expires` has passed"));
        }
        Ok(created.plus_s(WINDOW_S))
    }
}

/// A refusal of a signature that does not hold.
pub(crate) fn invalid(detail: impl Into<String>) -> Refusal {
    Refusal::new(Code::SignatureInvalid, detail)
}

fn expired(detail: &str) -> Refusal {
    Refusal::new(Code::SignatureExpired, detail)
}

#[cfg(test)]
mod tests;
