//! The clearing day, which decides whether a payment can be undone.
//!
//! UnionPay's clearing day runs from 23:00 to 23:00 in China (wire facts 1.10
//! [O: ACP-T]); `settleDate` is the date on which it ends. A payment can be
//! undone (消费撤销) on its own clearing day only ([O]: "消费撤销仅能对当清算日的消费做， 必须为全额");
//! later it is refunded.

use domain::clock::At;

use super::timestamp;

/// From the end of the clearing day at 23:00 to midnight.
const CUT_BEFORE_MIDNIGHT_S: i64 = 3600;
/// Close to the end of the day an undo may arrive too late. A minute is twice
/// the time-out of a call.
const MARGIN_S: i64 = 60;
/// `settleDate` has no year, so an older payment is of another clearing day.
const SAME_DAY_MS: i64 = 48 * 3_600_000;

/// True while it is the clearing day `settle_date` (`MMDD`) of a payment that
/// was made at about `paid_at`. Where this is wrong, as in UnionPay's test
/// environment, whose day ends at 13:30, the network declines the undo with a
/// code of [`super::codes::refund_instead`].
pub(super) fn may_undo(settle_date: Option<&str>, paid_at: At, now: At) -> bool {
    let recent = now.ms().abs_diff(paid_at.ms()) < SAME_DAY_MS.unsigned_abs();
    recent
        && settle_date.is_some_and(|day| clearing_day(now.plus_s(MARGIN_S)).as_deref() == Some(day))
}

/// The clearing day of an instant, as `MMDD`.
fn clearing_day(at: At) -> Option<String> {
    let stamp = timestamp::format(at.plus_s(CUT_BEFORE_MIDNIGHT_S))?;
    Some(stamp[4..8].to_owned())
}

#[cfg(test)]
mod tests {
    use super::{clearing_day, may_undo};
    use crate::unionpay::timestamp;
    use domain::clock::At;
    use proptest::prelude::*;

    fn at(text: &str) -> At {
        timestamp::parse(text).expect("a time")
    }

    #[test]
    fn the_day_ends_at_eleven_at_night() {
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
            "too close to the end of the day"
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
        /// Never after the clearing day, whatever the times.
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
