//! Wakes the watchers of an order after a commit that changed it, and no others.

use domain::ids::OrderId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The watched orders.
#[derive(Debug, Default)]
pub(crate) struct OrderWatches(Mutex<HashMap<OrderId, watch::Sender<()>>>);

/// A watch of one order, until it is dropped.
#[derive(Debug)]
pub struct OrderWatch {
    watches: Arc<OrderWatches>,
    order: OrderId,
    commits: watch::Receiver<()>,
}

impl OrderWatches {
    /// Watches an order from now on.
    pub(crate) fn watch(self: &Arc<Self>, order: &OrderId) -> OrderWatch {
        let mut orders = self.orders();
        let sender = orders.entry(order.clone());
        let sender = sender.or_insert_with(|| watch::channel(()).0);
        OrderWatch {
            commits: sender.subscribe(),
            watches: Arc::clone(self),
            order: order.clone(),
        }
    }

    /// A commit changed this order.
    pub(crate) fn notify(&self, order: &OrderId) {
        if let Some(sender) = self.orders().get(order) {
            sender.send_replace(());
        }
    }

    fn orders(&self) -> MutexGuard<'_, HashMap<OrderId, watch::Sender<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OrderWatch {
    /// Waits for a commit since the last call, or since the watch began.
    pub async fn changed(&mut self) {
        // The sender is there as long as this watch.
        drop(self.commits.changed().await);
    }
}

impl Drop for OrderWatch {
    fn drop(&mut self) {
        let mut orders = self.watches.orders();
        let last = |sender: &watch::Sender<()>| sender.receiver_count() <= 1;
        if orders.get(&self.order).is_some_and(last) {
            orders.remove(&self.order);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OrderWatches;
    use domain::ids::OrderId;
    use futures::FutureExt as _;
    use std::sync::Arc;

    #[test]
    fn each_watch_of_an_order_is_woken_by_its_commits_alone() {
        let watches = Arc::new(OrderWatches::default());
        let [one, other] = ["ord_1", "ord_2"].map(|id| OrderId::stored(id.to_owned()));
        let (mut first, mut second) = (watches.watch(&one), watches.watch(&one));
        let mut elsewhere = watches.watch(&other);
        watches.notify(&one);
        watches.notify(&one);
        assert!(first.changed().now_or_never().is_some());
        assert!(second.changed().now_or_never().is_some());
        assert!(first.changed().now_or_never().is_none(), "told once");
        assert!(elsewhere.changed().now_or_never().is_none());
        drop(first);
        watches.notify(&one);
        assert!(second.changed().now_or_never().is_some(), "still watched");
        drop((second, elsewhere));
        assert!(watches.orders().is_empty(), "nothing is kept");
    }
}
