//! When a network is queried, and how long its requests stay valid.
//!
//! Each network has its own times. The engine schedules by them.

use domain::clock::At;

/// Times of a payment's requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentTiming {
    /// When a request is queried.
    pub queries: QuerySchedule,
    /// Seconds after the time to pay until which the network may still report
    /// the payment. Then "not found", "not started" and "declined" mean unpaid.
    pub grace_s: i64,
    /// Age in seconds at which a form is replaced before it is shown; `None`
    /// where the network accepts a form of any age.
    pub form_max_age_s: Option<i64>,
}

/// Times of a refund's requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundTiming {
    /// When a request is queried.
    pub queries: QuerySchedule,
    /// Seconds after a request was sent from which the same message may be sent
    /// again, if the network has not found it; longer than any call takes.
    pub resend_after_s: i64,
    /// Seconds after its time until which the network accepts the same message.
    pub resend_until_s: i64,
    /// Seconds after it was last sent from which "not found" is final: the
    /// request never arrived and cannot arrive any more.
    pub not_found_final_s: i64,
    /// Seconds after its time until which a request that was given up is
    /// queried further.
    pub watch_s: i64,
}

/// (age, interval) in seconds: the interval while a request is younger than the
/// age.
pub type Interval = (i64, i64);

/// Intervals between queries of one request, by its age: short at first, then
/// growing, without end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuerySchedule {
    /// By growing age.
    pub intervals: &'static [Interval],
    /// The interval in seconds at any greater age.
    pub last_s: i64,
}

impl QuerySchedule {
    /// Time of the next query of a request sent at `since`.
    pub fn next(&self, since: At, now: At) -> At {
        let age_s = now.ms().saturating_sub(since.ms()) / 1000;
        let mut intervals = self.intervals.iter();
        let interval = intervals.find(|(until_s, _)| age_s < *until_s);
        now.plus_s(interval.map_or(self.last_s, |(_, pause_s)| *pause_s))
    }
}

#[cfg(test)]
impl QuerySchedule {
    /// The ages in seconds at which a request is queried, up to the first that
    /// is not below `until_s`.
    pub(crate) fn ages(&self, until_s: i64) -> Vec<i64> {
        let since = At::from_ms(7);
        let mut now = since;
        let mut ages = Vec::new();
        while ages.last().is_none_or(|age| *age < until_s) {
            now = self.next(since, now);
            ages.push((now.ms() - since.ms()) / 1000);
        }
        ages
    }
}

#[cfg(test)]
mod tests {
    use super::QuerySchedule;
    use domain::clock::At;

    const SCHEDULE: QuerySchedule = QuerySchedule {
        intervals: &[(1, 1), (3, 2), (60, 30)],
        last_s: 600,
    };

    #[test]
    fn the_interval_grows_with_the_age() {
        assert_eq!(SCHEDULE.ages(1263), [1, 3, 33, 63, 663, 1263]);
    }

    #[test]
    fn queries_never_stop_even_if_the_clock_went_back() {
        let years = At::from_ms(i64::MAX / 4);
        assert_eq!(SCHEDULE.next(At::from_ms(0), years), years.plus_s(600));
        let (since, before) = (At::from_ms(60_000), At::from_ms(0));
        assert!(SCHEDULE.next(since, before) > before);
    }
}
