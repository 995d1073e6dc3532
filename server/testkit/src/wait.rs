//! Waiting for a condition, with a deadline.

use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// The deadline for what happens at once, even on a slow machine.
pub const SOON: Duration = Duration::from_secs(30);
/// The deadline for what waits until a killed process's lease of a job has
/// expired, and for the pauses between queries after that.
pub const SETTLED: Duration = Duration::from_secs(200);

/// Calls `look` every 50 ms until it finds something; `None` at the deadline.
pub async fn wait_for<T, F>(within: Duration, mut look: impl FnMut() -> F) -> Option<T>
where
    F: Future<Output = Option<T>>,
{
    let found = async {
        let mut tick = interval(Duration::from_millis(50));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    timeout(within, found).await.ok()
}

/// As [`wait_for`].
///
/// # Panics
/// At the deadline, with `what` was waited for.
pub async fn until<T, F>(what: &str, within: Duration, look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    match wait_for(within, look).await {
        Some(found) => found,
        None => panic!("waited {} s for {what}", within.as_secs()),
    }
}
