//! How long payments took, in steps.

/// From the shopper's choice of a way to pay until the payment was known, in
/// steps: half of the payments are named by a step, and one slow payment moves
/// none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TimeToPay {
    /// At most 10 seconds.
    Seconds10,
    /// At most 30 seconds.
    Seconds30,
    /// At most a minute.
    Minute1,
    /// At most two minutes.
    Minutes2,
    /// At most five minutes.
    Minutes5,
    /// At most 15 minutes.
    Minutes15,
    /// Longer.
    Longer,
}

impl TimeToPay {
    /// All steps, the shortest first.
    pub const ALL: [Self; 7] = [
        Self::Seconds10,
        Self::Seconds30,
        Self::Minute1,
        Self::Minutes2,
        Self::Minutes5,
        Self::Minutes15,
        Self::Longer,
    ];

    /// The step of a payment that took so many milliseconds.
    pub fn of_ms(ms: i64) -> Self {
        let is_within = |step: &Self| step.limit_s().is_none_or(|limit| ms <= limit * 1000);
        let step = Self::ALL.into_iter().find(is_within);
        step.unwrap_or(Self::Longer)
    }

    /// The most seconds of a step; `None` for the last.
    pub const fn limit_s(self) -> Option<i64> {
        match self {
            Self::Seconds10 => Some(10),
            Self::Seconds30 => Some(30),
            Self::Minute1 => Some(60),
            Self::Minutes2 => Some(120),
            Self::Minutes5 => Some(300),
            Self::Minutes15 => Some(900),
            Self::Longer => None,
        }
    }

    /// The name in SQL and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Seconds10 => "10s",
            Self::Seconds30 => "30s",
            Self::Minute1 => "60s",
            Self::Minutes2 => "120s",
            Self::Minutes5 => "300s",
            Self::Minutes15 => "900s",
            Self::Longer => "longer",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TimeToPay;

    #[test]
    fn a_step_holds_its_limit() {
        for (ms, step) in [
            (i64::MIN, TimeToPay::Seconds10),
            (10_000, TimeToPay::Seconds10),
            (10_001, TimeToPay::Seconds30),
            (900_000, TimeToPay::Minutes15),
            (i64::MAX, TimeToPay::Longer),
        ] {
            assert_eq!(TimeToPay::of_ms(ms), step, "{ms}");
        }
    }
}
