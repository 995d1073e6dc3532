//! A purchase: the order, and the state of its payment as the mall has it.
//!
//! Its state changes only by events, in the order of `sequence`, and by answers
//! to queries. Both must have the order's payee and amount. A paid purchase
//! never becomes unpaid.

mod pending_events;

use super::buyer::Buyer;
use super::desk_client::DeskOrder;
use super::order_request::{ApiAmount, OrderRequest};
use super::refund::{self, DeskRefund, MallRefundState, PurchaseRefund};
use super::webhook::WebhookEvent;
use domain::clock::At;
use domain::money::{Currency, Money};
pub(crate) use pending_events::PendingEvents;
use serde::{Deserialize, Serialize};

/// The most notes kept of one purchase.
const NOTES_MAX: usize = 60;

/// The state of a purchase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PurchaseState {
    /// Recorded here; not yet confirmed by Paydesk.
    Sending,
    /// Refused by Paydesk.
    Refused,
    /// Can be paid.
    Open,
    /// Being paid.
    Paying,
    /// Closed before it was paid.
    Closed,
    /// Not paid in time.
    Expired,
    /// Paid.
    Paid,
    /// Paid and partly refunded.
    PartiallyRefunded,
    /// Paid and fully refunded.
    Refunded,
}

impl PurchaseState {
    /// The state of this name in the API.
    fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "open" => Self::Open,
            "paying" => Self::Paying,
            "paid" => Self::Paid,
            "closed" => Self::Closed,
            "expired" => Self::Expired,
            "partially_refunded" => Self::PartiallyRefunded,
            "refunded" => Self::Refunded,
            _ => return None,
        })
    }

    /// A rank: a state changes only to one of the same or a higher rank.
    const fn step(self) -> u8 {
        match self {
            Self::Sending | Self::Refused => 0,
            Self::Open | Self::Paying => 1,
            Self::Closed | Self::Expired => 2,
            Self::Paid => 3,
            Self::PartiallyRefunded => 4,
            Self::Refunded => 5,
        }
    }

    /// True while it waits for a payment.
    pub(crate) const fn is_waiting(self) -> bool {
        matches!(self, Self::Sending | Self::Open | Self::Paying)
    }

    /// True once it was paid, also after refunds.
    pub(crate) const fn is_paid(self) -> bool {
        matches!(self, Self::Paid | Self::PartiallyRefunded | Self::Refunded)
    }
}

/// How the order is created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CreateVia {
    /// `POST /v1/orders`.
    Api,
    /// A signed link, opened by the shopper's browser.
    Link,
}

impl CreateVia {
    /// The variant of this name in a form.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "api" => Some(Self::Api),
            "link" => Some(Self::Link),
            _ => None,
        }
    }
}

/// An entry of the order page's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub(crate) enum NoteKind {
    /// The order was placed.
    Placed,
    /// Paydesk accepted the order.
    Accepted,
    /// Paydesk refused the order, with this code.
    Refused { code: String },
    /// Paydesk did not answer.
    NoAnswer,
    /// The shopper returned with a valid signature. Information only.
    Returned { state: String },
    /// A verified event.
    Event { kind: String, sequence: u32 },
    /// A query returned this state.
    Asked { state: String },
    /// A refund was requested: a decimal text, or `None` for all that is left.
    RefundAsked { value: Option<String> },
    /// Paydesk refused the refund, with this code.
    RefundRefused { code: String },
}

/// An entry with its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PurchaseNote {
    pub(crate) at: At,
    #[serde(flatten)]
    pub(crate) saw: NoteKind,
}

/// An item, for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PurchasedItem {
    pub(crate) sku: String,
    pub(crate) quantity: u32,
}

/// The result of applying an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventOutcome {
    /// It was applied.
    Taken,
    /// A repeat, or older than the present state.
    Ignored,
    /// The payee or the amount differs from the order's.
    Mismatch,
}

/// A purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Purchase {
    /// The order's request; never changes.
    pub(crate) order: OrderRequest,
    /// The buyer.
    pub(crate) buyer: Buyer,
    /// The store.
    pub(crate) seller: String,
    /// How it was created.
    #[serde(rename = "door")]
    pub(crate) create_via: CreateVia,
    /// The checkout form's id: a form sent twice is one order.
    pub(crate) ticket: String,
    /// The items bought.
    pub(crate) bought: Vec<PurchasedItem>,
    /// Its state.
    pub(crate) state: PurchaseState,
    /// Paydesk's id of the order, once known.
    pub(crate) desk_id: Option<String>,
    /// The highest `sequence` received.
    pub(crate) sequence: u32,
    /// The ids of the events received.
    #[serde(rename = "heard")]
    pub(crate) event_ids: Vec<String>,
    /// The history, oldest first.
    pub(crate) notes: Vec<PurchaseNote>,
    /// The refunds, oldest first.
    #[serde(default)]
    pub(crate) refunds: Vec<PurchaseRefund>,
    /// Changes whose events have not arrived yet.
    #[serde(default, rename = "untold")]
    pub(crate) pending_events: PendingEvents,
}

impl Purchase {
    /// The mall's order number.
    pub(crate) fn no(&self) -> &str {
        &self.order.mall_order_no
    }

    /// When it was placed.
    pub(crate) fn placed_at(&self) -> At {
        self.notes.first().map_or(At::from_ms(0), |n| n.at)
    }

    /// Applies an event.
    pub(crate) fn apply_event(&mut self, event: &WebhookEvent, now: At) -> EventOutcome {
        if !self.is_about(&event.data.merchant_id, &event.data.amount, &event.data.id) {
            return EventOutcome::Mismatch;
        }
        if self.event_ids.contains(&event.id) {
            return EventOutcome::Ignored;
        }
        // Refunds have their own states, so an older event may still change
        // one.
        let refund = event.data.refund.as_ref();
        let of_refund = refund.is_some_and(|refund| self.apply_refund(refund, now));
        if let Some(refund) = refund {
            self.pending_events.received(&refund.id);
        }
        let newest = event.data.sequence > self.sequence;
        if !newest && !of_refund {
            return EventOutcome::Ignored;
        }
        self.event_ids.push(event.id.clone());
        if newest {
            self.sequence = event.data.sequence;
            self.desk_id = Some(event.data.id.clone());
            self.advance(&event.data.state);
        }
        self.pending_events.received(&event.data.state);
        self.note(
            now,
            NoteKind::Event {
                kind: event.kind.clone(),
                sequence: event.data.sequence,
            },
        );
        EventOutcome::Taken
    }

    /// Applies the answer to a query; true when something changed.
    pub(crate) fn apply_answer(&mut self, answer: &DeskOrder, now: At) -> bool {
        if !self.is_about(&answer.merchant_id, &answer.amount, &answer.id)
            || answer.mall_order_no != self.no()
        {
            return false;
        }
        let first = self.desk_id.replace(answer.id.clone()).is_none();
        if first {
            self.note(now, NoteKind::Accepted);
        }
        let before = self.state;
        self.advance(&answer.state);
        let moved = self.state != before;
        if moved && before != PurchaseState::Sending {
            self.note(
                now,
                NoteKind::Asked {
                    state: answer.state.clone(),
                },
            );
        }
        if moved && !self.state.is_waiting() {
            self.pending_events.expect(&answer.state, now);
        }
        let mut of_refund = false;
        for refund in answer.refunds.iter().chain(&answer.surplus) {
            let news = self.apply_refund(refund, now);
            if news && refund.has_ended() {
                self.pending_events.expect(&refund.id, now);
            }
            of_refund |= news;
        }
        first || moved || of_refund
    }

    /// Applies an answer about one refund; true when something changed.
    pub(crate) fn apply_refund(&mut self, answer: &DeskRefund, now: At) -> bool {
        refund::apply_answer(&mut self.refunds, answer, now)
    }

    /// True while Paydesk may still change the purchase.
    pub(crate) fn is_waiting(&self) -> bool {
        self.state.is_waiting() || self.refunds.iter().any(PurchaseRefund::is_waiting)
    }

    /// True while the page may change: by Paydesk, or by an event that is
    /// expected for a known change.
    pub(crate) fn may_change(&self, now: At) -> bool {
        self.is_waiting() || self.pending_events.may_arrive(now)
    }

    /// What is left to refund, as far as the mall knows; `None` where no refund
    /// can be requested.
    pub(crate) fn left_to_refund(&self) -> Option<Money> {
        if !matches!(
            self.state,
            PurchaseState::Paid | PurchaseState::PartiallyRefunded
        ) {
            return None;
        }
        let money = |value: &str| Money::parse(value, Currency::Cny).ok();
        let asked = self
            .refunds
            .iter()
            .filter(|r| !r.is_surplus() && r.counts());
        asked.fold(money(&self.order.amount.value), |rest, refund| {
            // A refund of all that is left has no amount until it is answered:
            // nothing is left.
            let back = refund
                .amount
                .as_ref()
                .map_or_else(|| rest, |amount| money(&amount.value));
            rest?.minus(back?).ok()
        })
    }

    /// The number of the next refund.
    pub(crate) fn next_refund_no(&self) -> String {
        let asked = self.refunds.iter().filter(|r| !r.is_surplus()).count();
        format!("{}-R{}", self.no(), asked + 1)
    }

    /// True for the number of an existing refund, or of the next one.
    pub(crate) fn may_use_refund_no(&self, no: &str) -> bool {
        no == self.next_refund_no() || self.refunds.iter().any(|r| r.no.as_deref() == Some(no))
    }

    /// Records a refund; returns the existing one if the number is known.
    pub(crate) fn request_refund(
        &mut self,
        no: &str,
        amount: Option<ApiAmount>,
        now: At,
    ) -> PurchaseRefund {
        let known = self.refunds.iter().find(|r| r.no.as_deref() == Some(no));
        if let Some(known) = known {
            return known.clone();
        }
        let value = amount.as_ref().map(|amount| amount.value.clone());
        self.note(now, NoteKind::RefundAsked { value });
        let asked = PurchaseRefund::asked(no.to_owned(), amount, now);
        self.refunds.push(asked.clone());
        asked
    }

    /// Records that Paydesk refused the refund.
    pub(crate) fn refuse_refund(&mut self, no: &str, code: &str, now: At) {
        let open = |r: &&mut PurchaseRefund| {
            r.no.as_deref() == Some(no) && r.state == MallRefundState::Sending
        };
        if let Some(refund) = self.refunds.iter_mut().find(open) {
            refund.state = MallRefundState::Refused(code.to_owned());
            let code = code.to_owned();
            self.note(now, NoteKind::RefundRefused { code });
        }
    }

    /// Records that Paydesk refused the order.
    pub(crate) fn refuse(&mut self, code: &str, now: At) {
        if self.state == PurchaseState::Sending {
            self.state = PurchaseState::Refused;
            self.note(
                now,
                NoteKind::Refused {
                    code: code.to_owned(),
                },
            );
        }
    }

    /// Adds an entry to the history, unless it repeats the last one.
    pub(crate) fn note(&mut self, at: At, saw: NoteKind) {
        let repeated = self.notes.last().is_some_and(|n| n.saw == saw);
        if !repeated && self.notes.len() < NOTES_MAX {
            self.notes.push(PurchaseNote { at, saw });
        }
    }

    fn is_about(&self, merchant_id: &str, amount: &ApiAmount, desk_id: &str) -> bool {
        merchant_id == self.order.merchant_id
            && *amount == self.order.amount
            && self.desk_id.as_deref().is_none_or(|known| known == desk_id)
    }

    fn advance(&mut self, word: &str) {
        if let Some(next) = PurchaseState::parse(word)
            && next.step() >= self.state.step()
        {
            self.state = next;
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
