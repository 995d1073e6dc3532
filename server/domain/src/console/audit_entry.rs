//! Who changed what.

use super::AuditAction;
use crate::clock::At;
use crate::ids::AuditEntryId;

/// One change, or a try that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditEntryId,
    /// When.
    pub at: At,
    /// Who, by account name; `None` for the command line.
    pub by: Option<String>,
    /// From which address.
    pub ip: Option<String>,
    /// What was done.
    pub action: AuditAction,
    /// To whom or what: an id or a name.
    pub subject: String,
    /// The value before, where it may be shown.
    pub before: Option<String>,
    /// The value after, where it may be shown.
    pub after: Option<String>,
}

/// Where a page of entries goes on: after this entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditCursor(pub AuditEntryId);

/// A page of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries, the newest first.
    pub entries: Vec<AuditEntry>,
    /// Where the next page goes on; `None` on the last.
    pub next: Option<AuditCursor>,
}
