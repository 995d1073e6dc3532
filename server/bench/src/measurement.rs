//! One row of the table: a measurement, or a target and its result.

use serde::Serialize;

/// The unit of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// A rate.
    PerSecond,
    /// A time in microseconds.
    Microseconds,
    /// CPU time in microseconds, per request or purchase.
    CpuMicroseconds,
    /// Memory.
    Kibibytes,
    /// A ratio in hundredths.
    Hundredths,
}

impl Unit {
    /// A value with its unit, for the table.
    pub(crate) fn text(self, value: u64) -> String {
        match self {
            Self::PerSecond => format!("{}/s", grouped(value)),
            Self::Microseconds => format!("{}.{:02} ms", grouped(value / 1000), value % 1000 / 10),
            Self::CpuMicroseconds => format!("{} µs", grouped(value)),
            Self::Kibibytes => format!("{}.{} MiB", value / 1024, value % 1024 * 10 / 1024),
            Self::Hundredths => format!("{}.{:02}", value / 100, value % 100),
        }
    }
}

/// A measurement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Measurement {
    /// What is measured.
    pub(crate) what: String,
    /// The database with its number of orders, or the machine.
    pub(crate) place: String,
    /// The value.
    pub(crate) value: u64,
    /// Its unit.
    pub(crate) unit: Unit,
}

/// Whether a target was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TargetStatus {
    /// It was met.
    Passed,
    /// It was missed.
    Missed,
    /// It was not measured in this run.
    NotMeasured,
}

impl TargetStatus {
    /// The word in the table.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Missed => "MISSED",
            Self::NotMeasured => "NOT MEASURED",
        }
    }
}

/// A target at one place, and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TargetResult {
    /// What is compared.
    pub(crate) what: String,
    /// The database with its number of orders, or the machine.
    pub(crate) place: String,
    /// The measured value.
    pub(crate) value: Option<u64>,
    /// The limit.
    pub(crate) limit: u64,
    /// True where lower is better.
    pub(crate) at_most: bool,
    /// The unit.
    pub(crate) unit: Unit,
    /// The result.
    pub(crate) verdict: TargetStatus,
}

impl TargetResult {
    /// A target that is not measured yet.
    pub(crate) fn not_measured(
        what: &str,
        place: &str,
        limit: u64,
        at_most: bool,
        unit: Unit,
    ) -> Self {
        Self {
            what: what.to_owned(),
            place: place.to_owned(),
            value: None,
            limit,
            at_most,
            unit,
            verdict: TargetStatus::NotMeasured,
        }
    }

    /// Compares a measured value with the limit.
    pub(crate) fn judge(&mut self, value: u64) {
        let passed = if self.at_most {
            value <= self.limit
        } else {
            value >= self.limit
        };
        self.value = Some(value);
        self.verdict = if passed {
            TargetStatus::Passed
        } else {
            TargetStatus::Missed
        };
    }
}

/// The digits in groups of three.
pub(crate) fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{TargetResult, TargetStatus, Unit};

    #[test]
    fn values_are_written_with_their_units() {
        assert_eq!(Unit::PerSecond.text(1_234_567), "1,234,567/s");
        assert_eq!(Unit::PerSecond.text(999), "999/s");
        assert_eq!(Unit::Microseconds.text(1_250_059), "1,250.05 ms");
        assert_eq!(Unit::Kibibytes.text(40_448), "39.5 MiB");
        assert_eq!(Unit::Hundredths.text(305), "3.05");
        assert_eq!(Unit::CpuMicroseconds.text(1_234), "1,234 µs");
    }

    #[test]
    fn a_target_is_met_when_its_limit_is_just_reached() {
        let judged = |at_most, value| {
            let mut result = TargetResult::not_measured("a", "b", 300, at_most, Unit::Hundredths);
            assert_eq!(
                (result.value, result.verdict),
                (None, TargetStatus::NotMeasured)
            );
            result.judge(value);
            assert_eq!(result.value, Some(value));
            result.verdict
        };
        let (passed, missed) = (TargetStatus::Passed, TargetStatus::Missed);
        assert_eq!(
            [299, 300, 301].map(|v| judged(false, v)),
            [missed, passed, passed]
        );
        assert_eq!(
            [299, 300, 301].map(|v| judged(true, v)),
            [passed, passed, missed]
        );
    }
}
