//! Where an order is: the page its state belongs to, and the pages that may
//! be shown beside it without sending the shopper elsewhere.

use domain::attempt::{Attempt, AttemptState};
use domain::clock::At;
use domain::desk::Place;
use domain::order::{Order, OrderState};
use domain::product::Product;

/// A page and those beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Where {
    /// The page the order is truly at.
    pub(crate) place: Place,
    /// Others that are true as well.
    pub(crate) also: &'static [Place],
}

const fn at(place: Place, also: &'static [Place]) -> Where {
    Where { place, also }
}

/// The page of an order, by its state and its live or last attempt.
pub(crate) fn place(order: &Order, attempt: Option<&Attempt>, now: At) -> Where {
    match order.state {
        OrderState::Paid => at(Place::Paid, &[Place::AlreadyPaid]),
        OrderState::Closed => at(Place::Closed, &[]),
        OrderState::Expired => at(Place::Expired, &[]),
        // Its job will say so in a moment.
        OrderState::Open if now >= order.expires_at => at(Place::Expired, &[]),
        OrderState::Open => match attempt.map(|a| a.state) {
            Some(AttemptState::Declined) => at(Place::Declined, &[Place::Choose, Place::Card]),
            _ => at(Place::Choose, &[Place::Card]),
        },
        OrderState::Paying => attempt.map_or(at(Place::Waiting, &[]), paying),
    }
}

fn paying(attempt: &Attempt) -> Where {
    if attempt.state == AttemptState::Unsettled {
        return at(Place::Waiting, &[]);
    }
    match attempt.product {
        Product::QuickAgreement
            if attempt.agreement.is_some() || attempt.code_sent_at.is_some() =>
        {
            at(Place::Code, &[Place::Card, Place::Choose])
        }
        Product::QuickAgreement => at(Place::Card, &[Place::Choose]),
        Product::Scan if attempt.qr.is_some() => at(Place::Scan, &[Place::Waiting]),
        Product::Scan => at(Place::Choose, &[Place::Card]),
        Product::GatewayPersonal => at(Place::Waiting, &[Place::Bank]),
    }
}

/// The page an action leads to that came too late: paid before this visitor
/// acted is said in other words than "you have paid".
pub(crate) fn after_action(order: &Order, attempt: Option<&Attempt>, now: At) -> Place {
    match place(order, attempt, now).place {
        Place::Paid => Place::AlreadyPaid,
        other => other,
    }
}

#[cfg(test)]
mod tests;
