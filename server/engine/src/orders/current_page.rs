//! The page that an order's state belongs to, and the pages that may also be
//! shown without a redirect.

use domain::attempt::{Attempt, AttemptDetails, AttemptState};
use domain::clock::At;
use domain::desk::Place;
use domain::order::{Order, OrderState};

/// The page of an order's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CurrentPage {
    /// The page itself.
    pub(crate) place: Place,
    /// Other pages that are also allowed.
    pub(crate) also: &'static [Place],
}

const fn at(place: Place, also: &'static [Place]) -> CurrentPage {
    CurrentPage { place, also }
}

/// The page of an order, by its state and its live or latest attempt.
pub(crate) fn current_page(order: &Order, attempt: Option<&Attempt>, now: At) -> CurrentPage {
    match order.state {
        OrderState::Paid | OrderState::PartiallyRefunded | OrderState::Refunded => {
            at(Place::Paid, &[Place::AlreadyPaid])
        }
        OrderState::Closed => at(Place::Closed, &[]),
        OrderState::Expired => at(Place::Expired, &[]),
        // The expire job will set the state shortly.
        OrderState::Open if now >= order.expires_at => at(Place::Expired, &[]),
        OrderState::Open => match attempt.map(|a| &a.state) {
            Some(AttemptState::Declined { .. }) => {
                at(Place::Declined, &[Place::Choose, Place::Card])
            }
            _ => at(Place::Choose, &[Place::Card]),
        },
        OrderState::Paying => attempt.map_or(at(Place::Waiting, &[]), |a| paying(a, now)),
    }
}

fn paying(attempt: &Attempt, now: At) -> CurrentPage {
    if attempt.state == AttemptState::Unsettled {
        return at(Place::Waiting, &[]);
    }
    match &attempt.details {
        AttemptDetails::Card(card) if card.agreement.is_some() || card.code_sent_at.is_some() => {
            at(Place::Code, &[Place::Card, Place::Choose])
        }
        AttemptDetails::Card(_) => at(Place::Card, &[Place::Choose]),
        AttemptDetails::Qr { code: Some(_) } => at(Place::Scan, &[Place::Waiting]),
        AttemptDetails::Qr { code: None } => at(Place::Choose, &[Place::Card]),
        AttemptDetails::BankPage { .. } if now < attempt.pay_until => {
            at(Place::Waiting, &[Place::Bank])
        }
        AttemptDetails::BankPage { .. } => at(Place::Waiting, &[]),
    }
}

/// When the network was last asked, on a page that waits for its answer.
pub(crate) fn asked_at(place: Place, attempt: &Attempt) -> Option<At> {
    matches!(place, Place::Scan | Place::Waiting)
        .then_some(attempt.asked_at)
        .flatten()
}

/// The page for an action that came too late. If the order was paid before this
/// action, the page says so.
pub(crate) fn after_action(order: &Order, attempt: Option<&Attempt>, now: At) -> Place {
    match current_page(order, attempt, now).place {
        Place::Paid => Place::AlreadyPaid,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{after_action, current_page};
    use domain::attempt::{
        Attempt, AttemptDetails, AttemptState, AttemptStatus, CardDetails, DeclineReason, Receipt,
    };
    use domain::channel_id::ChannelId;
    use domain::clock::At;
    use domain::desk::Place;
    use domain::ids::{AttemptId, MallId, MerchantId, OrderId, PayToken};
    use domain::money::Money;
    use domain::order::{Facts, Order, OrderState};
    use domain::product::Product;

    fn order(state: OrderState) -> Order {
        let facts = Facts {
            mall_order_no: "1".into(),
            merchant_id: MerchantId::stored("mer_1".into()),
            amount: Money::fen(1),
            subject: "tea".into(),
            items: Vec::new(),
            return_url: "https://mall.example/".into(),
            expires_in_s: 900,
            products: Vec::new(),
            store_id: None,
            buyer_ref: None,
            locale: None,
            metadata: std::collections::BTreeMap::new(),
        };
        Order {
            id: OrderId::stored("ord_1".into()),
            token: PayToken::parse("00000000000000000000000000").expect("a token"),
            mall_id: MallId::stored("mal_1".into()),
            facts,
            state,
            created_at: At::from_ms(0),
            expires_at: At::from_ms(900_000),
            extensions: 0,
            live_attempt: None,
            paid_attempt: None,
            paid_at: None,
            reserved: Money::fen(0),
            refunded: Money::fen(0),
            sequence: 0,
            version: 1,
        }
    }

    fn attempt_states() -> [AttemptState; AttemptStatus::ALL.len()] {
        let receipt = Receipt {
            network_id: "1".into(),
            trace: None,
            settle_date: None,
            amount: Money::fen(1),
            account: None,
            defect: false,
        };
        [
            AttemptState::Started,
            AttemptState::AwaitingPayer,
            AttemptState::Unsettled,
            AttemptState::Paid(receipt.clone()),
            AttemptState::Declined {
                reason: DeclineReason::Issuer,
                code: "51".into(),
            },
            AttemptState::Abandoned,
            AttemptState::Surplus(receipt),
        ]
    }

    /// Each way to pay, with and without what comes while it is paid.
    fn all_details() -> [(Product, AttemptDetails); 5] {
        let card = |code_sent_at| {
            AttemptDetails::Card(CardDetails {
                code_sent_at,
                ..CardDetails::new("1234".into(), "138****5678".into(), None)
            })
        };
        let qr = |code| AttemptDetails::Qr { code };
        let bank = AttemptDetails::BankPage {
            bank: "ICBC".into(),
        };
        [
            (Product::QuickAgreement, card(None)),
            (Product::QuickAgreement, card(Some(At::from_ms(0)))),
            (Product::Scan, qr(None)),
            (Product::Scan, qr(Some("https://qr.example/1".into()))),
            (Product::GatewayPersonal, bank),
        ]
    }

    fn attempt(product: Product, details: AttemptDetails, state: AttemptState) -> Attempt {
        Attempt {
            id: AttemptId::stored("att_1".into()),
            order_id: OrderId::stored("ord_1".into()),
            product,
            channel: ChannelId::constant("union_pay"),
            state,
            created_at: At::from_ms(0),
            pay_until: At::from_ms(900_000),
            asked_at: None,
            details,
            version: 1,
        }
    }

    #[test]
    fn every_state_has_its_page_and_no_page_stands_beside_itself() {
        for state in OrderState::ALL {
            for (product, details) in all_details() {
                for attempt_state in attempt_states() {
                    for now in [At::from_ms(0), At::from_ms(900_000)] {
                        let attempt = attempt(product, details.clone(), attempt_state.clone());
                        let at = current_page(&order(state), Some(&attempt), now);
                        assert!(
                            !at.also.contains(&at.place),
                            "{state:?} {product:?} {attempt_state:?}"
                        );
                        if attempt_state == AttemptState::Unsettled && state == OrderState::Paying {
                            assert_eq!(
                                (at.place, at.also),
                                (Place::Waiting, [].as_slice()),
                                "no way out of a payment"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn time_that_is_over_shows_before_its_job_ran_and_a_late_action_is_told_so() {
        let (open, paid) = (order(OrderState::Open), order(OrderState::Paid));
        assert_eq!(
            current_page(&open, None, At::from_ms(899_999)).place,
            Place::Choose
        );
        assert_eq!(
            current_page(&open, None, At::from_ms(900_000)).place,
            Place::Expired
        );
        assert_eq!(current_page(&paid, None, At::from_ms(0)).place, Place::Paid);
        assert_eq!(
            after_action(&paid, None, At::from_ms(0)),
            Place::AlreadyPaid
        );
    }
}
