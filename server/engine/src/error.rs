//! Why a use case did not do what was asked.
//!
//! Two kinds and no third. A [`Refusal`] is an expected no, safe to show. A
//! [`Fault`] is the database, the network or a broken rule of our own: it is
//! logged once, at the door where the request has its id, and shown only as
//! that id. An unknown result of a payment is neither: it is a state.

use domain::ids::RequestId;
use domain::refusal::{Code, Refusal};
use std::error::Error as _;
use std::fmt;
use std::sync::Arc;

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

/// Something that broke, with what caused it. Carries no secret: only our own
/// words and those of the database driver about statements that have all
/// values bound.
#[derive(Clone, thiserror::Error)]
#[error("{what}")]
pub struct Fault {
    what: String,
    kind: Kind,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
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
            source: None,
        }
    }

    /// The same, with its cause.
    #[must_use]
    pub(crate) fn because(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Arc::new(cause));
        self
    }

    /// What broke and its causes, in one line for the log. A cause that its
    /// effect already quotes is left out.
    pub(crate) fn chain(&self) -> String {
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
        assert!(away.passes() && !away.may_retry() && away.ends_transaction());
        assert!(!Fault::new("x").passes());
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
