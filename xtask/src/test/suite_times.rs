//! The time of each suite, printed after a step, the slowest first.

use crate::step::note;
use std::collections::BTreeMap;
use std::time::Duration;

/// Faster suites are not printed.
const WORTH_A_LINE: Duration = Duration::from_secs(2);

/// The time of each suite, by its name.
#[derive(Debug, Default)]
pub(super) struct SuiteTimes(BTreeMap<String, Duration>);

impl SuiteTimes {
    /// Adds to a suite's time.
    pub(super) fn add(&mut self, name: &str, time: Duration) {
        *self.0.entry(name.to_owned()).or_default() += time;
    }

    /// Prints the times.
    pub(super) fn print(&self) {
        for line in self.lines() {
            note(&line);
        }
    }

    fn lines(&self) -> Vec<String> {
        let mut suite_times: Vec<(&String, &Duration)> = self.0.iter().collect();
        suite_times.retain(|(_, time)| **time >= WORTH_A_LINE);
        suite_times.sort_by(|a, b| b.1.cmp(a.1));
        let line = |(name, time): (&String, &Duration)| format!("{:>5} s  {name}", time.as_secs());
        suite_times.into_iter().map(line).collect()
    }
}

/// The suite's name in a line of cargo:
/// `     Running tests/api/main.rs (target/debug/deps/api-4a9cf25296db7167)`.
pub(super) fn of_cargo(line: &str) -> Option<&str> {
    let program = line.trim_start().strip_prefix("Running ")?;
    let program = program.rsplit_once('/')?.1.trim_end_matches(')');
    Some(program.rsplit_once('-')?.0)
}

/// The suite's time in a line of libtest:
/// `test result: ok. 3 passed; ... finished in 96.14s`.
pub(super) fn of_libtest(line: &str) -> Option<Duration> {
    let (_, time) = line.strip_prefix("test result: ")?.rsplit_once(" in ")?;
    let seconds = time.strip_suffix('s')?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::{SuiteTimes, of_cargo, of_libtest};
    use std::time::Duration;

    #[test]
    fn a_suite_and_its_time_are_read() {
        let line = "     Running tests/api/main.rs (target/debug/deps/api-4a9cf25296db7167)";
        assert_eq!(of_cargo(line), Some("api"));
        let line = "     Running unittests src/lib.rs (/a-b/target/debug/deps/engine-417bce)";
        assert_eq!(of_cargo(line), Some("engine"));
        assert_eq!(of_cargo("   Doc-tests ui"), None);
        let line = "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 96.14s";
        assert_eq!(of_libtest(line), Some(Duration::from_millis(96_140)));
        assert_eq!(of_libtest("test a ... ok"), None);
    }

    #[test]
    fn the_dearest_comes_first_and_cheap_ones_are_not_named() {
        let mut suite_times = SuiteTimes::default();
        for (name, seconds) in [("api", 5), ("domain", 1), ("faults", 90), ("api", 6)] {
            suite_times.add(name, Duration::from_secs(seconds));
        }
        assert_eq!(suite_times.lines(), ["   90 s  faults", "   11 s  api"]);
    }
}
