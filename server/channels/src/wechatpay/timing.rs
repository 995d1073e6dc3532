//! WeChat Pay's times (wire facts 2.2, 2.3).

use crate::timing::{PaymentTiming, QuerySchedule, RefundTiming};

/// Platform certificates are fetched again after this; WeChat Pay asks for less
/// than 12 hours [O].
pub(super) const CERTIFICATES_REFRESH_S: u32 = 36_000;

/// A time to pay that ends sooner than this after the order WeChat Pay moves to
/// a minute after it, without a word [O]. The payer could then pay later than
/// allowed.
pub(super) const TIME_TO_PAY_MIN_S: i64 = 60;

/// A notice reports a payment within seconds. Queries are for a lost one, and
/// often at first because the shopper waits.
pub(super) const PAYMENT: PaymentTiming = PaymentTiming {
    queries: QuerySchedule {
        intervals: &[(5, 5), (30, 25), (90, 30), (300, 60), (1800, 180)],
        last_s: 600,
    },
    // A minute for clock skew, and one for a payer who entered the password
    // just before the time was over.
    grace_s: 120,
    form_max_age_s: None,
};

/// WeChat Pay asks for one query a minute after the refund, and for growing
/// intervals after five minutes [O]; a refund to a bank card takes days.
pub(super) const REFUND: RefundTiming = RefundTiming {
    queries: QuerySchedule {
        intervals: &[(10, 10), (300, 60), (3600, 600), (86_400, 1800)],
        last_s: 7200,
    },
    resend_after_s: 60,
    // The same number may be sent again for a year [O], and is refunded once.
    // After a day in which it was never found, something else is wrong.
    resend_until_s: 86_400,
    // A signed request is accepted for five minutes. Longer than any interval
    // of the first day, so that it is sent again rather than abandoned.
    not_found_final_s: 7200,
    // Many times longer than a request can be under way.
    watch_s: 604_800,
};

#[cfg(test)]
mod tests {
    use super::{PAYMENT, REFUND};

    #[test]
    fn intervals_are_short_at_first_and_grow() {
        let payment = [5, 30, 60, 90, 150, 210, 270, 330, 510];
        assert_eq!(PAYMENT.queries.ages(500), payment);
        let refund = [10, 70, 130, 190, 250, 310, 910, 1510];
        assert_eq!(REFUND.queries.ages(1500), refund);
        for schedule in [PAYMENT.queries, REFUND.queries] {
            let ages = schedule.ages(400_000);
            let pauses: Vec<i64> = ages.windows(2).map(|pair| pair[1] - pair[0]).collect();
            assert!(pauses.is_sorted(), "{pauses:?}");
            assert_eq!(pauses.last(), Some(&schedule.last_s));
        }
    }

    /// Else a refund that was not found would get a second number while the
    /// first could be sent again.
    #[test]
    fn a_refund_is_sent_again_before_it_is_abandoned() {
        let first_day = REFUND.queries.intervals;
        let longest = first_day.iter().map(|(_, pause_s)| *pause_s).max();
        assert!(longest.is_some_and(|pause_s| pause_s < REFUND.not_found_final_s));
        const {
            assert!(REFUND.resend_after_s > 30, "longer than a call takes");
            assert!(REFUND.watch_s > REFUND.resend_until_s + REFUND.not_found_final_s);
        }
    }
}
