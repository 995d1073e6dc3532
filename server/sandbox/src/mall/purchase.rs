//! A purchase: what the shopper ordered here, and what this mall knows of
//! its payment.
//!
//! Only two things move it: an event of the desk, in the order of its
//! `sequence`, and the answer to a question. Both must name the same payee
//! and the same amount. What was paid never becomes unpaid again.

mod untold;

use super::buyer::Buyer;
use super::desk_client::DeskOrder;
use super::new_order::{Amount, NewOrder};
use super::refund::{self, DeskRefund, GivenBack, Stands};
use super::webhook::Event;
use domain::clock::At;
use serde::{Deserialize, Serialize};
pub(crate) use untold::Untold;

/// The most notes kept of one purchase.
const NOTES_MAX: usize = 60;

/// How far a purchase has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    /// Written down here; not yet known to be known to the desk.
    Sending,
    /// The desk said no.
    Refused,
    /// Can be paid.
    Open,
    /// Being paid.
    Paying,
    /// Closed before it was paid.
    Closed,
    /// Ran out of time before it was paid.
    Expired,
    /// Paid.
    Paid,
    /// Paid, and some of it sent back.
    PartiallyRefunded,
    /// Paid, and all of it sent back.
    Refunded,
}

impl State {
    /// The desk's word for it.
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

    /// States are left only for one of the same or a higher step.
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

    /// True while the desk may still have news for the shopper.
    pub(crate) const fn is_waiting(self) -> bool {
        matches!(self, Self::Sending | Self::Open | Self::Paying)
    }
}

/// Which way the order goes to the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Door {
    /// `POST /v1/orders`.
    Api,
    /// A signed link in the shopper's browser.
    Link,
}

impl Door {
    /// From its name in a form.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "api" => Some(Self::Api),
            "link" => Some(Self::Link),
            _ => None,
        }
    }
}

/// Something this mall saw, for the order page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub(crate) enum Saw {
    /// The shopper ordered.
    Placed,
    /// The desk took the order.
    Accepted,
    /// The desk refused it, with this code.
    Refused { code: String },
    /// The desk did not answer.
    NoAnswer,
    /// The shopper came back with a good signature: information only.
    Returned { state: String },
    /// A verified event.
    Event { kind: String, sequence: u32 },
    /// The desk's answer to a question brought this state.
    Asked { state: String },
    /// Money back was asked for: decimal text, or all that is left.
    RefundAsked { value: Option<String> },
    /// The desk refused that, with this code.
    RefundRefused { code: String },
}

/// When, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    pub(crate) at: At,
    #[serde(flatten)]
    pub(crate) saw: Saw,
}

/// One line of goods, for the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bought {
    pub(crate) sku: String,
    pub(crate) quantity: u32,
}

/// What became of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// News.
    Taken,
    /// Known already, or older than what is known.
    Ignored,
    /// Not about what was ordered here: another payee or amount.
    Mismatch,
}

/// A purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Purchase {
    /// What the desk was asked to collect; never changes.
    pub(crate) order: NewOrder,
    /// Who ordered.
    pub(crate) buyer: Buyer,
    /// The store that sells.
    pub(crate) seller: String,
    /// Which way it went.
    pub(crate) door: Door,
    /// The checkout page it came from: the same page sent twice is one order.
    pub(crate) ticket: String,
    /// What was in the basket.
    pub(crate) bought: Vec<Bought>,
    /// How far it has come.
    pub(crate) state: State,
    /// The desk's id, once known.
    pub(crate) desk_id: Option<String>,
    /// The highest `sequence` heard.
    pub(crate) sequence: u32,
    /// Ids of the events heard.
    pub(crate) heard: Vec<String>,
    /// What was seen, oldest first.
    pub(crate) notes: Vec<Note>,
    /// Money given back, oldest first.
    #[serde(default)]
    pub(crate) refunds: Vec<GivenBack>,
    /// What no event has said yet.
    #[serde(default)]
    pub(crate) untold: Untold,
}

impl Purchase {
    /// Our number of it.
    pub(crate) fn no(&self) -> &str {
        &self.order.mall_order_no
    }

    /// When it was placed.
    pub(crate) fn placed_at(&self) -> At {
        self.notes.first().map_or(At::from_ms(0), |n| n.at)
    }

    /// Takes an event in.
    pub(crate) fn hear(&mut self, event: &Event, now: At) -> Heard {
        if !self.is_about(&event.data.merchant_id, &event.data.amount, &event.data.id) {
            return Heard::Mismatch;
        }
        if self.heard.contains(&event.id) {
            return Heard::Ignored;
        }
        // Of a refund even an older event may be news: refunds end one by one.
        let told = event.data.refund.as_ref();
        let of_refund = told.is_some_and(|told| self.learn_refund(told, now));
        if let Some(told) = told {
            self.untold.told(&told.id);
        }
        let newest = event.data.sequence > self.sequence;
        if !newest && !of_refund {
            return Heard::Ignored;
        }
        self.heard.push(event.id.clone());
        if newest {
            self.sequence = event.data.sequence;
            self.desk_id = Some(event.data.id.clone());
            self.advance(&event.data.state);
        }
        self.untold.told(&event.data.state);
        self.note(
            now,
            Saw::Event {
                kind: event.kind.clone(),
                sequence: event.data.sequence,
            },
        );
        Heard::Taken
    }

    /// Takes an answer of the desk in; true when it brought news.
    pub(crate) fn learn(&mut self, answer: &DeskOrder, now: At) -> bool {
        if !self.is_about(&answer.merchant_id, &answer.amount, &answer.id)
            || answer.mall_order_no != self.no()
        {
            return false;
        }
        let first = self.desk_id.replace(answer.id.clone()).is_none();
        if first {
            self.note(now, Saw::Accepted);
        }
        let before = self.state;
        self.advance(&answer.state);
        let moved = self.state != before;
        if moved && before != State::Sending {
            self.note(
                now,
                Saw::Asked {
                    state: answer.state.clone(),
                },
            );
        }
        if moved && !self.state.is_waiting() {
            self.untold.asked(&answer.state, now);
        }
        let mut of_refund = false;
        for told in answer.refunds.iter().chain(&answer.surplus) {
            let news = self.learn_refund(told, now);
            if news && told.has_ended() {
                self.untold.asked(&told.id, now);
            }
            of_refund |= news;
        }
        first || moved || of_refund
    }

    /// Takes the desk's word of one refund in; true when it brought news.
    pub(crate) fn learn_refund(&mut self, told: &DeskRefund, now: At) -> bool {
        refund::learn(&mut self.refunds, told, now)
    }

    /// True while the desk may still have news of this purchase.
    pub(crate) fn is_waiting(&self) -> bool {
        self.state.is_waiting() || self.refunds.iter().any(GivenBack::is_waiting)
    }

    /// True while its page may change by itself: the desk may have news, or
    /// an event may still say what this mall found out by asking.
    pub(crate) fn may_change(&self, now: At) -> bool {
        self.is_waiting() || self.untold.is_due(now)
    }

    /// The number of the next refund of it.
    pub(crate) fn next_refund_no(&self) -> String {
        let asked = self.refunds.iter().filter(|r| !r.is_surplus()).count();
        format!("{}-R{}", self.no(), asked + 1)
    }

    /// True for the number of a refund of it, or of the next.
    pub(crate) fn may_use_refund_no(&self, no: &str) -> bool {
        no == self.next_refund_no() || self.refunds.iter().any(|r| r.no.as_deref() == Some(no))
    }

    /// Writes a refund down; the one of this number where there is one.
    pub(crate) fn ask_back(&mut self, no: &str, amount: Option<Amount>, now: At) -> GivenBack {
        let known = self.refunds.iter().find(|r| r.no.as_deref() == Some(no));
        if let Some(known) = known {
            return known.clone();
        }
        let value = amount.as_ref().map(|amount| amount.value.clone());
        self.note(now, Saw::RefundAsked { value });
        let asked = GivenBack::asked(no.to_owned(), amount, now);
        self.refunds.push(asked.clone());
        asked
    }

    /// The desk refused a refund.
    pub(crate) fn refuse_refund(&mut self, no: &str, code: &str, now: At) {
        let open = |r: &&mut GivenBack| r.no.as_deref() == Some(no) && r.stands == Stands::Sending;
        if let Some(refund) = self.refunds.iter_mut().find(open) {
            refund.stands = Stands::Refused(code.to_owned());
            let code = code.to_owned();
            self.note(now, Saw::RefundRefused { code });
        }
    }

    /// The desk refused the order.
    pub(crate) fn refuse(&mut self, code: &str, now: At) {
        if self.state == State::Sending {
            self.state = State::Refused;
            self.note(
                now,
                Saw::Refused {
                    code: code.to_owned(),
                },
            );
        }
    }

    /// Notes what was seen; the same twice in a row is one note.
    pub(crate) fn note(&mut self, at: At, saw: Saw) {
        let repeated = self.notes.last().is_some_and(|n| n.saw == saw);
        if !repeated && self.notes.len() < NOTES_MAX {
            self.notes.push(Note { at, saw });
        }
    }

    fn is_about(&self, merchant_id: &str, amount: &Amount, desk_id: &str) -> bool {
        merchant_id == self.order.merchant_id
            && *amount == self.order.amount
            && self.desk_id.as_deref().is_none_or(|known| known == desk_id)
    }

    fn advance(&mut self, word: &str) {
        if let Some(next) = State::parse(word)
            && next.step() >= self.state.step()
        {
            self.state = next;
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
