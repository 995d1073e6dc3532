//! Steps, printed with their durations.

use anyhow::Result;
use std::time::{Duration, Instant};

/// Prints `what` and the `usually` expected duration, runs `work`, and prints
/// its duration.
pub(crate) fn step<T>(what: &str, usually: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what} (usually {usually})");
    let started = now();
    let result = work()?;
    eprintln!("    done in {}", plain(started.elapsed()));
    Ok(result)
}

/// Prints a line between steps.
pub(crate) fn note(text: &str) {
    eprintln!("    {text}");
}

#[expect(
    clippy::disallowed_methods,
    reason = "a build tool measures real time; nothing is decided by it"
)]
fn now() -> Instant {
    Instant::now()
}

fn plain(took: Duration) -> String {
    match took.as_secs() {
        0 => "under a second".to_owned(),
        seconds @ 1..=89 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;
    use std::time::Duration;

    #[test]
    fn times_read_as_a_person_says_them() {
        assert_eq!(plain(Duration::from_millis(20)), "under a second");
        assert_eq!(plain(Duration::from_secs(89)), "89 s");
        assert_eq!(plain(Duration::from_secs(150)), "2 min 30 s");
    }
}
