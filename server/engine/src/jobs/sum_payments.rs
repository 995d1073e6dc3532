//! The task that adds up what the consoles show of a day.
//!
//! It is no stored job, because it has nothing to store: what is to be summed is
//! marked in its own rows, and while there is nothing it writes nothing. Each
//! process runs it; a lock in the database lets one sum at a time.

use crate::engine::Engine;
use std::time::Duration;
use store::{Error, WriteQueue, payment_sums};

/// How often it looks for what has ended.
const INTERVAL: Duration = Duration::from_secs(2);
/// After a fault.
const FAULT_INTERVAL: Duration = Duration::from_secs(30);

impl Engine {
    /// Sums what has ended, and goes on until it is dropped. What is under way
    /// then is committed whole or not at all.
    pub(super) async fn keep_payments_summed(&self) {
        loop {
            let interval = match self.sum_payments().await {
                Ok(()) => INTERVAL,
                Err(error) => {
                    error.log(self.entropy.as_ref(), self.now());
                    FAULT_INTERVAL
                }
            };
            tokio::time::sleep(interval).await;
        }
    }

    /// Sums all that has ended, in transactions of
    /// [`payment_sums::AT_ONCE`].
    ///
    /// # Errors
    /// A fault of the database. What was summed before it stays.
    pub async fn sum_payments(&self) -> Result<(), Error> {
        while self.sum_some_payments().await? {}
        Ok(())
    }

    /// One such transaction; true if there may be more.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn sum_some_payments(&self) -> Result<bool, Error> {
        let is_to_sum = self
            .store
            .read(|tx| Box::pin(async move { payment_sums::is_to_sum(tx).await }));
        if !is_to_sum.await? {
            return Ok(false);
        }
        let now = self.now();
        let sum = self.store.write_in(WriteQueue::Jobs, move |tx| {
            Box::pin(async move { payment_sums::sum(tx, now).await })
        });
        sum.await
    }
}
