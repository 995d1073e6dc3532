//! What a merchant's stores took on a day.

use super::CountedResult;
use crate::merchant_store::StoreName;
use crate::money::Money;

/// A store's figures of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreTakings {
    /// The store.
    pub store: StoreName,
    /// The orders that were paid.
    pub takings: Money,
    /// Their number.
    pub payments: u32,
    /// The attempts that began on the day and paid their order.
    pub completed: u32,
    /// Those that were declined, cancelled, or lapsed.
    pub failed: u32,
}

impl StoreTakings {
    /// Those of a store without payments.
    pub fn empty(store: StoreName) -> Self {
        Self {
            store,
            takings: Money::fen(0),
            payments: 0,
            completed: 0,
            failed: 0,
        }
    }

    /// Adds what was counted.
    pub fn add(&mut self, (result, count, amount): (CountedResult, u32, Money)) {
        let to = match result {
            CountedResult::Paid(_) => {
                // No day reaches the end of `i64`.
                self.takings = self.takings.plus(amount).unwrap_or(self.takings);
                &mut self.payments
            }
            CountedResult::Completed(_) => &mut self.completed,
            CountedResult::Abandoned(_) | CountedResult::Declined(..) => &mut self.failed,
            CountedResult::Took(_) | CountedResult::Refunded => return,
        };
        *to = to.saturating_add(count);
    }

    /// How many of a thousand attempts paid their order, rounded down; `None` of
    /// none.
    pub fn success_per_mille(&self) -> Option<u32> {
        let tried = u64::from(self.completed) + u64::from(self.failed);
        let per_mille = (u64::from(self.completed) * 1000).checked_div(tried)?;
        u32::try_from(per_mille).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::StoreTakings;
    use crate::attempt::DeclineReason;
    use crate::console::CountedResult;
    use crate::ids::StoreId;
    use crate::merchant_store::StoreName;
    use crate::money::Money;
    use crate::product::Product::Scan;

    #[test]
    fn takings_are_of_payments_and_success_is_of_attempts() {
        let mut day = StoreTakings::empty(StoreName {
            id: StoreId::stored(String::from("sto_1")),
            name: String::from("西湖店"),
        });
        assert_eq!(day.success_per_mille(), None);
        let reason = DeclineReason::ALL[0];
        for (result, count, fen) in [
            (CountedResult::Paid(Scan), 2, 300),
            (CountedResult::Completed(Scan), 2, 300),
            (CountedResult::Declined(Scan, reason), 1, 150),
            (CountedResult::Abandoned(Scan), 1, 150),
            (CountedResult::Refunded, 1, 100),
        ] {
            day.add((result, count, Money::fen(fen)));
        }
        assert_eq!((day.takings, day.payments), (Money::fen(300), 2));
        assert_eq!(day.success_per_mille(), Some(500));
    }
}
