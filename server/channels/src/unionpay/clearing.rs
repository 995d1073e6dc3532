//! The clearing day, as far as it decides what may be undone.
//!
//! UnionPay's day runs from 23:00 to 23:00 in China (wire facts 1.10 [O:
//! ACP-T]); its name, `settleDate`, is the date of the day it ends on. A
//! payment may be undone (消费撤销) only while its own clearing day lasts
//! ([O]: "消费撤销仅能对当清算日的消费做，必须为全额"); later it is refunded.

use domain::clock::At;

use super::stamp;

/// From the cut at 23:00 to midnight.
const CUT_BEFORE_MIDNIGHT_S: i64 = 3600;
/// Too near the cut, an undo may arrive after it. A minute is twice the time
/// a call may take.
const MARGIN_S: i64 = 60;
/// `settleDate` has no year: a payment older than this is of another one.
const SAME_DAY_MS: i64 = 48 * 3_600_000;

/// True while a payment may be undone as far as the calendar tells: it was
/// paid at about `paid_at` and cleared on `settle_date` (`MMDD`, as the
/// network wrote it). Where this is wrong (UnionPay's test environment cuts
/// at 13:30) the network refuses the undo with a code of
/// [`super::refund_instead`].
pub fn may_undo(settle_date: Option<&str>, paid_at: At, now: At) -> bool {
    let recent = now.ms().abs_diff(paid_at.ms()) < SAME_DAY_MS.unsigned_abs();
    recent
        && settle_date.is_some_and(|day| clearing_day(now.plus_s(MARGIN_S)).as_deref() == Some(day))
}

/// `MMDD` of the clearing day an instant belongs to.
fn clearing_day(at: At) -> Option<String> {
    let stamp = stamp::write(at.plus_s(CUT_BEFORE_MIDNIGHT_S))?;
    Some(stamp[4..8].to_owned())
}

#[cfg(test)]
mod tests {
    use super::{clearing_day, may_undo};
    use crate::unionpay::stamp;
    use domain::clock::At;
    use proptest::prelude::*;

    fn at(text: &str) -> At {
        stamp::read(text).expect("a time")
    }

    #[test]
    fn the_day_is_cut_at_eleven_at_night() {
        let day = |text| clearing_day(at(text));
        assert_eq!(day("20261122225959").as_deref(), Some("1122"));
        assert_eq!(day("20261122230000").as_deref(), Some("1123"));
        assert_eq!(day("20261123000000").as_deref(), Some("1123"));
        assert_eq!(day("20261231230000").as_deref(), Some("0101"));
    }

    #[test]
    fn undone_on_its_own_clearing_day_only() {
        let noon = at("20261122120000");
        assert!(may_undo(Some("1122"), noon, noon));
        assert!(may_undo(Some("1122"), noon, at("20261122225859")));
        assert!(
            !may_undo(Some("1122"), noon, at("20261122225900")),
            "too near the cut to arrive before it"
        );
        assert!(!may_undo(Some("1122"), noon, at("20261122230000")));
        let night = at("20261122230001");
        assert!(may_undo(Some("1123"), night, at("20261123220000")));
        assert!(!may_undo(Some("1123"), night, at("20261123230000")));
    }

    #[test]
    fn not_when_the_day_is_not_known_or_of_another_year() {
        let noon = at("20261122120000");
        for day in [None, Some(""), Some("22"), Some("1121"), Some("20261122")] {
            assert!(!may_undo(day, noon, noon), "{day:?}");
        }
        assert!(!may_undo(Some("1122"), at("20251122120000"), noon));
    }

    proptest! {
        /// Whatever the times: never longer than the day itself.
        #[test]
        fn never_after_a_day(paid in 0_i64..4_000_000_000, later in 86_400_i64..400_000_000) {
            let paid_at = At::from_ms(paid * 1000);
            let day = clearing_day(paid_at);
            prop_assert!(!may_undo(day.as_deref(), paid_at, paid_at.plus_s(later)));
        }

        #[test]
        fn no_instant_panics(paid in any::<i64>(), now in any::<i64>(), day in "\\PC{0,5}") {
            let _ = may_undo(Some(&day), At::from_ms(paid), At::from_ms(now));
        }
    }
}
