//! What a shopper on the phone knows of an order.

use crate::day::Day;
use crate::money::Money;

/// A look-up over the orders of all merchants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderLookup {
    /// Any whole number: ours of an order, attempt or refund, the mall's of an
    /// order or refund, or a network's of a request, payment or refund.
    Number(String),
    /// A payment by card.
    Card {
        /// The last four digits.
        last4: String,
        /// The amount of the order.
        amount: Money,
        /// The day in China on which the order was created or paid.
        day: Day,
    },
}

impl OrderLookup {
    /// The most orders that are found.
    pub const MAX: u32 = 50;
}
