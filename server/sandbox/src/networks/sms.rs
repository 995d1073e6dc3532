//! SMS codes on the payers' phones.
//!
//! In memory only: after a restart the payer requests a new code. A code is
//! bound to card, merchant, purpose and amount. UnionPay's sample also keeps
//! the `orderId`, but an integration may give each attempt a new one, so the
//! sandbox does not require it.

use std::collections::VecDeque;

use domain::clock::At;
use serde::Serialize;

/// How long a code is valid, in seconds.
const VALID_S: i64 = 5 * 60;
/// The number of wrong entries that ends a code.
const TRIES_MAX: u8 = 5;
/// The most messages kept.
const KEPT: usize = 200;

/// What a code authorizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SmsPurpose {
    /// The card's name in `cards`.
    pub(super) card: &'static str,
    /// The merchant.
    pub(super) mer_id: String,
    /// The amount of a payment; `None` for signing.
    pub(super) fen: Option<i64>,
}

/// A message on a phone, as `/phone/messages` returns it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct SmsMessage {
    /// The phone number.
    pub(super) phone: String,
    /// The six digits.
    pub(super) code: String,
    /// The whole text.
    pub(super) text: String,
    /// The `orderId` it was requested for.
    pub(super) order_id: String,
    /// When it was received, in Unix milliseconds.
    pub(super) at: At,
    #[serde(skip)]
    purpose: SmsPurpose,
    #[serde(skip)]
    dead: bool,
    #[serde(skip)]
    wrong: u8,
}

impl SmsMessage {
    /// A message with a new code.
    pub(super) fn new(
        (phone, code): (&str, String),
        text: String,
        order_id: String,
        purpose: SmsPurpose,
        at: At,
    ) -> Self {
        let phone = phone.to_owned();
        Self {
            phone,
            code,
            text,
            order_id,
            at,
            purpose,
            dead: false,
            wrong: 0,
        }
    }
}

/// The messages of all phones.
#[derive(Debug, Default)]
pub(super) struct SmsInbox(VecDeque<SmsMessage>);

impl SmsInbox {
    /// Adds a message. Earlier codes for the same purpose become invalid.
    pub(super) fn receive(&mut self, message: SmsMessage) {
        for old in self
            .0
            .iter_mut()
            .filter(|old| old.purpose == message.purpose)
        {
            old.dead = true;
        }
        self.0.push_front(message);
        self.0.truncate(KEPT);
    }

    /// Redeems the code typed for `purpose`: true once, for the right digits,
    /// in time. The fifth wrong entry ends the code.
    pub(super) fn redeem(&mut self, purpose: &SmsPurpose, typed: &str, now: At) -> bool {
        let state = self
            .0
            .iter_mut()
            .find(|m| m.purpose == *purpose && !m.dead && now <= m.at.plus_s(VALID_S));
        let Some(message) = state else { return false };
        let right = message.code == typed;
        if !right {
            message.wrong += 1;
        }
        message.dead = right || message.wrong >= TRIES_MAX;
        right
    }

    /// The messages, newest first; only those of `phone` if it is given.
    pub(super) fn messages(&self, phone: Option<&str>) -> impl Iterator<Item = &SmsMessage> {
        self.0
            .iter()
            .filter(move |m| phone.is_none_or(|phone| m.phone == phone))
    }
}

#[cfg(test)]
mod tests {
    use super::{SmsInbox, SmsMessage, SmsPurpose};
    use domain::clock::At;

    const NOW: At = At::from_ms(1_000_000);

    fn purpose() -> SmsPurpose {
        SmsPurpose {
            card: "icbc-debit",
            mer_id: "M1".to_owned(),
            fen: Some(100),
        }
    }

    fn inbox(codes: &[&str]) -> SmsInbox {
        let mut inbox = SmsInbox::default();
        for code in codes {
            let who = ("13800138001", (*code).to_owned());
            inbox.receive(SmsMessage::new(
                who,
                String::new(),
                String::new(),
                purpose(),
                NOW,
            ));
        }
        inbox
    }

    #[test]
    fn the_newest_code_works_once() {
        let mut inbox = inbox(&["111111", "222222"]);
        assert!(!inbox.redeem(&purpose(), "111111", NOW));
        assert!(inbox.redeem(&purpose(), "222222", NOW));
        assert!(!inbox.redeem(&purpose(), "222222", NOW));
    }

    #[test]
    fn in_time_for_the_same_thing_and_not_after_five_wrong_ones() {
        assert!(inbox(&["1"]).redeem(&purpose(), "1", NOW.plus_s(300)));
        assert!(!inbox(&["1"]).redeem(&purpose(), "1", NOW.plus_s(301)));
        let other = SmsPurpose {
            fen: Some(101),
            ..purpose()
        };
        assert!(!inbox(&["1"]).redeem(&other, "1", NOW));
        let mut tried = inbox(&["1"]);
        for _ in 0..5 {
            assert!(!tried.redeem(&purpose(), "2", NOW));
        }
        assert!(!tried.redeem(&purpose(), "1", NOW));
    }
}
