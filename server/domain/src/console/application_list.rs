//! The list of applications.

use crate::application::ApplicationState;
use crate::clock::At;
use crate::ids::ApplicationId;

/// The applications of a page.
pub const APPLICATION_ROWS: u32 = 50;

/// Which applications are listed, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationQuery {
    /// Those in this state; `None` for all.
    pub state: Option<ApplicationState>,
    /// The last one of the page before.
    pub after: Option<ApplicationId>,
}

/// One in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationRow {
    /// Its id.
    pub id: ApplicationId,
    /// The registered name; empty before it is entered.
    pub name: String,
    /// The registration number; empty before it is entered.
    pub uscc: String,
    /// What it is now.
    pub state: ApplicationState,
    /// The name of the person who began it.
    pub entered_by: String,
    /// When it was begun.
    pub created_at: At,
    /// When its state or an entry was last changed.
    pub changed_at: At,
}

/// A page of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationPage {
    /// The rows.
    pub rows: Vec<ApplicationRow>,
    /// After which one the next page begins, if there is one.
    pub next: Option<ApplicationId>,
}
