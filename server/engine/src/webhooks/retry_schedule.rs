//! When a failed delivery is tried again: the schedule of Standard Webhooks,
//! ten tries in a little over three days, each with random delay, so that
//! malls that were down together are not all called at once.

use super::retry_after::RetryAfter;
use domain::clock::At;
use domain::entropy::Entropy;

/// Seconds from one try to the next: after the first failure 5, and so on.
const PAUSES_S: [i64; 9] = [
    5,
    5 * 60,
    30 * 60,
    2 * 3600,
    5 * 3600,
    10 * 3600,
    14 * 3600,
    20 * 3600,
    24 * 3600,
];

/// Maximum `retry-after` that is respected.
const RETRY_AFTER_MAX_S: i64 = 24 * 3600;

/// When to try again after `tries` failures (1 is the first); `None` to give
/// up. `asked` is what the mall asked for.
pub(super) fn next_try(
    tries: u32,
    asked: Option<RetryAfter>,
    now: At,
    entropy: &dyn Entropy,
) -> Option<At> {
    let index = usize::try_from(tries.checked_sub(1)?).ok()?;
    let pause = *PAUSES_S.get(index)?;
    let asked = asked.map_or(0, |asked| asked.seconds_from(now));
    let asked = asked.clamp(0, RETRY_AFTER_MAX_S);
    let mut random = [0_u8; 1];
    entropy.fill(&mut random);
    // Up to a tenth more.
    let more_ms = pause * 100 * i64::from(random[0]) / 255;
    Some(At::from_ms(
        now.plus_s(pause.max(asked)).ms().saturating_add(more_ms),
    ))
}

#[cfg(test)]
mod tests {
    use super::next_try;
    use crate::webhooks::retry_after::RetryAfter;
    use domain::clock::At;
    use domain::entropy::Entropy;

    struct All(u8);
    impl Entropy for All {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn ten_tries_in_three_days_and_a_bit() {
        let (mut now, mut tries) = (At::from_ms(0), 0);
        loop {
            tries += 1;
            let Some(at) = next_try(tries, None, now, &All(0)) else {
                break;
            };
            now = at;
        }
        assert_eq!(
            (tries, now.ms() / 60_000),
            (10, 75 * 60 + 35),
            "75 h 35 min"
        );
    }

    #[test]
    fn chance_adds_a_tenth_at_most() {
        assert_eq!(
            next_try(2, None, At::from_ms(0), &All(255)),
            Some(At::from_ms(330_000))
        );
    }

    #[test]
    fn a_mall_may_ask_for_more_time_but_not_for_ever() {
        let now = At::from_ms(500_000);
        let next = |asked: RetryAfter| next_try(1, Some(asked), now, &All(0));
        for (asked_s, waits_s) in [(60, 60), (i64::MAX, 86_400), (0, 5), (i64::MIN, 5)] {
            let expected = Some(now.plus_s(waits_s));
            assert_eq!(next(RetryAfter::Seconds(asked_s)), expected, "{asked_s}");
            let date = RetryAfter::Date(now.plus_s(asked_s));
            assert_eq!(next(date), expected, "{date:?}");
        }
    }
}
