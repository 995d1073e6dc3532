//! How often a network is asked what became of a number: at once, then less
//! and less, and never not at all.

use domain::clock::At;

/// Wire facts 1.10: 1, 2, 4, 8, 16, 32 s; beyond that our own.
const OF_OUR_CALL: &[Step] = &[
    (1, 1),
    (3, 2),
    (7, 4),
    (15, 8),
    (31, 16),
    (63, 32),
    (1800, 60),
];
/// Denser than wire facts 1.10 at first: a shopper looks at the page.
const OF_A_PAYER: &[Step] = &[(5, 5), (15, 10), (35, 20), (75, 40), (300, 60), (1800, 300)];

/// An age in seconds, and the pause while a number is younger than that.
type Step = (i64, i64);

/// The pauses between questions about one number, by its age.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cadence {
    first: &'static [Step],
    then: &'static [Step],
    /// The pause in seconds at any greater age.
    last_s: i64,
}

impl Cadence {
    /// A payment our server asked for.
    pub(crate) const BY_SERVER: Self = Self {
        first: OF_OUR_CALL,
        then: &[],
        last_s: 600,
    };
    /// A payment that is in the payer's hands.
    pub(crate) const BY_PAYER: Self = Self {
        first: OF_A_PAYER,
        then: &[],
        last_s: 600,
    };
    /// A refund: nobody looks at a page for it, and it may take days.
    pub(crate) const OF_REFUND: Self = Self {
        first: OF_OUR_CALL,
        then: &[(86_400, 600)],
        last_s: 3600,
    };

    /// When to ask again, now, about a number that went out at `since`.
    pub(crate) fn next(&self, since: At, now: At) -> At {
        let age_s = now.ms().saturating_sub(since.ms()) / 1000;
        let mut steps = self.first.iter().chain(self.then);
        let step = steps.find(|(until_s, _)| age_s < *until_s);
        now.plus_s(step.map_or(self.last_s, |(_, pause_s)| *pause_s))
    }
}

#[cfg(test)]
mod tests {
    use super::Cadence;
    use domain::clock::At;

    const ALL: [Cadence; 3] = [Cadence::BY_SERVER, Cadence::BY_PAYER, Cadence::OF_REFUND];

    /// The ages in seconds at which a number is asked about.
    fn ages(cadence: Cadence, until_s: i64) -> Vec<i64> {
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
    fn it_asks_as_the_tables_of_the_jobs_say() {
        for cadence in [Cadence::BY_SERVER, Cadence::OF_REFUND] {
            assert_eq!(ages(cadence, 200), [1, 3, 7, 15, 31, 63, 123, 183, 243]);
        }
        assert_eq!(ages(Cadence::BY_PAYER, 130), [5, 15, 35, 75, 135]);
        let pause_at = |cadence: Cadence, age_s: i64| {
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
    fn it_never_stops_asking_also_where_clocks_went_back() {
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
