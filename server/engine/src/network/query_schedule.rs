//! How often a network is queried about a request: soon at first, then at
//! growing intervals, without end.

use domain::attempt::Attempt;
use domain::clock::At;

/// Wire facts 1.10: 1, 2, 4, 8, 16, 32 s. Later intervals are ours.
const AFTER_CALL: &[Step] = &[
    (1, 1),
    (3, 2),
    (7, 4),
    (15, 8),
    (31, 16),
    (63, 32),
    (1800, 60),
];
/// More often than wire facts 1.10 at first, because the shopper waits.
const WITH_PAYER: &[Step] = &[(5, 5), (15, 10), (35, 20), (75, 40), (300, 60), (1800, 300)];

/// (age, interval) in seconds: the interval while a request is younger than
/// the age.
type Step = (i64, i64);

/// Intervals between queries of one request, by its age.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QuerySchedule {
    first: &'static [Step],
    then: &'static [Step],
    /// The interval in seconds at any greater age.
    last_s: i64,
}

impl QuerySchedule {
    /// A payment that our server requested.
    pub(crate) const BY_SERVER: Self = Self {
        first: AFTER_CALL,
        then: &[],
        last_s: 600,
    };
    /// A payment that the payer completes on a bank page or in an app.
    pub(crate) const BY_PAYER: Self = Self {
        first: WITH_PAYER,
        then: &[],
        last_s: 600,
    };
    /// A refund: no shopper is waiting, and it may take days.
    pub(crate) const REFUND: Self = Self {
        first: AFTER_CALL,
        then: &[(86_400, 600)],
        last_s: 3600,
    };

    /// Time of the next query of a request sent at `since`.
    pub(crate) fn next(&self, since: At, now: At) -> At {
        let age_s = now.ms().saturating_sub(since.ms()) / 1000;
        let mut steps = self.first.iter().chain(self.then);
        let step = steps.find(|(until_s, _)| age_s < *until_s);
        now.plus_s(step.map_or(self.last_s, |(_, pause_s)| *pause_s))
    }
}

/// Seconds after `pay_until` in which the network may still report a payment:
/// half for clock skew, half for a call under way.
pub(crate) const GRACE_S: i64 = 60;

/// Time of the first query of a new attempt.
pub(crate) fn first_query(attempt: &Attempt, now: At) -> At {
    if attempt.product.payer_pays_elsewhere() {
        now.plus_s(5)
    } else {
        lapses_at(attempt)
    }
}

/// When "not found", "with the payer" and "declined" begin to mean unpaid.
pub(crate) const fn lapses_at(attempt: &Attempt) -> At {
    attempt.pay_until.plus_s(GRACE_S)
}

#[cfg(test)]
mod tests {
    use super::QuerySchedule;
    use domain::clock::At;

    const ALL: [QuerySchedule; 3] = [
        QuerySchedule::BY_SERVER,
        QuerySchedule::BY_PAYER,
        QuerySchedule::REFUND,
    ];

    /// The ages in seconds at which a request is queried.
    fn ages(cadence: QuerySchedule, until_s: i64) -> Vec<i64> {
        let since = At::from_ms(7);
        let mut now = since;
        let mut ages = Vec::new();
        while ages.last().is_none_or(|age| *age < until_s) {
            now = cadence.next(since, now);
            ages.push((now.ms() - since.ms()) / 1000);
        }
        ages
    }

    #[test]
    fn intervals_match_the_documented_tables() {
        for cadence in [QuerySchedule::BY_SERVER, QuerySchedule::REFUND] {
            assert_eq!(ages(cadence, 200), [1, 3, 7, 15, 31, 63, 123, 183, 243]);
        }
        assert_eq!(ages(QuerySchedule::BY_PAYER, 130), [5, 15, 35, 75, 135]);
        let pause_at = |cadence: QuerySchedule, age_s: i64| {
            let now = At::from_ms(age_s * 1000);
            (cadence.next(At::from_ms(0), now).ms() - now.ms()) / 1000
        };
        for (age_s, pauses) in [
            (299, [60, 60, 60]),
            (300, [60, 300, 60]),
            (1799, [60, 300, 60]),
            (1800, [600, 600, 600]),
            (86_399, [600, 600, 600]),
            (86_400, [600, 600, 3600]),
        ] {
            assert_eq!(
                ALL.map(|cadence| pause_at(cadence, age_s)),
                pauses,
                "{age_s}"
            );
        }
    }

    #[test]
    fn queries_never_stop_even_if_the_clock_went_back() {
        for cadence in ALL {
            let years = At::from_ms(i64::MAX / 4);
            assert_eq!(
                cadence.next(At::from_ms(0), years),
                years.plus_s(cadence.last_s)
            );
            let (since, before) = (At::from_ms(60_000), At::from_ms(0));
            assert!(cadence.next(since, before) > before);
            let mut steps = cadence.first.iter().chain(cadence.then);
            assert!(steps.all(|(_, pause_s)| *pause_s > 0));
        }
    }
}
