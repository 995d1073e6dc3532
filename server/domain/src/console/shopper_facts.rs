//! What a shopper who asks about an order is told, from what is on record of
//! it. The pages have a sentence for each.

use super::order_detail::{
    AttemptRecord, EventRecord, OrderDetail, RefundRecord, RefundRequester, RequestRecord,
    TimelineEntry, TimelineEvent, WebhookState,
};
use crate::attempt::{AttemptStatus, DeclineReason};
use crate::clock::At;
use crate::machine::MallEvent;
use crate::money::Money;
use crate::network_request::Purpose;
use crate::order::OrderState;
use crate::refund::RefundState;

/// Something to tell the shopper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShopperFact {
    /// Nothing was paid yet, and it can be paid until then.
    NotPaidYet {
        /// The time to pay.
        until: At,
    },
    /// The last try was declined, and it can be paid until then.
    Declined {
        /// Why.
        reason: DeclineReason,
        /// The time to pay.
        until: At,
    },
    /// The network waits for the shopper until then.
    WithPayer {
        /// The time to pay.
        until: At,
    },
    /// The payment was sent, and its result is not known.
    Unknown {
        /// When the attempt began.
        since: At,
        /// When the network is asked again.
        next: Option<At>,
    },
    /// Paid.
    Paid {
        /// When.
        at: At,
        /// Whether the mall has been told.
        mall: WebhookState,
    },
    /// The mall closed the order unpaid.
    Closed,
    /// It was not paid in time.
    Expired,
    /// An attempt that the order no longer waits for may still be paid. Then
    /// the money goes back by itself, or pays an order that is open.
    MayStillBePaid {
        /// When the network is asked again.
        next: Option<At>,
    },
    /// A refund is on its way.
    RefundUnderWay {
        /// The amount.
        amount: Money,
        /// Since when.
        since: At,
    },
    /// A refund succeeded.
    Refunded {
        /// The amount.
        amount: Money,
        /// When.
        at: At,
    },
    /// A refund failed: the merchant has the money.
    RefundFailed {
        /// The amount.
        amount: Money,
        /// When.
        at: At,
    },
    /// Surplus money is on its way back.
    SurplusUnderWay {
        /// The amount.
        amount: Money,
        /// Since when.
        since: At,
    },
    /// Surplus money went back.
    SurplusReturned {
        /// The amount.
        amount: Money,
        /// When.
        at: At,
    },
}

impl ShopperFact {
    /// What is told of an order, the state of its payment first. `next` is when
    /// its network is asked again.
    pub fn all(order: &OrderDetail, next: Option<At>) -> Vec<Self> {
        let mut facts = vec![state(order, next)];
        let is_unpaid = !order.row.state.is_paid() && order.row.state != OrderState::Paying;
        if is_unpaid && events(order).any(|(_, event)| may_be_paid(event)) {
            facts.push(Self::MayStillBePaid { next });
        }
        let refunds = events(order).filter_map(|(at, event)| match event {
            TimelineEvent::Refund(refund) => Some(of_refund(order, at, refund)),
            _ => None,
        });
        facts.extend(refunds);
        facts
    }
}

fn events(order: &OrderDetail) -> impl DoubleEndedIterator<Item = (At, &TimelineEvent)> {
    let entries = order.timeline.iter();
    entries.map(|TimelineEntry { at, event }| (*at, event))
}

fn state(order: &OrderDetail, next: Option<At>) -> ShopperFact {
    let until = order.expires_at;
    let newest = events(order).rev().find_map(|(at, event)| match event {
        TimelineEvent::Attempt(attempt) => Some((at, attempt)),
        _ => None,
    });
    match (order.row.state, newest) {
        (OrderState::Paid | OrderState::PartiallyRefunded | OrderState::Refunded, _) => {
            ShopperFact::Paid {
                at: order.row.paid_at.unwrap_or(order.row.created_at),
                mall: told(order),
            }
        }
        (OrderState::Closed, _) => ShopperFact::Closed,
        (OrderState::Expired, _) => ShopperFact::Expired,
        (OrderState::Paying, Some((since, attempt)))
            if attempt.state == AttemptStatus::Unsettled =>
        {
            ShopperFact::Unknown { since, next }
        }
        (OrderState::Paying, _) => ShopperFact::WithPayer { until },
        (
            OrderState::Open,
            Some((
                _,
                AttemptRecord {
                    declined: Some((reason, _)),
                    ..
                },
            )),
        ) => ShopperFact::Declined {
            reason: *reason,
            until,
        },
        (OrderState::Open, _) => ShopperFact::NotPaidYet { until },
    }
}

/// Whether the mall was told that the order is paid.
fn told(order: &OrderDetail) -> WebhookState {
    let paid = events(order).find_map(|(_, event)| match event {
        TimelineEvent::Event(EventRecord { kind, webhook, .. })
            if *kind == MallEvent::Paid.name() =>
        {
            Some(*webhook)
        }
        _ => None,
    });
    paid.unwrap_or(WebhookState::NotSent)
}

/// True for a request under which money may still move.
fn may_be_paid(event: &TimelineEvent) -> bool {
    match event {
        TimelineEvent::Request(RequestRecord {
            purpose,
            sends,
            ended: None,
            ..
        }) => purpose.is_by_payer() || (*purpose == Purpose::PayByAgreement && *sends > 0),
        _ => false,
    }
}

fn of_refund(order: &OrderDetail, since: At, refund: &RefundRecord) -> ShopperFact {
    let ended = events(order).find_map(|(at, event)| match event {
        TimelineEvent::RefundEnded { id, .. } if *id == refund.id => Some(at),
        _ => None,
    });
    let (amount, at) = (refund.amount, ended.unwrap_or(since));
    let surplus = refund.requester == RefundRequester::Desk;
    match (surplus, refund.state) {
        (false, RefundState::Succeeded) => ShopperFact::Refunded { amount, at },
        (false, RefundState::Failed) => ShopperFact::RefundFailed { amount, at },
        (false, _) => ShopperFact::RefundUnderWay { amount, since },
        (true, RefundState::Succeeded) => ShopperFact::SurplusReturned { amount, at },
        (true, _) => ShopperFact::SurplusUnderWay { amount, since },
    }
}

#[cfg(test)]
mod tests;
