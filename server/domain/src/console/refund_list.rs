//! The list of a merchant's refunds, newest first. Surplus is not in it: it was
//! never the merchant's money.

use super::RefundRequester;
use crate::clock::At;
use crate::ids::{OrderId, RefundId};
use crate::money::Money;
use crate::refund::RefundState;
use std::fmt;

/// A refund of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRow {
    /// Its id.
    pub id: RefundId,
    /// Its order.
    pub order_id: OrderId,
    /// The mall's number of the order.
    pub mall_order_no: String,
    /// The amount.
    pub amount: Money,
    /// Its state.
    pub state: RefundState,
    /// Who asked for it.
    pub requester: RefundRequester,
    /// The reason that was given.
    pub reason: Option<String>,
    /// When it was asked for.
    pub created_at: At,
    /// When it succeeded or failed.
    pub ended_at: Option<At>,
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefundPage {
    /// Newest first.
    pub rows: Vec<RefundRow>,
    /// Where the next page goes on; `None` on the last.
    pub next: Option<RefundCursor>,
}

impl RefundPage {
    /// The rows of a page.
    pub const ROWS: usize = 50;
}

/// Where a page goes on: after a refund, which is not on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundCursor {
    /// When that refund was asked for.
    pub created_at: At,
    /// Its id.
    pub id: RefundId,
}

impl RefundCursor {
    /// Reads a cursor from an address; `None` for any text that
    /// [`RefundCursor`] does not write.
    pub fn parse(text: &str) -> Option<Self> {
        let (ms, id) = text.split_once('-')?;
        let cursor = Self {
            created_at: At::from_ms(ms.parse().ok()?),
            id: RefundId::parse(id)?,
        };
        (cursor.to_string() == text).then_some(cursor)
    }
}

/// For an address: `<Unix milliseconds>-rfd_...`.
impl fmt::Display for RefundCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.created_at.ms(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::RefundCursor;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let id = "rfd_01aryz6s41zzzzzzzzzzzzzzzz";
        let text = format!("1795000000000-{id}");
        assert_eq!(
            RefundCursor::parse(&text).expect("a cursor").to_string(),
            text
        );
        for bad in [
            String::new(),
            id.into(),
            format!("+1-{id}"),
            format!("01-{id}"),
            format!("{text} "),
        ] {
            assert_eq!(RefundCursor::parse(&bad), None, "{bad}");
        }
    }
}
