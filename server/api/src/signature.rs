//! HTTP message signatures (RFC 9421), as malls sign their calls.
//!
//! Implemented on `sfv`, because existing crates lag behind the RFC or bring
//! their own cryptography. The rules:
//! - covered at least: `@method`; the target, as `@target-uri`, or as
//!   `@authority` with `@path` and, where there is a query, `@query`
//!   (`@request-target` stands for both); with a body, `content-digest` (RFC
//!   9530), whole or one of its digests, which must match the body as received;
//! - what is covered beyond that must be there: header fields, members of
//!   dictionary fields (`key`), every derived component of requests;
//! - `created` and `keyid` are present; `alg`, if given, is the key's own;
//! - `created` lies within 300 seconds of our clock, either way, and
//!   `expires`, if given, has not passed;
//! - of several signatures the first valid one counts; labels that cannot be
//!   read are ignored;
//! - replaying a signature is harmless: a GET is answered again, a POST is
//!   executed once by its `Idempotency-Key`. A signature that does not cover
//!   that key is valid only with the first key it was sent with, so its
//!   [`VerifiedSignature::base_hash`] is stored until the window is over.
//!
//! The signed address is the desk's public one, whatever `Host` a client sends,
//! so a signature for one desk is not valid at another.

pub(crate) mod base;
pub(crate) mod component;
mod content_digest;
mod fields;
pub(crate) mod input;

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::HeaderMap;
use domain::clock::At;
use domain::mall::MallKey;
use domain::refusal::{Code, Refusal};
use engine::mall_keys::VerifyingKey;

use base::{RequestTarget, signature_base};
use component::Component;
use fields::invalid;
use input::SignatureInput;

/// How far `created` may lie from our clock, either way.
const WINDOW_S: i64 = 300;

/// A request as received, under the desk's public address.
pub(crate) struct SignedMessage<'a> {
    /// Method and address.
    pub target: RequestTarget<'a>,
    /// All header fields.
    pub headers: &'a HeaderMap,
    /// The body, byte for byte.
    pub body: &'a [u8],
}

/// A valid signature.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VerifiedSignature {
    /// The id of the key it was made with.
    pub key_id: String,
    /// SHA-256 of the signature base. Not of the signature, because ECDSA
    /// signatures are malleable.
    pub base_hash: [u8; 32],
    /// When `created` leaves the window.
    pub expires_at: At,
    /// True when the request's `Idempotency-Key` is covered.
    pub covers_key: bool,
}

impl SignatureInput {
    /// Verifies this signature of `message` by the key it names.
    ///
    /// # Errors
    /// [`Code::SignatureInvalid`], [`Code::SignatureExpired`], or
    /// [`Code::KeyUnknown`] for a key out of use.
    pub(crate) fn verify(
        &self,
        message: &SignedMessage<'_>,
        key: &MallKey,
        now: At,
    ) -> Result<VerifiedSignature, Refusal> {
        if !key.active {
            return Err(Refusal::new(
                Code::KeyUnknown,
                "the key was taken out of use",
            ));
        }
        let own = key.algorithm.name();
        if self.algorithm.as_ref().is_some_and(|named| named != own) {
            return Err(invalid(format!("this key signs with alg=\"{own}\"")));
        }
        self.check_coverage(message)?;
        let expires_at = self.check_time(now)?;
        if self.covers_digest() {
            content_digest::check(message.headers, message.body)?;
        }
        let base = signature_base(self, &message.target, message.headers)?;
        let public = VerifyingKey::on_record(key)
            .map_err(|_| invalid("the key on record cannot be used; register it again"))?;
        if !public.verifies(base.as_bytes(), &self.signature) {
            return Err(invalid(
                "the signature does not fit: check the key, and that the signed address is the one called",
            ));
        }
        let mut base_hash = [0; 32];
        base_hash.copy_from_slice(digest(&SHA256, base.as_bytes()).as_ref());
        Ok(VerifiedSignature {
            key_id: key.key_id.clone(),
            base_hash,
            expires_at,
            covers_key: self.covers("idempotency-key"),
        })
    }

    fn check_coverage(&self, message: &SignedMessage<'_>) -> Result<(), Refusal> {
        let missing = if !self.covers("@method") {
            "\"@method\""
        } else if !self.covers_target(&message.target) {
            "\"@target-uri\", or \"@authority\" and \"@path\", and \"@query\" where there is one"
        } else if !message.body.is_empty() && !self.covers_digest() {
            "\"content-digest\""
        } else {
            return Ok(());
        };
        Err(invalid(format!("the signature must cover {missing}")))
    }

    /// True when the whole address is covered. The scheme may be left out of
    /// it, because a desk has one.
    fn covers_target(&self, target: &RequestTarget<'_>) -> bool {
        let query = !target.has_query() || self.covers("@query");
        let path_and_query = self.covers("@request-target") || (self.covers("@path") && query);
        self.covers("@target-uri") || (self.covers("@authority") && path_and_query)
    }

    /// True when `content-digest` is covered, or one digest in it.
    fn covers_digest(&self) -> bool {
        let digest = |component: &Component| match component {
            Component::Plain(name) => name == "content-digest",
            Component::Member { field, key } => {
                field == "content-digest" && content_digest::algorithm(key).is_some()
            }
            Component::QueryParameter(_) => false,
        };
        self.components.iter().any(digest)
    }

    /// The end of the window. Refuses a `now` outside of it.
    fn check_time(&self, now: At) -> Result<At, Refusal> {
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

fn expired(detail: &str) -> Refusal {
    Refusal::new(Code::SignatureExpired, detail)
}

#[cfg(test)]
mod tests;
