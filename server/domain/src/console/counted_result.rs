//! What the sums of a merchant's payments count, and the results by which its
//! orders are listed: a figure of a day leads to the orders that it counts.

use super::TimeToPay;
use crate::attempt::{AttemptStatus, DeclineReason};
use crate::clock::At;
use crate::day::Day;
use crate::money::Money;
use crate::product::Product;
use std::fmt;

/// One thing that is counted, with its amount where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountedResult {
    /// An order was paid, at the time when it was: the amount is takings.
    Paid(Product),
    /// How long that payment took.
    Took(TimeToPay),
    /// An attempt that began then paid its order.
    Completed(Product),
    /// An attempt that began then was declined.
    Declined(Product, DeclineReason),
    /// An attempt that began then was cancelled, or lapsed.
    Abandoned(Product),
    /// A refund of the merchant's reached its payer, at that time. Surplus that
    /// goes back is none.
    Refunded,
}

impl CountedResult {
    /// All variants.
    pub fn all() -> impl Iterator<Item = Self> {
        let by_product = Product::ALL.into_iter().flat_map(|product| {
            let declined = DeclineReason::ALL.map(|reason| Self::Declined(product, reason));
            let others = [Self::Paid, Self::Completed, Self::Abandoned].map(|of| of(product));
            others.into_iter().chain(declined)
        });
        let took = TimeToPay::ALL.into_iter().map(Self::Took);
        by_product.chain(took).chain([Self::Refunded])
    }

    /// The result of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|result| result.to_string() == name)
    }

    /// The results by which orders of this one are listed, if it was then.
    pub fn listed_as(self, at: At) -> Vec<OrderResult> {
        match self {
            Self::Paid(_) => vec![OrderResult::Paid, OrderResult::PaidIn(Hour::in_china(at))],
            Self::Took(step) => vec![OrderResult::Took(step)],
            Self::Completed(product) => {
                vec![OrderResult::Tried(product), OrderResult::Completed(product)]
            }
            Self::Declined(product, reason) => vec![
                OrderResult::Tried(product),
                OrderResult::Declined(product),
                OrderResult::DeclinedFor(reason),
            ],
            Self::Abandoned(product) => {
                vec![OrderResult::Tried(product), OrderResult::Abandoned(product)]
            }
            Self::Refunded => vec![OrderResult::Refunded],
        }
    }
}

/// The name in SQL, such as `declined.scan.issuer`.
impl fmt::Display for CountedResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paid(product) => write!(f, "paid.{}", product.name()),
            Self::Took(step) => write!(f, "took.{}", step.name()),
            Self::Completed(product) => write!(f, "completed.{}", product.name()),
            Self::Declined(product, reason) => {
                write!(f, "declined.{}.{}", product.name(), reason.name())
            }
            Self::Abandoned(product) => write!(f, "abandoned.{}", product.name()),
            Self::Refunded => f.write_str("refunded"),
        }
    }
}

/// The end of an attempt, as far as it is counted.
#[derive(Clone, Copy, Debug)]
pub struct AttemptEnd {
    /// Its state.
    pub status: AttemptStatus,
    /// Why it was declined, if it was.
    pub reason: Option<DeclineReason>,
    /// Its way to pay.
    pub product: Product,
    /// When it began.
    pub begun_at: At,
    /// When its order was paid, if it was by this attempt.
    pub paid_at: Option<At>,
    /// The amount of its order.
    pub amount: Money,
}

impl AttemptEnd {
    /// What is counted of it, each with its time and amount. Attempts without
    /// an end, and surplus, which goes back, are not.
    pub fn counted(&self) -> Vec<(CountedResult, At, Money)> {
        let nothing = Money::fen(0);
        let ended = |result| (result, self.begun_at, nothing);
        match (self.status, self.reason, self.paid_at) {
            (AttemptStatus::Paid, _, Some(paid_at)) => {
                let took = TimeToPay::of_ms(paid_at.ms().saturating_sub(self.begun_at.ms()));
                vec![
                    (CountedResult::Paid(self.product), paid_at, self.amount),
                    (CountedResult::Took(took), paid_at, nothing),
                    ended(CountedResult::Completed(self.product)),
                ]
            }
            (AttemptStatus::Declined, Some(reason), _) => {
                vec![ended(CountedResult::Declined(self.product, reason))]
            }
            (AttemptStatus::Abandoned, ..) => vec![ended(CountedResult::Abandoned(self.product))],
            _ => Vec::new(),
        }
    }
}

/// An hour of a day in China, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hour(u8);

impl Hour {
    /// All hours of a day.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..24).map(Self)
    }

    /// The hour at an instant.
    pub const fn in_china(at: At) -> Self {
        let hours = at.ms().div_euclid(3_600_000).saturating_add(8);
        Self(hours.rem_euclid(24).to_le_bytes()[0])
    }

    /// From 0 to 23.
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// What happened to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderResult {
    /// It was paid.
    Paid,
    /// It was paid, in this hour.
    PaidIn(Hour),
    /// It was paid, and that took so long.
    Took(TimeToPay),
    /// An attempt with this product began, and has ended.
    Tried(Product),
    /// It did and paid the order.
    Completed(Product),
    /// It did and was declined.
    Declined(Product),
    /// It did and was cancelled, or lapsed.
    Abandoned(Product),
    /// An attempt began that was declined for this reason.
    DeclinedFor(DeclineReason),
    /// A refund reached its payer.
    Refunded,
}

impl OrderResult {
    fn all() -> impl Iterator<Item = Self> {
        let by_product = [
            Self::Tried,
            Self::Completed,
            Self::Declined,
            Self::Abandoned,
        ];
        let by_product = by_product.into_iter().flat_map(|of| Product::ALL.map(of));
        let took = TimeToPay::ALL.map(Self::Took);
        let reasons = DeclineReason::ALL.map(Self::DeclinedFor);
        [Self::Paid, Self::Refunded]
            .into_iter()
            .chain(Hour::all().map(Self::PaidIn))
            .chain(by_product)
            .chain(took)
            .chain(reasons)
    }
}

impl fmt::Display for OrderResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paid => f.write_str("paid"),
            Self::PaidIn(hour) => write!(f, "hour.{}", hour.number()),
            Self::Took(step) => write!(f, "took.{}", step.name()),
            Self::Tried(product) => write!(f, "tried.{}", product.name()),
            Self::Completed(product) => write!(f, "completed.{}", product.name()),
            Self::Declined(product) => write!(f, "declined.{}", product.name()),
            Self::Abandoned(product) => write!(f, "abandoned.{}", product.name()),
            Self::DeclinedFor(reason) => write!(f, "reason.{}", reason.name()),
            Self::Refunded => f.write_str("refunded"),
        }
    }
}

/// What happened to an order on a day in China. Orders are listed by it as far
/// as the sums have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DayResult {
    /// The day.
    pub day: Day,
    /// What happened.
    pub result: OrderResult,
}

impl DayResult {
    /// Reads the text of an address; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, name) = text.split_once('.')?;
        let result = OrderResult::all().find(|result| result.to_string() == name)?;
        let day = Day::parse(day)?;
        Some(Self { day, result })
    }
}

/// For addresses and SQL: `2026-11-22.declined.scan`.
impl fmt::Display for DayResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.day, self.result)
    }
}

#[cfg(test)]
mod tests {
    use super::{CountedResult, DayResult, OrderResult};
    use crate::day::Day;
    use std::collections::BTreeSet;

    #[test]
    fn names_lead_back_and_are_different() {
        let names: BTreeSet<_> = CountedResult::all().map(|of| of.to_string()).collect();
        assert_eq!(names.len(), CountedResult::all().count());
        for result in CountedResult::all() {
            assert_eq!(CountedResult::parse(&result.to_string()), Some(result));
        }
        let day = Day::constant(2026, 11, 22);
        let names: BTreeSet<_> = OrderResult::all().map(|of| of.to_string()).collect();
        assert_eq!(names.len(), OrderResult::all().count());
        for result in OrderResult::all() {
            let of = DayResult { day, result };
            assert_eq!(DayResult::parse(&of.to_string()), Some(of));
        }
        for other in [
            "",
            "paid",
            "2026-11-22",
            "2026-11-22.",
            "2026-11-31.paid",
            "2026-11-22.Paid",
        ] {
            assert_eq!(DayResult::parse(other), None, "{other}");
        }
    }

    #[test]
    fn all_that_is_counted_is_listed() {
        let start = Day::constant(2026, 11, 22).start_in_china();
        let hours = (0..24).map(|hour| start.plus_s(hour * 3_600));
        let listed: BTreeSet<_> = hours
            .flat_map(|at| CountedResult::all().flat_map(move |of| of.listed_as(at)))
            .map(|of| of.to_string())
            .collect();
        assert_eq!(listed.len(), OrderResult::all().count());
    }
}
