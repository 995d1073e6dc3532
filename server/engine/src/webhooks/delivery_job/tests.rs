//! What counts as delivered, and how long an event waits for earlier ones.

use super::{DeliveryAnswer, DeliveryEnd, read_answer, wait_s};
use crate::webhooks::retry_after::RetryAfter;
use store::deliveries::Delivery;

#[test]
fn only_2xx_is_success() {
    let end = |status| {
        let answer = DeliveryAnswer::Status {
            status,
            retry_after: Some(RetryAfter::Seconds(7)),
        };
        read_answer(&Delivery::default(), &answer).1
    };
    for (statuses, expected) in [
        (vec![200, 204, 299], DeliveryEnd::Delivered),
        (
            vec![199, 301, 302, 308, 400, 404, 500, 501],
            DeliveryEnd::Failed(None),
        ),
        (
            vec![429, 502, 503, 504],
            DeliveryEnd::Failed(Some(RetryAfter::Seconds(7))),
        ),
        (vec![410], DeliveryEnd::Gone),
    ] {
        for status in statuses {
            assert_eq!(end(status), expected, "{status}");
        }
    }
    let (delivery, end) = read_answer(&Delivery::default(), &DeliveryAnswer::NoAnswer("time-out"));
    assert_eq!(
        (delivery.tries, delivery.last_error.as_deref(), end),
        (1, Some("time-out"), DeliveryEnd::Failed(None))
    );
}

#[test]
fn a_wait_is_short_at_first_and_an_hour_at_most() {
    let waits: Vec<i64> = [0, 1, 7, 8, u32::MAX].map(wait_s).to_vec();
    assert_eq!(waits, [15, 30, 1920, 3600, 3600]);
}
