//! Why a use case did not do what was asked.
//!
//! Two kinds and no third. A [`Refusal`] is an expected no, safe to show. A
//! [`Fault`] is the database, the network or a broken rule of our own: it is
//! logged once, at the door where the request has its id, and shown only as
//! that id. An unknown result of a payment is neither: it is a state.

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

/// Something that broke. Carries no secret: only our own words and those of
/// the database driver about statements that have all values bound.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    what: String,
    again: bool,
}

impl Fault {
    /// A fault in our own words.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            again: false,
        }
    }

    /// Somebody else wrote the row first, or the database asks to try again:
    /// the store's door runs the work once more.
    pub(crate) fn stale(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            again: true,
        }
    }

    /// True where running the same work again may succeed.
    pub(crate) const fn may_retry(&self) -> bool {
        self.again
    }

    /// Logs it, once, by the reference that is shown in its place.
    pub fn log(&self, reference: &RequestId) {
        tracing::error!(%reference, fault = %self.what, "a request failed");
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        let busy = matches!(&error, sqlx::Error::Database(e) if matches!(e.code().as_deref(), Some("5" | "517" | "40001" | "40P01")));
        Self {
            what: format!("database: {error}"),
            again: busy,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Fault(error.into())
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
    }
}
