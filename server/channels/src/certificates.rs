//! The certificates of a channel: when they end, and how those are fetched that
//! a network publishes.

use crate::http::{HttpCall, HttpReply};
use crate::outcome::UnknownReason;
use crate::start_error::StartError;
use domain::clock::At;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// A certificate that a channel needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateExpiry {
    /// What it is for: `signing`, `encryption`, ...
    pub name: &'static str,
    /// The begin of its validity.
    pub not_before: At,
    /// The end of its validity.
    pub not_after: At,
}

impl CertificateExpiry {
    /// True before the begin.
    pub fn has_not_begun(&self, now: At) -> bool {
        now < self.not_before
    }

    /// Whole days until the end; negative after it.
    pub fn days_left(&self, now: At) -> i64 {
        (self.not_after.ms() - now.ms()).div_euclid(DAY_MS)
    }

    /// True after the end.
    pub fn has_ended(&self, now: At) -> bool {
        self.not_after < now
    }
}

/// Certificates that a network publishes by an API, and replaces from time to
/// time. The call belongs to no merchant and has no number. The channel keeps
/// the verified set behind a lock; each process fetches its own.
pub trait PublishedCertificates: Send + Sync {
    /// Seconds after which they are fetched again.
    fn refresh_s(&self) -> u32;

    /// The call that fetches them.
    ///
    /// # Errors
    /// [`StartError`]; nothing is sent.
    fn call(&self, now: At) -> Result<HttpCall, StartError>;

    /// Verifies the reply, and from then on uses the certificates in it.
    ///
    /// # Errors
    /// [`UnknownReason`]; those known before stay.
    fn accept(&self, reply: &HttpReply, now: At) -> Result<CertificateSet, UnknownReason>;
}

/// Published certificates that were verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificateSet {
    /// How many.
    pub count: usize,
    /// The end of the validity of the one that ends last.
    pub not_after: At,
}
