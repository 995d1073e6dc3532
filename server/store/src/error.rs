//! The errors of use cases: a [`Refusal`] or a [`Fault`].
//!
//! A refusal is an expected result, safe to show. A fault is the database, the
//! network or a bug: it is logged once, where the request's id is known, and
//! shown only as that id. An unknown result of a payment is neither: it is a
//! state.

use domain::clock::At;
use domain::entropy::Entropy;
use domain::ids::RequestId;
use domain::refusal::{Code, Refusal};
use std::error::Error as _;
use std::fmt;
use std::sync::Arc;

/// Why a use case failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Refused by a rule: nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A fault: nothing was changed, or it is unknown whether the change was
    /// committed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Error {
    /// A refusal of a code that concerns no single field.
    pub fn refused(code: Code, detail: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(code, detail))
    }

    /// `not_found`, with the same text whether it does not exist or is another
    /// mall's.
    pub fn not_found(what: &str) -> Self {
        Self::refused(Code::NotFound, format!("no {what} by that name"))
    }

    /// A column holds a value that no release writes.
    pub(crate) fn unreadable_column(column: &str) -> Self {
        Self::Fault(Fault::new(format!(
            "database: column {column} holds what was never written"
        )))
    }
}

impl Error {
    /// Logs an error that no request waits for.
    pub fn log(&self, entropy: &dyn Entropy, now: At) {
        match self {
            Self::Fault(fault) => fault.log(&RequestId::new(entropy, now)),
            Self::Refused(refusal) => tracing::warn!(%refusal, "refused in the background"),
        }
    }
}

/// A failure with its cause. Contains no secret: only our own text, and driver
/// errors about statements whose values are all bound.
#[derive(Clone, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    what: String,
    kind: FaultKind,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// What can be done about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FaultKind {
    /// A bug, or invalid stored data: needs a person.
    Bug,
    /// Another write changed the row first. The write runs again on the new
    /// row.
    Stale,
    /// The database rolled back the whole transaction to keep transactions
    /// serializable: run it again.
    Conflict,
    /// The database cannot be reached or cannot write: try later.
    Unavailable,
}

impl Fault {
    /// A bug, or invalid stored data.
    pub fn new(what: impl Into<String>) -> Self {
        Self::of(FaultKind::Bug, what)
    }

    /// Another write changed the row first: the store runs this one again.
    pub fn stale(what: impl Into<String>) -> Self {
        Self::of(FaultKind::Stale, what)
    }

    /// The database rolled back the whole transaction because of a conflict:
    /// the store runs its writes again.
    pub(crate) fn conflict(what: impl Into<String>) -> Self {
        Self::of(FaultKind::Conflict, what)
    }

    /// The database is unreachable, full or read-only. Not run again; the
    /// caller may retry later.
    pub fn unavailable(what: impl Into<String>) -> Self {
        Self::of(FaultKind::Unavailable, what)
    }

    fn of(kind: FaultKind, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            kind,
            source: None,
        }
    }

    /// The same fault, saying first which database it concerns.
    pub(crate) fn of_database(mut self, database: &impl fmt::Display) -> Self {
        self.what = format!("{database}: {}", self.what);
        self
    }

    /// The same fault with its cause.
    #[must_use]
    pub fn because(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(cause));
        self
    }

    /// The fault and its causes in one line, for the log. Leaves out a cause
    /// whose text is already at the end.
    pub fn chain(&self) -> String {
        let mut text = self.what.clone();
        let mut cause = self.source();
        while let Some(error) = cause {
            let words = error.to_string();
            if !text.ends_with(&words) {
                text.push_str(": ");
                text.push_str(&words);
            }
            cause = error.source();
        }
        text
    }

    /// True where the same write may succeed when it runs again at once.
    pub const fn may_retry(&self) -> bool {
        matches!(self.kind, FaultKind::Stale | FaultKind::Conflict)
    }

    /// True where the whole transaction is lost, with all other writes in it.
    pub(crate) const fn ends_transaction(&self) -> bool {
        matches!(self.kind, FaultKind::Conflict | FaultKind::Unavailable)
    }

    /// True where the same request may succeed a little later.
    pub const fn is_temporary(&self) -> bool {
        !matches!(self.kind, FaultKind::Bug)
    }

    /// Logs it with the request id that is shown instead.
    pub fn log(&self, reference: &RequestId) {
        tracing::error!(%reference, fault = %self.chain(), "a request failed");
    }
}

/// A driver's own `Debug` may show values of a row, so it is not used.
impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fault")
            .field(&self.kind)
            .field(&self.chain())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Fault};
    use domain::ids::RequestId;
    use std::error::Error as _;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

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

    /// Keeps what is logged.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no panic").write(line)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_fault_is_logged_with_all_its_causes_and_shows_none() {
        let disk = io::Error::other(Fault::new("sector 7 cannot be written"));
        let fault = Fault::unavailable("database").because(disk);
        assert_eq!(fault.to_string(), "database");
        assert!(fault.source().is_some());
        let lines = Lines::default();
        let to = lines.clone();
        let log = tracing_subscriber::fmt().with_writer(move || to.clone());
        let reference = RequestId::stored("req_1".to_owned());
        tracing::subscriber::with_default(log.finish(), || fault.clone().log(&reference));
        let lines = lines.0.lock().expect("no panic");
        let line = String::from_utf8_lossy(&lines);
        assert_eq!(line.lines().count(), 1, "{line}");
        assert!(line.contains("req_1"), "{line}");
        let causes = "database: sector 7 cannot be written";
        assert!(line.contains(causes), "{line}");
    }
}
