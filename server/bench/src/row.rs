//! One line of the table.

use serde::Serialize;

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    /// So many a second: more is better.
    PerSecond,
    /// A time in microseconds.
    Microseconds,
    /// Memory.
    Kibibytes,
    /// A ratio in hundredths.
    Hundredths,
}

impl Unit {
    /// A value as people read it.
    pub(crate) fn text(self, value: u64) -> String {
        match self {
            Self::PerSecond => format!("{}/s", grouped(value)),
            Self::Microseconds => format!("{}.{:02} ms", grouped(value / 1000), value % 1000 / 10),
            Self::Kibibytes => format!("{}.{} MiB", value / 1024, value % 1024 * 10 / 1024),
            Self::Hundredths => format!("{}.{:02}", value / 100, value % 100),
        }
    }
}

/// A measurement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// Where: the database and the orders in it, or the machine.
    pub(crate) place: String,
    /// How much.
    pub(crate) value: u64,
    /// Of what.
    pub(crate) unit: Unit,
}

/// A row that has to be at least, or at most, something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Bar {
    /// What is compared.
    pub(crate) what: String,
    /// Where.
    pub(crate) place: String,
    /// What was measured.
    pub(crate) value: u64,
    /// What it has to be.
    pub(crate) limit: u64,
    /// True where less is better.
    pub(crate) at_most: bool,
    /// Of what.
    pub(crate) unit: Unit,
    /// Whether it is.
    pub(crate) passed: bool,
}

impl Bar {
    /// Has to be `limit` or more.
    pub(crate) fn at_least(what: &str, place: &str, value: u64, limit: u64, unit: Unit) -> Self {
        Self::new(what, place, value, (limit, false), unit)
    }

    /// Has to be `limit` or less.
    pub(crate) fn at_most(what: &str, place: &str, value: u64, limit: u64, unit: Unit) -> Self {
        Self::new(what, place, value, (limit, true), unit)
    }

    fn new(what: &str, place: &str, value: u64, (limit, at_most): (u64, bool), unit: Unit) -> Self {
        Self {
            what: what.to_owned(),
            place: place.to_owned(),
            value,
            limit,
            at_most,
            unit,
            passed: if at_most {
                value <= limit
            } else {
                value >= limit
            },
        }
    }
}

/// Digits in threes.
fn grouped(value: u64) -> String {
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
    use super::{Bar, Unit};

    #[test]
    fn values_read_as_people_write_them() {
        assert_eq!(Unit::PerSecond.text(1_234_567), "1,234,567/s");
        assert_eq!(Unit::PerSecond.text(999), "999/s");
        assert_eq!(Unit::Microseconds.text(1_250_059), "1,250.05 ms");
        assert_eq!(Unit::Kibibytes.text(40_448), "39.5 MiB");
        assert_eq!(Unit::Hundredths.text(305), "3.05");
    }

    #[test]
    fn a_bar_is_passed_when_it_is_just_reached() {
        let bar = |value| Bar::at_least("a", "b", value, 300, Unit::Hundredths).passed;
        assert!(bar(300) && bar(301) && !bar(299));
        let most = |value| Bar::at_most("a", "b", value, 150, Unit::Hundredths).passed;
        assert!(most(150) && most(149) && !most(151));
    }
}
