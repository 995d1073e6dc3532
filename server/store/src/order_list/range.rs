//! The part of the list that a page reads: between two places, from one end.

use crate::{SqlValue, args};
use domain::clock::At;
use domain::console::{OrderCursor, OrderFilter, OrderRow, Toward};
use std::cmp::{max, min};

/// The place of a row. An empty id is before all orders of its time.
type Place = (At, String);

/// Rows between two places, without these, from one end.
#[derive(Debug)]
pub(crate) struct Range {
    above: Place,
    below: Place,
    pub(super) toward: Toward,
    limit: u32,
}

impl Range {
    /// What a filter and a cursor leave, `limit` rows of it.
    pub(crate) fn of(filter: &OrderFilter, cursor: Option<&OrderCursor>, limit: u32) -> Self {
        let day = |at: Option<At>, or: i64| (at.unwrap_or(At::from_ms(or)), String::new());
        let mut range = Self {
            above: day(filter.created_from, i64::MIN),
            below: day(filter.created_to, i64::MAX),
            toward: Toward::Older,
            limit,
        };
        if let Some(cursor) = cursor {
            let place = (cursor.created_at, cursor.id.as_str().to_owned());
            range.toward = cursor.toward;
            match cursor.toward {
                Toward::Older => range.below = min(range.below, place),
                Toward::Newer => range.above = max(range.above, place),
            }
        }
        range
    }

    /// The values `$2` to `$6` of each statement.
    pub(super) fn values(&self) -> Vec<SqlValue> {
        let [above, below] = [&self.above, &self.below];
        args![above.0, &above.1, below.0, &below.1, self.limit]
    }

    /// Those of the rows that are in the range, each once, in its direction.
    pub(super) fn of_rows(&self, mut rows: Vec<OrderRow>) -> Vec<OrderRow> {
        let place = |row: &OrderRow| (row.created_at, row.id.as_str().to_owned());
        rows.retain(|row| self.above < place(row) && place(row) < self.below);
        rows.sort_by_cached_key(place);
        rows.dedup_by(|a, b| a.id == b.id);
        if self.toward == Toward::Older {
            rows.reverse();
        }
        rows.truncate(self.limit as usize);
        rows
    }
}
