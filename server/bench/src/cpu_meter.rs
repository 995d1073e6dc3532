//! The CPU time of a process, user and system, by the kernel. Unlike a rate it
//! does not depend on other load of the machine.

use anyhow::Context;
use std::time::Duration;

/// The kernel's clock tick, the same for all programs on Linux.
const TICK: Duration = Duration::from_millis(10);

/// Measures one process from its creation on.
pub(crate) struct CpuMeter {
    stat: String,
    before: Duration,
}

impl CpuMeter {
    /// Measures the process with this id.
    ///
    /// # Errors
    /// This machine has no `/proc`, or the process has ended.
    pub(crate) fn of(process: u32) -> anyhow::Result<Self> {
        Self::at(format!("/proc/{process}/stat"))
    }

    /// Measures this process.
    ///
    /// # Errors
    /// This machine has no `/proc`.
    pub(crate) fn own() -> anyhow::Result<Self> {
        Self::at(String::from("/proc/self/stat"))
    }

    fn at(stat: String) -> anyhow::Result<Self> {
        let before = spent(&stat)?;
        Ok(Self { stat, before })
    }

    /// The CPU time since then, divided by `count`, in microseconds.
    ///
    /// # Errors
    /// The process has ended.
    pub(crate) fn each(&self, count: u64) -> anyhow::Result<u64> {
        let took = spent(&self.stat)?.saturating_sub(self.before);
        Ok(u64::try_from(took.as_micros())? / count.max(1))
    }
}

fn spent(stat: &str) -> anyhow::Result<Duration> {
    ticks(&std::fs::read_to_string(stat)?)
        .map(|ticks| TICK * ticks)
        .with_context(|| format!("{stat} is not as expected"))
}

/// User and system time, the 14th and 15th field. The second field is the
/// program's name in parentheses and may contain anything, so fields are
/// counted from its end.
fn ticks(stat: &str) -> Option<u32> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u32>().ok();
    next()?.checked_add(next()?)
}

#[cfg(test)]
mod tests {
    use super::{CpuMeter, ticks};
    use crate::system::now;
    use std::time::Duration;

    #[test]
    fn user_and_system_time_are_counted_whatever_the_program_is_called() {
        let stat = "77 (a b) 9 9) S 1 77 77 0 -1 4194560 2262 0 1 0 250 41 3 4 20 0 9 0 3012 1 2";
        assert_eq!(ticks(stat), Some(291));
        assert_eq!(ticks("77 (short) S 1"), None);
    }

    #[test]
    fn work_is_measured() {
        let meter = CpuMeter::own().expect("this machine has /proc");
        let end = now() + Duration::from_secs(20);
        while meter.each(1).expect("still running") < 30_000 {
            assert!(now() < end, "no work was counted");
        }
        assert!(meter.each(1000).expect("still running") < 30_000);
    }
}
