//! The list of requests that have ended, the one asked for last first.

use super::Approval;
use crate::clock::At;
use crate::ids::ApprovalId;
use std::fmt;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApprovalPage {
    /// The one asked for last first.
    pub rows: Vec<Approval>,
    /// Where the next page goes on; `None` on the last.
    pub next: Option<ApprovalCursor>,
}

impl ApprovalPage {
    /// The rows of a page.
    pub const ROWS: usize = 50;
}

/// Where a page goes on: after a request, which is not on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApprovalCursor {
    /// When that one was asked for.
    pub made_at: At,
    /// Its id.
    pub id: ApprovalId,
}

impl ApprovalCursor {
    /// Reads a cursor from an address; `None` for any text that
    /// [`ApprovalCursor`] does not write.
    pub fn parse(text: &str) -> Option<Self> {
        let (ms, id) = text.split_once('-')?;
        let cursor = Self {
            made_at: At::from_ms(ms.parse().ok()?),
            id: ApprovalId::parse(id)?,
        };
        (cursor.to_string() == text).then_some(cursor)
    }
}

/// For an address: `<Unix milliseconds>-apr_...`.
impl fmt::Display for ApprovalCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.made_at.ms(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::ApprovalCursor;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let id = "apr_01aryz6s41zzzzzzzzzzzzzzzz";
        let text = format!("1795000000000-{id}");
        let read = ApprovalCursor::parse(&text).expect("a cursor");
        assert_eq!(read.to_string(), text);
        for bad in [
            String::new(),
            id.into(),
            format!("+1-{id}"),
            format!("{text} "),
        ] {
            assert_eq!(ApprovalCursor::parse(&bad), None, "{bad}");
        }
    }
}
