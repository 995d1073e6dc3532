//! One shopper action at a time per order.
//!
//! A second click or tab waits and then sees the result of the first.
//! Correctness does not depend on this lock: row versions and the unique index
//! on live attempts hold across processes.

use domain::ids::OrderId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use store::Fault;
use tokio::sync::OwnedMutexGuard;

type Lock = tokio::sync::Mutex<()>;

/// The locks in use.
#[derive(Debug, Default)]
pub(crate) struct OrderLocks(Mutex<HashMap<OrderId, Weak<Lock>>>);

impl OrderLocks {
    /// Waits for the order's lock, which is released when the guard is dropped.
    pub(crate) async fn lock(&self, order: &OrderId) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self
                .0
                .lock()
                .expect("nothing panics while holding this lock");
            locks.retain(|_, lock| lock.strong_count() > 0);
            let known = locks.get(order).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let lock = Arc::new(Lock::default());
                locks.insert(order.clone(), Arc::downgrade(&lock));
                lock
            })
        };
        lock.lock_owned().await
    }

    /// As [`OrderLocks::lock`], for callers that can retry.
    ///
    /// # Errors
    /// A retryable fault after `wait`.
    pub(crate) async fn lock_within(
        &self,
        wait: Duration,
        order: &OrderId,
    ) -> Result<OwnedMutexGuard<()>, Fault> {
        tokio::time::timeout(wait, self.lock(order))
            .await
            .map_err(|_| Fault::unavailable("the order is being worked on"))
    }

    /// Number of callers waiting for a lock.
    #[cfg(feature = "testing")]
    pub(crate) fn waiting(&self) -> usize {
        let locks = self
            .0
            .lock()
            .expect("nothing panics while holding this lock");
        locks
            .values()
            .map(|lock| lock.strong_count().saturating_sub(1))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::OrderLocks;
    use domain::ids::OrderId;
    use futures::FutureExt;
    use std::time::Duration;

    #[tokio::test]
    async fn an_order_has_one_turn_and_orders_do_not_wait_for_each_other() {
        let locks = OrderLocks::default();
        let (one, two) = (
            OrderId::stored("ord_1".to_owned()),
            OrderId::stored("ord_2".to_owned()),
        );
        let held = locks.lock(&one).await;
        let other = locks.lock(&two).await;
        assert!(locks.lock(&one).now_or_never().is_none(), "it is taken");
        drop(held);
        assert!(locks.lock(&one).now_or_never().is_some(), "it is free");
        drop(other);
        let again = locks.lock(&one).await;
        assert_eq!(
            locks.0.lock().expect("not poisoned").len(),
            1,
            "locks that are over are forgotten"
        );
        drop(again);
    }

    #[tokio::test]
    async fn who_can_come_back_does_not_wait_for_ever() {
        let locks = OrderLocks::default();
        let order = OrderId::stored("ord_1".to_owned());
        let wait = Duration::from_millis(1);
        let held = locks.lock_within(wait, &order).await.expect("it is free");
        let late = locks.lock_within(wait, &order).await.expect_err("taken");
        assert!(late.is_temporary(), "worth another try: {late}");
        drop(held);
        assert!(locks.lock_within(wait, &order).await.is_ok());
    }
}
