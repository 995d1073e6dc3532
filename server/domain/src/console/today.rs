//! The figures of a merchant's day, beside those of days before up to the same
//! minute.

use super::{CountedResult, StoreTakings, TimeToPay};
use crate::attempt::DeclineReason;
use crate::clock::At;
use crate::day::Day;
use crate::money::Money;
use crate::product::Product;

/// One sum: what was counted from a time on, for as long as the sum spans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentSum {
    /// When its hour or minute begins.
    pub at: At,
    /// What is counted.
    pub result: CountedResult,
    /// How many.
    pub count: u32,
    /// Their amounts.
    pub amount: Money,
}

/// The attempts of a way to pay that began on the day and have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WayFigures {
    /// The way.
    pub product: Product,
    /// Those that paid their order.
    pub completed: u32,
    /// Those that were declined.
    pub declined: u32,
    /// Those that were cancelled, or lapsed.
    pub abandoned: u32,
}

impl WayFigures {
    /// All of them.
    pub const fn tried(&self) -> u32 {
        let failed = self.declined.saturating_add(self.abandoned);
        self.completed.saturating_add(failed)
    }

    /// How many of a thousand paid their order, rounded down; `None` of none.
    pub fn success_per_mille(&self) -> Option<u32> {
        let tried = u64::from(self.tried());
        let per_mille = (u64::from(self.completed) * 1000).checked_div(tried)?;
        u32::try_from(per_mille).ok()
    }
}

/// The figures of a day, or of its part up to a minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayFigures {
    /// The day in China.
    pub day: Day,
    /// The orders that were paid.
    pub takings: Money,
    /// Their number.
    pub payments: u32,
    /// The refunds that reached their payers, of orders of any day.
    pub refunded: Money,
    /// Their number.
    pub refunds: u32,
    /// By way to pay: those of [`Product::ALL`].
    pub ways: [WayFigures; Product::ALL.len()],
    /// The payments by the time they took: by [`TimeToPay::ALL`].
    pub took: [u32; TimeToPay::ALL.len()],
    /// The declined attempts by reason: by [`DeclineReason::ALL`].
    pub declines: [u32; DeclineReason::ALL.len()],
    /// The takings of each hour, of the whole day.
    pub hours: [Money; 24],
}

const HOUR_MS: i64 = 3_600_000;

impl DayFigures {
    /// Those of a day without payments.
    pub fn empty(day: Day) -> Self {
        let nothing = Money::fen(0);
        Self {
            day,
            takings: nothing,
            payments: 0,
            refunded: nothing,
            refunds: 0,
            ways: Product::ALL.map(|product| WayFigures {
                product,
                completed: 0,
                declined: 0,
                abandoned: 0,
            }),
            took: [0; TimeToPay::ALL.len()],
            declines: [0; DeclineReason::ALL.len()],
            hours: [nothing; 24],
        }
    }

    /// Adds up a day: `hours` are its sums by hour, of which those before
    /// `until` count; `minutes` are those of the hour that `until` is in,
    /// before `until`.
    pub fn of(day: Day, hours: &[PaymentSum], minutes: &[PaymentSum], until: At) -> Self {
        let mut figures = Self::empty(day);
        for sum in hours {
            figures.add_hour(sum);
            if sum.at.ms() + HOUR_MS <= until.ms() {
                figures.add(sum);
            }
        }
        for sum in minutes {
            figures.add(sum);
        }
        figures
    }

    fn add_hour(&mut self, sum: &PaymentSum) {
        let hour = (sum.at.ms() - self.day.start_in_china().ms()).div_euclid(HOUR_MS);
        let hour = usize::try_from(hour).ok();
        let hour = hour.and_then(|hour| self.hours.get_mut(hour));
        if let (CountedResult::Paid(_), Some(hour)) = (sum.result, hour) {
            *hour = plus(*hour, sum.amount);
        }
    }

    fn add(&mut self, sum: &PaymentSum) {
        let add = |to: &mut u32| *to = to.saturating_add(sum.count);
        match sum.result {
            CountedResult::Paid(_) => {
                add(&mut self.payments);
                self.takings = plus(self.takings, sum.amount);
            }
            CountedResult::Took(step) => add(&mut self.took[place(&TimeToPay::ALL, &step)]),
            CountedResult::Completed(product) => add(&mut self.way(product).completed),
            CountedResult::Abandoned(product) => add(&mut self.way(product).abandoned),
            CountedResult::Declined(product, reason) => {
                add(&mut self.way(product).declined);
                add(&mut self.declines[place(&DeclineReason::ALL, &reason)]);
            }
            CountedResult::Refunded => {
                add(&mut self.refunds);
                self.refunded = plus(self.refunded, sum.amount);
            }
        }
    }

    fn way(&mut self, product: Product) -> &mut WayFigures {
        &mut self.ways[place(&Product::ALL, &product)]
    }

    /// All ways to pay together.
    pub fn all_ways(&self) -> WayFigures {
        let sum = |of: fn(&WayFigures) -> u32| {
            let of = self.ways.iter().map(of);
            of.fold(0, u32::saturating_add)
        };
        WayFigures {
            product: self.ways[0].product,
            completed: sum(|way| way.completed),
            declined: sum(|way| way.declined),
            abandoned: sum(|way| way.abandoned),
        }
    }

    /// The step within which half of the payments were made; `None` without
    /// any.
    pub fn half_within(&self) -> Option<TimeToPay> {
        let all: u64 = self.took.iter().map(|many| u64::from(*many)).sum();
        let mut so_far = 0;
        let steps = TimeToPay::ALL.into_iter().zip(self.took);
        steps
            .filter(|_| all > 0)
            .find(|(_, many)| {
                so_far += u64::from(*many);
                so_far * 2 >= all
            })
            .map(|(step, _)| step)
    }
}

/// An order costs at most twelve digits: no day reaches the end of `i64`.
fn plus(sum: Money, amount: Money) -> Money {
    sum.plus(amount).unwrap_or(sum)
}

fn place<T: PartialEq>(all: &[T], of: &T) -> usize {
    let found = all.iter().position(|one| one == of);
    found.expect("each variant is one of all")
}

/// A merchant's day so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Today {
    /// When it was read.
    pub now: At,
    /// Until when all that happened is summed; `None` while what happened
    /// before the sums were introduced is still being summed.
    pub summed_until: Option<At>,
    /// True if the merchant has an order.
    pub has_orders: bool,
    /// Its figures.
    pub figures: DayFigures,
    /// The day before, up to the same minute; its hours are whole. `None` where
    /// the merchant had no order yet.
    pub yesterday: Option<DayFigures>,
    /// The same weekday of the week before, in the same way.
    pub last_week: Option<DayFigures>,
    /// The merchant's stores with something to count today, the one with the
    /// highest takings first; [`Today::STORES_MAX`] at most. Empty for a store's
    /// own staff.
    pub stores: Vec<StoreTakings>,
}

impl Today {
    /// The most stores that are listed.
    pub const STORES_MAX: usize = 100;
}

#[cfg(test)]
mod tests {
    use super::{DayFigures, PaymentSum};
    use crate::console::{CountedResult, TimeToPay};
    use crate::day::Day;
    use crate::money::Money;
    use crate::product::Product;

    const DAY: Day = Day::constant(2026, 11, 22);

    fn paid(minutes: i64, fen: i64) -> PaymentSum {
        PaymentSum {
            at: DAY.start_in_china().plus_s(minutes * 60),
            result: CountedResult::Paid(Product::Scan),
            count: 1,
            amount: Money::fen(fen),
        }
    }

    #[test]
    fn a_day_is_added_up_to_its_minute() {
        let until = DAY.start_in_china().plus_s(90 * 60);
        let hours = [paid(0, 1), paid(60, 110), paid(23 * 60, 1_000)];
        let figures = DayFigures::of(DAY, &hours, &[paid(89, 10)], until);
        assert_eq!((figures.takings, figures.payments), (Money::fen(11), 2));
        assert_eq!(
            figures.hours[1],
            Money::fen(110),
            "an hour of the chart is whole"
        );
        assert_eq!(figures.hours[23], Money::fen(1_000));
    }

    #[test]
    fn half_of_the_payments_are_within_a_step() {
        let mut figures = DayFigures::empty(DAY);
        assert_eq!(figures.half_within(), None);
        figures.took = [1, 0, 1, 0, 0, 0, 0];
        assert_eq!(figures.half_within(), Some(TimeToPay::Seconds10));
        figures.took = [1, 0, 2, 0, 0, 0, 0];
        assert_eq!(figures.half_within(), Some(TimeToPay::Minute1));
    }

    #[test]
    fn a_share_is_rounded_down_and_none_of_nothing() {
        let mut way = DayFigures::empty(DAY).ways[0];
        assert_eq!(way.success_per_mille(), None);
        way.completed = 2;
        way.abandoned = 1;
        assert_eq!(way.success_per_mille(), Some(666));
        way.abandoned = 0;
        assert_eq!(way.success_per_mille(), Some(1000));
    }
}
