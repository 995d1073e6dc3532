//! Why a use case did not do what was asked.
//!
//! Two kinds and no third. A [`Refusal`] is an expected no, safe to show. A
//! [`Fault`] is the database, the network or a broken rule of our own: it is
//! logged once, at the door where the request has its id, and shown only as
//! that id. An unknown result of a payment is neither: it is a state.

use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::RequestId;
use domain::refusal::{Code, Refusal};

/// What a use case answers when it does not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An expected no: nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something broke: nothing was changed, or the change is not known to
    /// be kept.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    /// A refusal of a code that concerns no single field.
    pub(crate) fn refused(code: Code, detail: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(code, detail))
    }

    /// "Nothing here by that name", the same words whether it does not exist
    /// or is another mall's.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::refused(Code::NotFound, format!("no {what} by that name"))
    }
}

impl Error {
    /// Logs an error that no request waits for.
    pub(crate) fn log(&self, entropy: &dyn Entropy, now: At) {
        match self {
            Self::Fault(fault) => fault.log(&RequestId::new(entropy, now)),
            Self::Refused(refusal) => tracing::warn!(%refusal, "refused in the background"),
        }
    }
}

/// Something that broke. Carries no secret: only our own words and those of
/// the database driver about statements that have all values bound.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    what: String,
    kind: Kind,
}

/// What can be done about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A bug, or data that was never written: it needs somebody to look.
    Broken,
    /// Somebody else wrote the row first: the same work, run again, sees it.
    Stale,
    /// The database undid the whole transaction, so that all in it ran as if
    /// one after the other: run again.
    Conflict,
    /// The database cannot be reached, or cannot write: later is better.
    Unavailable,
}

impl Fault {
    /// A fault in our own words.
    pub fn new(what: impl Into<String>) -> Self {
        Self::of(Kind::Broken, what)
    }

    /// Somebody else wrote the row first: the store's door runs the work
    /// once more.
    pub(crate) fn stale(what: impl Into<String>) -> Self {
        Self::of(Kind::Stale, what)
    }

    /// The database undid a whole transaction and says that it may be tried
    /// again: the store's door does.
    pub(crate) fn conflict(what: impl Into<String>) -> Self {
        Self::of(Kind::Conflict, what)
    }

    /// The database is away, full or read-only. Not run again by us: who
    /// asked is told to come back.
    pub(crate) fn unavailable(what: impl Into<String>) -> Self {
        Self::of(Kind::Unavailable, what)
    }

    fn of(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            kind,
        }
    }

    /// True where running the same work again at once may succeed.
    pub(crate) const fn may_retry(&self) -> bool {
        matches!(self.kind, Kind::Stale | Kind::Conflict)
    }

    /// True where the transaction it happened in is lost, with all other
    /// work in it.
    pub(crate) const fn ends_transaction(&self) -> bool {
        matches!(self.kind, Kind::Conflict | Kind::Unavailable)
    }

    /// True where the database, not a bug, is what stands in the way, so
    /// that the same request is worth another try a little later.
    pub const fn passes(&self) -> bool {
        !matches!(self.kind, Kind::Broken)
    }

    /// Logs it, once, by the reference that is shown in its place.
    pub fn log(&self, reference: &RequestId) {
        tracing::error!(%reference, fault = %self.what, "a request failed");
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Fault};

    #[test]
    fn a_fault_says_what_broke_and_a_refusal_keeps_its_words() {
        let fault = Error::from(Fault::new("the disk is full"));
        assert_eq!(fault.to_string(), "the disk is full");
        assert_eq!(
            Error::not_found("order").to_string(),
            "not_found: no order by that name"
        );
        assert!(Fault::stale("x").may_retry() && !Fault::new("x").may_retry());
        let away = Fault::unavailable("the disk is full");
        assert!(away.is_temporary() && !away.may_retry() && away.ends_transaction());
        assert!(!Fault::new("x").is_temporary());
    }
}
