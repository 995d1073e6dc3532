//! The lanes of jobs.

/// Jobs of one lane never wait for those of the other: a mall that answers
/// slowly does not delay a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Everything about orders and money.
    Money,
    /// Delivering events to malls, and exports.
    Events,
}

impl Lane {
    /// All lanes.
    pub const ALL: [Self; 2] = [Self::Money, Self::Events];

    /// The name in SQL and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Events => "events",
        }
    }
}
