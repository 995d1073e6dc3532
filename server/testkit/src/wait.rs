//! Waiting for a condition, with a deadline: never for a time.

use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// What another process does at once, on a slow machine.
pub const SOON: Duration = Duration::from_secs(30);
/// What may have to wait for the lease of a job whose runner was killed, and
/// for the pauses between two questions after that.
pub const SETTLED: Duration = Duration::from_secs(200);

/// Asks again every 50 ms until `look` finds something; `None` when the time
/// is over.
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

/// The same; it is an error when the time is over.
///
/// # Panics
/// With `what` was waited for.
pub async fn until<T, F>(what: &str, within: Duration, look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    match wait_for(within, look).await {
        Some(found) => found,
        None => panic!("waited {} s without {what}", within.as_secs()),
    }
}
