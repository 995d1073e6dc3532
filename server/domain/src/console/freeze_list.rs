//! The list of freezes, the newest first.

use super::Freeze;
use crate::clock::At;
use crate::ids::FreezeId;
use std::fmt;

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FreezePage {
    /// The newest first.
    pub rows: Vec<Freeze>,
    /// Where the next page goes on; `None` on the last.
    pub next: Option<FreezeCursor>,
}

impl FreezePage {
    /// The rows of a page.
    pub const ROWS: usize = 50;
}

/// Where a page goes on: after a freeze, which is not on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreezeCursor {
    /// When that one began.
    pub begun_at: At,
    /// Its id.
    pub id: FreezeId,
}

impl FreezeCursor {
    /// Reads a cursor from an address; `None` for any text that
    /// [`FreezeCursor`] does not write.
    pub fn parse(text: &str) -> Option<Self> {
        let (ms, id) = text.split_once('-')?;
        let cursor = Self {
            begun_at: At::from_ms(ms.parse().ok()?),
            id: FreezeId::parse(id)?,
        };
        (cursor.to_string() == text).then_some(cursor)
    }
}

/// For an address: `<Unix milliseconds>-frz_...`.
impl fmt::Display for FreezeCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.begun_at.ms(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::FreezeCursor;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let id = "frz_01aryz6s41zzzzzzzzzzzzzzzz";
        let text = format!("1795000000000-{id}");
        let read = FreezeCursor::parse(&text).expect("a cursor");
        assert_eq!(read.to_string(), text);
        for bad in [String::new(), id.into(), format!("01-{id}")] {
            assert_eq!(FreezeCursor::parse(&bad), None, "{bad}");
        }
    }
}
