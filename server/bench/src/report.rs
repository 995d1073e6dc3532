//! The table: for people, and as JSON. Each row is said as soon as it is
//! known; what a run did not get to is there too, as not measured.

use crate::progress::say;
use crate::promise::Promise;
use crate::row::{Bar, Row, Unit, Verdict};
use crate::statistics::Latencies;
use serde::Serialize;
use std::fmt;

/// All rows and bars of one run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    /// The machine and how it was measured.
    pub(crate) notes: Vec<String>,
    /// What was measured.
    pub(crate) rows: Vec<Row>,
    /// What it has to be.
    pub(crate) bars: Vec<Bar>,
    /// Why the run ended before it was done, where it did.
    pub(crate) cut_short: Option<String>,
}

impl Report {
    /// Puts a promise on the list of what is to be measured.
    pub(crate) fn due(&mut self, promise: Promise, place: &str) {
        self.bars.push(promise.at(place));
    }

    /// A promise was measured.
    pub(crate) fn judge(&mut self, promise: Promise, place: &str, value: u64) {
        let here = |bar: &&mut Bar| bar.what == promise.what() && bar.place == place;
        if let Some(bar) = self.bars.iter_mut().find(here) {
            bar.judge(value);
        } else {
            let mut bar = promise.at(place);
            bar.judge(value);
            self.bars.push(bar);
        }
    }

    /// A row is known.
    pub(crate) fn row(&mut self, what: &str, place: &str, value: u64, unit: Unit) {
        say(format_args!("{place}: {what}: {}", unit.text(value)));
        self.rows.push(Row {
            what: what.to_owned(),
            place: place.to_owned(),
            value,
            unit,
        });
    }

    /// Two rows: the median and what one in a hundred exceeds.
    pub(crate) fn spread(&mut self, what: &str, place: &str, latencies: &Latencies) {
        for (name, per_mille) in [("p50", 500), ("p99", 990)] {
            let value = latencies.at(per_mille);
            self.row(&format!("{what}, {name}"), place, value, Unit::Microseconds);
        }
    }

    /// True where the run came to its end and no bar was missed. Bars that it
    /// was told to leave out are none of its business.
    pub(crate) fn passed(&self) -> bool {
        self.cut_short.is_none() && self.count(Verdict::Missed) == 0
    }

    fn count(&self, verdict: Verdict) -> usize {
        self.bars.iter().filter(|b| b.verdict == verdict).count()
    }
}

impl fmt::Display for Report {
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
            "\n| bar | where | has to be | is | |\n|---|---|---|---|---|"
        )?;
        for bar in &self.bars {
            writeln!(
                f,
                "| {} | {} | {} {} | {} | {} |",
                bar.what,
                bar.place,
                if bar.at_most { "at most" } else { "at least" },
                bar.unit.text(bar.limit),
                bar.value
                    .map_or_else(|| String::from("?"), |value| bar.unit.text(value)),
                bar.verdict.text()
            )?;
        }
        writeln!(
            f,
            "\n{} bars passed, {} missed, {} not measured",
            self.count(Verdict::Passed),
            self.count(Verdict::Missed),
            self.count(Verdict::NotMeasured)
        )?;
        match &self.cut_short {
            Some(why) => writeln!(f, "CUT SHORT: {why}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::promise::Promise;

    fn with_two() -> Report {
        let mut report = Report::default();
        report.due(Promise::Start, "few");
        report.due(Promise::Start, "many");
        report
    }

    #[test]
    fn what_was_not_measured_is_said_in_the_table_and_in_json() {
        let mut report = with_two();
        report.judge(Promise::Start, "few", 1000);
        let text = report.to_string();
        assert!(
            text.contains("| start to ready | many | at most 300.00 ms | ? | NOT MEASURED |"),
            "{text}"
        );
        assert!(text.contains("1 bars passed, 0 missed, 1 not measured"));
        let json = serde_json::to_value(&report).expect("JSON");
        assert_eq!(json["bars"][0]["verdict"], "passed");
        assert_eq!(json["bars"][1]["verdict"], "not_measured");
        assert_eq!(json["bars"][1]["value"], serde_json::Value::Null);
        assert!(report.passed(), "left out is not missed");
    }

    #[test]
    fn a_bar_that_is_missed_or_a_run_cut_short_is_no_pass() {
        let mut report = with_two();
        report.judge(Promise::Start, "many", 300_001);
        assert!(!report.passed());
        let mut report = with_two();
        report.cut_short = Some(String::from("time was up"));
        assert!(!report.passed());
        assert!(report.to_string().ends_with("CUT SHORT: time was up\n"));
    }
}
