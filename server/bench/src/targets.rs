//! The targets. Each is in every table, measured or not.

use crate::measurement::{TargetResult, Unit};

/// A target, measured for each desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Orders created per second, relative to one-row commits, where a sync
    /// takes a millisecond.
    Creation,
    /// CPU of the desk for an order, relative to a bare reply's, on SQLite; on
    /// PostgreSQL a row without a limit.
    CreationCpu,
    /// CPU of the desk for a page, relative to a bare reply of its bytes.
    PageCpu,
    /// The p99 of creation, relative to the desk with the fewest orders.
    CreationP99,
    /// Orders created per second on PostgreSQL, relative to the rows that
    /// `pgbench` writes.
    PostgresCreation,
    /// PostgreSQL's p99 of creation relative to SQLite's, at the same load.
    PostgresCreationP99,
    /// PostgreSQL's p99 from a payment to its page relative to SQLite's, at the
    /// same load.
    PostgresPaymentP99,
    /// The p99 from a payment to its page.
    PaymentToPage,
    /// Resident memory, idle.
    Memory,
    /// From the start to `/readyz`.
    Start,
}

impl Target {
    /// The targets that each desk has independently of the others.
    pub(crate) const FOR_EACH_DESK: [Self; 4] = [
        Self::Start,
        Self::Memory,
        Self::PageCpu,
        Self::PaymentToPage,
    ];

    /// The targets that compare PostgreSQL.
    pub(crate) const POSTGRES: [Self; 3] = [
        Self::PostgresCreation,
        Self::PostgresCreationP99,
        Self::PostgresPaymentP99,
    ];

    /// The target at a place, not measured yet.
    pub(crate) fn at(self, place: &str) -> TargetResult {
        let (limit, at_most, unit) = match self {
            Self::Creation => (1_500, false, Unit::Hundredths),
            Self::CreationCpu => (2_000, true, Unit::Hundredths),
            Self::PageCpu => (2_500, true, Unit::Hundredths),
            Self::CreationP99 => (150, true, Unit::Hundredths),
            Self::PostgresCreation => (50, false, Unit::Hundredths),
            Self::PostgresCreationP99 | Self::PostgresPaymentP99 => (500, true, Unit::Hundredths),
            Self::PaymentToPage => (200_000, true, Unit::Microseconds),
            Self::Memory => (80 * 1024, true, Unit::Kibibytes),
            Self::Start => (300_000, true, Unit::Microseconds),
        };
        TargetResult::not_measured(self.what(), place, limit, at_most, unit)
    }

    /// Its name in the table.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::Creation => "signed orders created, over one-row commits",
            Self::CreationCpu => "CPU for each order created, over a bare reply's",
            Self::PageCpu => "CPU for each page viewed, over a bare reply of its bytes",
            Self::CreationP99 => "p99 of creation, over that with the fewest orders",
            Self::PostgresCreation => "signed orders created, over pgbench's transactions",
            Self::PostgresCreationP99 => "p99 of creation, over SQLite's, at 1,000 orders/s",
            Self::PostgresPaymentP99 => "p99 of payment to page, over SQLite's, at 1,000 orders/s",
            Self::PaymentToPage => "payment to page, p99",
            Self::Memory => "resident memory, idle",
            Self::Start => "start to ready",
        }
    }
}
