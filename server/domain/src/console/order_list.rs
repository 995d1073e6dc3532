//! The list of orders, newest first: filter, cursor, row, page.
//!
//! A page is found by the place of a row, not by its number, so it is as quick
//! at the end of the list as at its start, and orders that arrive meanwhile
//! move none of it. Orders are not counted, but for [`OrderCount`].

use super::DayResult;
use crate::clock::At;
use crate::ids::{OrderId, StoreId};
use crate::merchant_store::StoreName;
use crate::money::Money;
use crate::order::{Order, OrderState};
use crate::product::Product;
use std::fmt;

/// Which orders are listed. The default lists all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// Those in this state.
    pub state: Option<OrderState>,
    /// Those of one of the merchant's stores. Among the orders of several
    /// merchants none are found by it.
    pub store: Option<StoreId>,
    /// Those created then or later.
    pub created_from: Option<At>,
    /// Those created before then.
    pub created_to: Option<At>,
    /// Those to which this happened, as far as it is summed. Left out where a
    /// number is searched.
    pub happened: Option<DayResult>,
    /// Those of a number: our id, the mall's order number or its last
    /// characters ([`OrderFilter::SUFFIX_MIN`] or more), or the number of one
    /// of their payments or refunds at the network. Four digits are also the
    /// end of a card number, where `created_from` is given. Blanks around it are
    /// left out; with nothing else in it, all are listed.
    pub number: Option<String>,
}

impl OrderFilter {
    /// The fewest last characters by which a mall's order number is found.
    pub const SUFFIX_MIN: usize = 4;

    /// The most characters of a number.
    pub const NUMBER_MAX: usize = 64;

    /// The number without the blanks around it, if there is one.
    pub fn searched(&self) -> Option<&str> {
        let number = self.number.as_deref().map(str::trim);
        number.filter(|number| !number.is_empty())
    }

    /// True for what may be a number: nothing else is looked up.
    pub fn is_number(number: &str) -> bool {
        number.len() <= Self::NUMBER_MAX && number.bytes().all(|b| b.is_ascii_graphic())
    }

    /// True for what may be the last four digits of a card.
    pub fn is_card_end(number: &str) -> bool {
        number.len() == 4 && number.bytes().all(|b| b.is_ascii_digit())
    }
}

/// In which direction a page lies from a place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// The orders before it in time: the next page.
    Older,
    /// The orders after it in time: the previous page.
    Newer,
}

impl Toward {
    const fn name(self) -> &'static str {
        match self {
            Self::Older => "older",
            Self::Newer => "newer",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Older, Self::Newer]
            .into_iter()
            .find(|toward| toward.name() == name)
    }
}

/// Where a page begins: beside an order, which is not on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderCursor {
    /// The direction of the page.
    pub toward: Toward,
    /// When that order was created.
    pub created_at: At,
    /// Its id.
    pub id: OrderId,
}

impl OrderCursor {
    /// The page beside this row.
    pub fn beside(row: &OrderRow, toward: Toward) -> Self {
        Self {
            toward,
            created_at: row.created_at,
            id: row.id.clone(),
        }
    }

    /// Reads a cursor from an address; `None` for any text that
    /// [`OrderCursor`] does not write.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let cursor = Self {
            toward: Toward::parse(parts.next()?)?,
            created_at: At::from_ms(parts.next()?.parse().ok()?),
            id: OrderId::parse(parts.next()?)?,
        };
        (cursor.to_string() == text).then_some(cursor)
    }
}

/// For an address: `older-<Unix milliseconds>-ord_...`.
impl fmt::Display for OrderCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (toward, ms) = (self.toward.name(), self.created_at.ms());
        write!(f, "{toward}-{ms}-{}", self.id)
    }
}

/// One order of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// Its id.
    pub id: OrderId,
    /// The mall's own number.
    pub mall_order_no: String,
    /// The line that the shopper reads.
    pub subject: String,
    /// The amount.
    pub amount: Money,
    /// The sum of its refunds that succeeded.
    pub refunded: Money,
    /// What can still be refunded; zero while it is not paid.
    pub refundable: Money,
    /// Its state.
    pub state: OrderState,
    /// When it was created.
    pub created_at: At,
    /// When it was paid.
    pub paid_at: Option<At>,
    /// How it was paid, or is being paid.
    pub product: Option<Product>,
    /// The name of the mall that created it.
    pub mall: String,
    /// The short name of its merchant.
    pub merchant: String,
    /// The store that it is for.
    pub store: Option<StoreName>,
}

/// The names that a row of the list has beside its order's facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderNames {
    /// Of the mall that created it.
    pub mall: String,
    /// Of its merchant, the short one.
    pub merchant: String,
    /// Of the store that it is for.
    pub store: Option<String>,
}

impl OrderRow {
    /// The row of an order, with the product of its payment and the names of
    /// its mall, merchant and store.
    pub fn new(order: &Order, product: Option<Product>, names: OrderNames) -> Self {
        let OrderNames {
            mall,
            merchant,
            store,
        } = names;
        let store = order.facts.store_id.clone().zip(store);
        Self {
            store: store.map(|(id, name)| StoreName { id, name }),
            id: order.id.clone(),
            mall_order_no: order.facts.mall_order_no.clone(),
            subject: order.facts.subject.clone(),
            amount: order.facts.amount,
            refunded: order.refunded,
            refundable: order.refundable(),
            state: order.state,
            created_at: order.created_at,
            paid_at: order.paid_at,
            product,
            mall,
            merchant,
        }
    }
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderPage {
    /// Newest first.
    pub rows: Vec<OrderRow>,
    /// The page of older orders, if there are any.
    pub next: Option<OrderCursor>,
    /// The page of newer orders, if this is not the first page.
    pub previous: Option<OrderCursor>,
}

impl OrderPage {
    /// The rows of a page.
    pub const ROWS: u32 = 50;

    /// The most rows of a page.
    pub const ROWS_MAX: u32 = 200;
}

/// How many orders a filter finds, counted no further than to
/// [`OrderCount::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderCount {
    /// This many.
    Exactly(u32),
    /// More than [`OrderCount::MAX`].
    More,
}

impl OrderCount {
    /// The most orders that are counted.
    pub const MAX: u32 = 10_000;

    /// The sum of two counts.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exactly(one), Self::Exactly(other)) => Self::of(one.saturating_add(other)),
            _ => Self::More,
        }
    }

    /// From a count that stops after [`OrderCount::MAX`].
    pub const fn of(counted: u32) -> Self {
        if counted > Self::MAX {
            Self::More
        } else {
            Self::Exactly(counted)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OrderCount, OrderCursor, OrderFilter, Toward};
    use crate::clock::At;
    use crate::ids::OrderId;
    use proptest::prelude::*;

    const ID: &str = "ord_01aryz6s41zzzzzzzzzzzzzzzz";

    proptest! {
        #[test]
        fn a_cursor_is_read_as_it_was_written(ms in any::<i64>(), newer in any::<bool>()) {
            let cursor = OrderCursor {
                toward: if newer { Toward::Newer } else { Toward::Older },
                created_at: At::from_ms(ms.saturating_abs()),
                id: OrderId::parse(ID).expect("an id"),
            };
            prop_assert_eq!(OrderCursor::parse(&cursor.to_string()), Some(cursor));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = OrderCursor::parse(&text);
        }
    }

    #[test]
    fn a_cursor_of_another_shape_is_refused() {
        assert!(OrderCursor::parse(&format!("older-1795000000000-{ID}")).is_some());
        for bad in [
            String::new(),
            String::from("older"),
            String::from("older-1795000000000"),
            format!("1795000000000-{ID}"),
            format!("elder-1795000000000-{ID}"),
            format!("older-+1795000000000-{ID}"),
            format!("older-01795000000000-{ID}"),
            format!("older--5-{ID}"),
            format!("older-99999999999999999999-{ID}"),
            format!("older-1795000000000-{ID}-"),
            format!("older-1795000000000-{}", ID.to_uppercase()),
            format!(" older-1795000000000-{ID}"),
        ] {
            assert_eq!(OrderCursor::parse(&bad), None, "{bad}");
        }
    }

    #[test]
    fn four_digits_may_be_the_end_of_a_card() {
        assert!(OrderFilter::is_card_end("0123"));
        for other in ["123", "01234", "012a", "０１２３", ""] {
            assert!(!OrderFilter::is_card_end(other), "{other}");
        }
    }

    #[test]
    fn a_count_stops() {
        assert_eq!(OrderCount::of(0), OrderCount::Exactly(0));
        assert_eq!(OrderCount::of(10_000), OrderCount::Exactly(10_000));
        assert_eq!(OrderCount::of(10_001), OrderCount::More);
    }
}
