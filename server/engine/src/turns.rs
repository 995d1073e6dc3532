//! One shopper action at a time per order.
//!
//! A double click or a second tab waits for the first and then sees what it
//! did. This only makes pages kinder: what keeps money right are the rows'
//! versions and the index of live attempts, in this process and any other.

use domain::ids::OrderId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;
use store::Fault;
use tokio::sync::OwnedMutexGuard;

type Turn = tokio::sync::Mutex<()>;

/// The turns being taken.
#[derive(Debug, Default)]
pub(crate) struct Turns(Mutex<HashMap<OrderId, Weak<Turn>>>);

impl Turns {
    /// Waits for this order's turn; it ends when the answer is dropped.
    pub(crate) async fn take(&self, order: &OrderId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self
                .0
                .lock()
                .expect("nothing panics while holding this lock");
            turns.retain(|_, turn| turn.strong_count() > 0);
            let known = turns.get(order).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let turn = Arc::new(Turn::default());
                turns.insert(order.clone(), Arc::downgrade(&turn));
                turn
            })
        };
        turn.lock_owned().await
    }

    /// The same for who can come back later.
    ///
    /// # Errors
    /// A fault that passes, when the wait is over.
    pub(crate) async fn take_within(
        &self,
        wait: Duration,
        order: &OrderId,
    ) -> Result<OwnedMutexGuard<()>, Fault> {
        tokio::time::timeout(wait, self.take(order))
            .await
            .map_err(|_| Fault::unavailable("the order is being worked on"))
    }

    /// How many wait for a turn that somebody has.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        let turns = self
            .0
            .lock()
            .expect("nothing panics while holding this lock");
        turns
            .values()
            .map(|turn| turn.strong_count().saturating_sub(1))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;
    use domain::ids::OrderId;
    use futures::FutureExt;
    use std::time::Duration;

    #[tokio::test]
    async fn an_order_has_one_turn_and_orders_do_not_wait_for_each_other() {
        let turns = Turns::default();
        let (one, two) = (
            OrderId::stored("ord_1".to_owned()),
            OrderId::stored("ord_2".to_owned()),
        );
        let held = turns.take(&one).await;
        let other = turns.take(&two).await;
        assert!(turns.take(&one).now_or_never().is_none(), "it is taken");
        drop(held);
        assert!(turns.take(&one).now_or_never().is_some(), "it is free");
        drop(other);
        let again = turns.take(&one).await;
        assert_eq!(
            turns.0.lock().expect("not poisoned").len(),
            1,
            "turns that are over are forgotten"
        );
        drop(again);
    }

    #[tokio::test]
    async fn who_can_come_back_does_not_wait_for_ever() {
        let turns = Turns::default();
        let order = OrderId::stored("ord_1".to_owned());
        let wait = Duration::from_millis(1);
        let held = turns.take_within(wait, &order).await.expect("it is free");
        let late = turns.take_within(wait, &order).await.expect_err("taken");
        assert!(late.is_temporary(), "worth another try: {late}");
        drop(held);
        assert!(turns.take_within(wait, &order).await.is_ok());
    }
}
