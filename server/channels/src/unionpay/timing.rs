//! UnionPay's times (wire facts 1.10).

use crate::request::PaymentMethod;
use crate::timing::{Interval, PaymentTiming, QuerySchedule, RefundTiming};

/// Wire facts 1.10: 1, 2, 4, 8, 16, 32 s. Later intervals are ours.
const BY_SERVER: QuerySchedule = QuerySchedule {
    intervals: &[
        (1, 1),
        (3, 2),
        (7, 4),
        (15, 8),
        (31, 16),
        (63, 32),
        (1800, 60),
    ],
    last_s: 600,
};
/// On a bank's page or in an app. More often than wire facts 1.10 at first,
/// because the shopper waits.
const WITH_PAYER: &[Interval] = &[(5, 5), (15, 10), (35, 20), (75, 40), (300, 60), (1800, 300)];
/// No shopper is waiting, and a refund may take days.
const REFUND: QuerySchedule = QuerySchedule {
    intervals: &[
        (1, 1),
        (3, 2),
        (7, 4),
        (15, 8),
        (31, 16),
        (63, 32),
        (1800, 60),
        (86_400, 600),
    ],
    last_s: 3600,
};

pub(super) const fn payment(paid_by: PaymentMethod) -> PaymentTiming {
    PaymentTiming {
        queries: match paid_by {
            PaymentMethod::Agreement => BY_SERVER,
            PaymentMethod::BankPage | PaymentMethod::Qr => QuerySchedule {
                intervals: WITH_PAYER,
                last_s: 600,
            },
        },
        // Half for clock skew, half for a call under way.
        grace_s: 60,
        // UnionPay is assumed to refuse a form whose `txnTime` is older than
        // ten minutes. The page replaces its form after four more minutes, so
        // none is older than nine.
        form_max_age_s: Some(300),
    }
}

pub(super) const fn refund() -> RefundTiming {
    RefundTiming {
        queries: REFUND,
        resend_after_s: 60,
        resend_until_s: 300,
        // Three times the ten minutes that UnionPay is assumed to allow.
        not_found_final_s: 1800,
        // Many times longer than a message can be under way.
        watch_s: 86_400,
    }
}

#[cfg(test)]
mod tests {
    use super::{payment, refund};
    use crate::request::PaymentMethod;
    use crate::timing::QuerySchedule;
    use domain::clock::At;

    #[test]
    fn intervals_match_the_documented_tables() {
        let by_server = payment(PaymentMethod::Agreement).queries;
        let by_payer = payment(PaymentMethod::Qr).queries;
        assert_eq!(by_payer, payment(PaymentMethod::BankPage).queries);
        let refund = refund().queries;
        for schedule in [by_server, refund] {
            assert_eq!(schedule.ages(200), [1, 3, 7, 15, 31, 63, 123, 183, 243]);
        }
        assert_eq!(by_payer.ages(130), [5, 15, 35, 75, 135]);
        let pause_at = |schedule: QuerySchedule, age_s: i64| {
            let now = At::from_ms(age_s * 1000);
            (schedule.next(At::from_ms(0), now).ms() - now.ms()) / 1000
        };
        for (age_s, pauses) in [
            (299, [60, 60, 60]),
            (300, [60, 300, 60]),
            (1799, [60, 300, 60]),
            (1800, [600, 600, 600]),
            (86_399, [600, 600, 600]),
            (86_400, [600, 600, 3600]),
        ] {
            let all = [by_server, by_payer, refund];
            assert_eq!(all.map(|s| pause_at(s, age_s)), pauses, "{age_s}");
        }
    }
}
