//! The unique reference of a journal: the event it books. The database refuses
//! a second journal of the same reference.
//!
//! A reference never changes its form: an event that is reported again posts
//! its journal again, and only an equal reference shows that it is booked.

use std::fmt;

/// How the references of a posting are written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferenceForm {
    /// The kind of event, as stored beside the reference.
    pub kind: &'static str,
    /// The text before the subject.
    pub before: &'static str,
    /// The text after the subject.
    pub after: &'static str,
}

/// The event that a journal books. Each file of [`super::postings`] makes its
/// own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    form: &'static ReferenceForm,
    subject: String,
}

impl Reference {
    pub(super) fn new(form: &'static ReferenceForm, subject: &str) -> Self {
        Self {
            form,
            subject: subject.to_owned(),
        }
    }

    /// The kind of event, as named in SQL and in the documentation.
    pub const fn kind(&self) -> &'static str {
        self.form.kind
    }

    /// The id of the attempt or refund, or the network id of the surplus.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

/// The unique text: `paid/att_...`, `refund/rfd_.../begun`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReferenceForm { before, after, .. } = self.form;
        write!(f, "{before}{}{after}", self.subject)
    }
}
