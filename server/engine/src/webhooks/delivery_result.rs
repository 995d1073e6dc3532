//! What an answer means for a delivery: done, tried again, or given up.

use super::client::DeliveryAnswer;
use super::retry_after::RetryAfter;
use super::retry_schedule;
use domain::clock::At;
use domain::entropy::Entropy;
use store::deliveries::Delivery;
use store::events::EventRow;

/// How a try ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeliveryEnd {
    /// 2xx.
    Delivered,
    /// The endpoint is gone for good (410).
    Gone,
    /// Any other result, with the mall's `retry-after`.
    Failed(Option<RetryAfter>),
    /// The mall has no endpoint.
    NoEndpoint,
    /// The mall has replaced the endpoint that was tried.
    Replaced,
}

/// Reads an answer: 2xx is success, 410 the end, anything else a failure.
pub(super) fn read_answer(before: &Delivery, answer: &DeliveryAnswer) -> (Delivery, DeliveryEnd) {
    let tries = before.tries.saturating_add(1);
    let (last_status, last_error, end) = match answer {
        DeliveryAnswer::Status {
            status,
            retry_after,
        } => {
            let end = match status {
                200..=299 => DeliveryEnd::Delivered,
                410 => DeliveryEnd::Gone,
                429 | 502..=504 => DeliveryEnd::Failed(*retry_after),
                _ => DeliveryEnd::Failed(None),
            };
            (Some(*status), None, end)
        }
        DeliveryAnswer::NoAnswer(why) => (None, Some((*why).to_owned()), DeliveryEnd::Failed(None)),
        DeliveryAnswer::NotCalled(refused) => {
            (None, Some(refused.to_string()), DeliveryEnd::Failed(None))
        }
    };
    (
        Delivery {
            tries,
            last_status,
            last_error,
            ..before.clone()
        },
        end,
    )
}

/// Sets the time of the next try, or of the end.
pub(super) fn with_dates(
    mut delivery: Delivery,
    end: DeliveryEnd,
    now: At,
    entropy: &dyn Entropy,
) -> Delivery {
    delivery.next_at = match end {
        DeliveryEnd::Failed(asked) => retry_schedule::next_try(delivery.tries, asked, now, entropy),
        DeliveryEnd::Replaced => Some(now),
        DeliveryEnd::Delivered | DeliveryEnd::Gone | DeliveryEnd::NoEndpoint => None,
    };
    match (end, delivery.next_at) {
        (DeliveryEnd::Delivered, _) => delivery.delivered_at = Some(now),
        (_, None) => delivery.given_up_at = Some(now),
        (_, Some(_)) => {}
    }
    delivery
}

/// Logs a try: a failed one as a warning, with what comes next. `end` is `None`
/// where another runner had ended the delivery.
pub(super) fn log(event: &EventRow, delivery: &Delivery, end: Option<DeliveryEnd>) {
    let (tries, status) = (delivery.tries, delivery.last_status);
    let (event, mall, order) = (&event.id, &event.mall_id, &event.order_id);
    match (end, delivery.next_at) {
        (None | Some(DeliveryEnd::NoEndpoint), _) => {}
        (Some(DeliveryEnd::Delivered), _) => {
            tracing::info!(%event, %mall, %order, tries, status, "an event was delivered");
        }
        (Some(_), Some(next)) => {
            let (error, next) = (delivery.last_error.as_deref(), next.rfc3339());
            tracing::warn!(%event, %mall, %order, tries, status, error, next,
                "an event was not delivered and is sent again");
        }
        (Some(end), None) => {
            let (error, gone) = (delivery.last_error.as_deref(), end == DeliveryEnd::Gone);
            tracing::warn!(%event, %mall, %order, tries, status, error, gone,
                "an event was not delivered and is given up; it can still be read by the API");
        }
    }
}
