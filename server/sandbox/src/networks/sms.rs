//! Codes by SMS on the payers' phones.
//!
//! In memory only: after a restart a code is as good as expired, and the
//! payer asks for another one. A code is bound to card, merchant, purpose and
//! amount. UnionPay's sample also keeps the order number the same; a desk
//! that numbers each try to pay anew may not, so the sandbox does not require it.

use std::collections::VecDeque;

use domain::clock::At;
use serde::Serialize;

/// A code's life.
const VALID_S: i64 = 5 * 60;
/// Wrong entries before a code is dead.
const TRIES_MAX: u8 = 5;
/// Messages kept.
const KEPT: usize = 200;

/// What a code allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SmsPurpose {
    /// The card's name in `cards`.
    pub(super) card: &'static str,
    /// The merchant.
    pub(super) mer_id: String,
    /// The amount of a payment; none for signing.
    pub(super) fen: Option<i64>,
}

/// A message on a phone, as `/phone/messages` gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct SmsMessage {
    /// Whose phone.
    pub(super) phone: String,
    /// The six digits.
    pub(super) code: String,
    /// The whole text.
    pub(super) text: String,
    /// The order number it was asked for.
    pub(super) order_id: String,
    /// When it came: Unix milliseconds.
    pub(super) at: At,
    #[serde(skip)]
    purpose: SmsPurpose,
    #[serde(skip)]
    dead: bool,
    #[serde(skip)]
    wrong: u8,
}

impl SmsMessage {
    /// A fresh one.
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

/// All phones.
#[derive(Debug, Default)]
pub(super) struct SmsInbox(VecDeque<SmsMessage>);

impl SmsInbox {
    /// A message comes in; codes sent before for the same thing are dead.
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

    /// Takes the code typed for `purpose`: true once, for the right digits,
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

    /// Messages, the newest first; of one phone when named.
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
