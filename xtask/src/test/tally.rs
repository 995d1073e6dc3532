//! Counts of tests over several suites.

use anyhow::Result;
use std::fmt::{Display, Formatter};
use std::ops::AddAssign;

/// The number of tests by result.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    pub(super) skipped: u64,
}

impl Tally {
    /// Counts a check of xtask as one test.
    pub(super) fn one(&mut self, what: &str, result: Result<()>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(error) => {
                eprintln!("FAILED: {what}: {error:#}");
                self.failed += 1;
            }
        }
    }

    /// Parses a line of libtest: `test result: ok. 3 passed; 0 failed; 1
    /// ignored; ...`.
    pub(super) fn of_libtest(line: &str) -> Option<Self> {
        let counts = line.strip_prefix("test result: ")?;
        let count = |word: &str| {
            let before = counts.split(word).next()?;
            before.split_whitespace().next_back()?.parse().ok()
        };
        Some(Self {
            passed: count(" passed")?,
            failed: count(" failed")?,
            skipped: count(" ignored")?,
        })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Display for Tally {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(f, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use anyhow::anyhow;

    #[test]
    fn libtest_lines_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(
            Tally::of_libtest(line),
            Some(Tally {
                passed: 12,
                failed: 3,
                skipped: 1
            })
        );
        assert_eq!(Tally::of_libtest("test a ... ok"), None);
    }

    #[test]
    fn the_closing_line_sums_up() {
        let mut tally = Tally {
            passed: 2,
            failed: 0,
            skipped: 0,
        };
        tally.one("a", Ok(()));
        assert_eq!(tally.to_string(), "3 passed, 0 failed");
        tally.one("b", Err(anyhow!("no")));
        tally += Tally {
            passed: 1,
            failed: 0,
            skipped: 4,
        };
        assert_eq!(tally.to_string(), "4 passed, 1 failed, 4 skipped");
    }
}
