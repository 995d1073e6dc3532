//! The table: for people, and as JSON.

use crate::row::{Bar, Row};
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
}

impl Report {
    /// True where every bar was passed.
    pub(crate) fn passed(&self) -> bool {
        self.bars.iter().all(|bar| bar.passed)
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
                bar.unit.text(bar.value),
                if bar.passed { "passed" } else { "MISSED" }
            )?;
        }
        Ok(())
    }
}
