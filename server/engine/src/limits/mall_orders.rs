//! The budget of orders per mall and process. In memory: it guards the process
//! against a program that calls in a loop, and a row would cost each order a
//! write.

use domain::clock::At;
use domain::ids::MallId;
use domain::rate_limits::{Limited, RateLimit};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many seconds' orders may come at once.
const BURST_S: i64 = 10;

/// By mall: when its budget is full again, in Unix microseconds. Only a mall
/// whose signature was verified gets an entry.
pub(super) struct MallOrders {
    interval_us: i64,
    full_at_us: Mutex<HashMap<MallId, i64>>,
}

impl MallOrders {
    /// So many per second.
    pub(super) fn new(per_second: u32) -> Self {
        Self {
            interval_us: (1_000_000 / i64::from(per_second.max(1))).max(1),
            full_at_us: Mutex::default(),
        }
    }

    /// Takes one.
    ///
    /// # Errors
    /// How long to wait.
    pub(super) fn take(&self, mall: &MallId, now: At) -> Result<(), Limited> {
        let now_us = now.ms().saturating_mul(1000);
        let latest_us = now_us + BURST_S * 1_000_000 - self.interval_us;
        let mut malls = self
            .full_at_us
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let full_at_us = malls.entry(mall.clone()).or_insert(now_us);
        if *full_at_us > latest_us {
            return Err(Limited {
                limit: RateLimit::OrdersPerMall,
                wait_s: (*full_at_us - latest_us + 999_999) / 1_000_000,
            });
        }
        *full_at_us = now_us.max(*full_at_us) + self.interval_us;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::ORDERS_PER_SECOND;
    use super::MallOrders;
    use domain::clock::At;
    use domain::ids::MallId;
    use domain::rate_limits::RateLimit;

    #[test]
    fn a_mall_over_its_budget_is_slowed_and_no_other() {
        let [mall, other] = ["mal_1", "mal_2"].map(|id| MallId::stored(id.to_owned()));
        let budget = MallOrders::new(ORDERS_PER_SECOND);
        let now = At::from_ms(1_780_286_400_000);
        let most = RateLimit::OrdersPerMall.bound().most;
        for n in 0..most {
            assert!(budget.take(&mall, now).is_ok(), "{n}");
        }
        let limited = budget.take(&mall, now).expect_err("all are used");
        assert_eq!(
            (limited.limit, limited.wait_s),
            (RateLimit::OrdersPerMall, 1)
        );
        assert!(budget.take(&other, now).is_ok());
        let later = now.plus_s(1);
        let again = (0..most).filter(|_| budget.take(&mall, later).is_ok());
        assert_eq!(again.count(), 1000, "in the next second");
    }
}
