//! The table, as text and as JSON. A row is printed as soon as it is measured;
//! targets that were not measured are listed too.

use crate::measurement::{Measurement, TargetResult, TargetStatus, Unit};
use crate::progress::print_progress;
use crate::statistics::Latencies;
use crate::targets::Target;
use serde::Serialize;
use std::fmt;

/// All rows and targets of one run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct BenchReport {
    /// Notes on the machine and the method.
    pub(crate) notes: Vec<String>,
    /// The measurements.
    pub(crate) rows: Vec<Measurement>,
    /// The targets.
    pub(crate) targets: Vec<TargetResult>,
    /// Why the run ended early, if it did.
    pub(crate) cut_short: Option<String>,
}

impl BenchReport {
    /// Adds a target, not measured yet.
    pub(crate) fn due(&mut self, target: Target, place: &str) {
        self.targets.push(target.at(place));
    }

    /// Records the result of a target.
    pub(crate) fn judge(&mut self, target: Target, place: &str, value: u64) {
        let here =
            |result: &&mut TargetResult| result.what == target.what() && result.place == place;
        if let Some(result) = self.targets.iter_mut().find(here) {
            result.judge(value);
        } else {
            let mut result = target.at(place);
            result.judge(value);
            self.targets.push(result);
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, what: &str, place: &str, value: u64, unit: Unit) {
        print_progress(format_args!("{place}: {what}: {}", unit.text(value)));
        self.rows.push(Measurement {
            what: what.to_owned(),
            place: place.to_owned(),
            value,
            unit,
        });
    }

    /// Adds two rows: the median and the p99.
    pub(crate) fn spread(&mut self, what: &str, place: &str, latencies: &Latencies) {
        for (name, per_mille) in [("p50", 500), ("p99", 990)] {
            let value = latencies.at(per_mille);
            self.row(&format!("{what}, {name}"), place, value, Unit::Microseconds);
        }
    }

    /// True when the run completed and no target was missed. Targets that were
    /// not measured do not count.
    pub(crate) fn passed(&self) -> bool {
        self.cut_short.is_none() && self.count(TargetStatus::Missed) == 0
    }

    fn count(&self, verdict: TargetStatus) -> usize {
        self.targets
            .iter()
            .filter(|result| result.verdict == verdict)
            .count()
    }
}

impl fmt::Display for BenchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f)?;
        for note in &self.notes {
            writeln!(f, "{note}")?;
        }
        writeln!(f, "\n| what | where | measured |\n|---|---|---|")?;
        for row in &self.rows {
            let value = row.unit.text(row.value);
            writeln!(f, "| {} | {} | {value} |", row.what, row.place)?;
        }
        writeln!(
            f,
            "\n| target | where | has to be | is | |\n|---|---|---|---|---|"
        )?;
        for result in &self.targets {
            writeln!(
                f,
                "| {} | {} | {} {} | {} | {} |",
                result.what,
                result.place,
                if result.at_most {
                    "at most"
                } else {
                    "at least"
                },
                result.unit.text(result.limit),
                result
                    .value
                    .map_or_else(|| String::from("?"), |value| result.unit.text(value)),
                result.verdict.text()
            )?;
        }
        writeln!(
            f,
            "\n{} targets passed, {} missed, {} not measured",
            self.count(TargetStatus::Passed),
            self.count(TargetStatus::Missed),
            self.count(TargetStatus::NotMeasured)
        )?;
        match &self.cut_short {
            Some(why) => writeln!(f, "CUT SHORT: {why}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BenchReport;
    use crate::targets::Target;

    fn with_two() -> BenchReport {
        let mut report = BenchReport::default();
        report.due(Target::Start, "few");
        report.due(Target::Start, "many");
        report
    }

    #[test]
    fn what_was_not_measured_is_in_the_table_and_in_json() {
        let mut report = with_two();
        report.judge(Target::Start, "few", 1000);
        let text = report.to_string();
        assert!(
            text.contains("| start to ready | many | at most 300.00 ms | ? | NOT MEASURED |"),
            "{text}"
        );
        assert!(text.contains("1 targets passed, 0 missed, 1 not measured"));
        let json = serde_json::to_value(&report).expect("JSON");
        assert_eq!(json["targets"][0]["verdict"], "passed");
        assert_eq!(json["targets"][1]["verdict"], "not_measured");
        assert_eq!(json["targets"][1]["value"], serde_json::Value::Null);
        assert!(report.passed(), "left out is not missed");
    }

    #[test]
    fn a_missed_target_or_a_run_cut_short_fails() {
        let mut report = with_two();
        report.judge(Target::Start, "many", 300_001);
        assert!(!report.passed());
        let mut report = with_two();
        report.cut_short = Some(String::from("time was up"));
        assert!(!report.passed());
        assert!(report.to_string().ends_with("CUT SHORT: time was up\n"));
    }
}
