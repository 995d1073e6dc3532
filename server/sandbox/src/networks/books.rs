//! The network's books: every transaction, token and notice, in memory and
//! in a file, because a network does not forget when it is restarted.
//!
//! The file is JSON lines, only ever appended to. One line is one change,
//! all of it or nothing; opening reads them in order. A last line without
//! its end is what a crash leaves behind: it was answered to nobody, and is
//! cut off. Writes go to the system at once, but are not forced to disk: a
//! killed process loses nothing, and this is a sandbox.
//!
//! No card number, id number, phone, code or token is in them: cards by the
//! name this crate gives them, tokens by their hash.

mod change;
mod letter;
mod log;
mod refund;
mod trade;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::clock::At;

pub(super) use change::Change;
pub(super) use letter::{Letter, Told};
pub use log::LogError;
pub(super) use refund::{Back, Refund};
pub(super) use trade::{Key, Paid, State, Trade, Way};

use log::Log;

/// A signed agreement, without the token itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Token {
    /// SHA-256 of the token, hexadecimal.
    pub(super) hash: String,
    /// The card's name in `cards`.
    pub(super) card: String,
    /// The merchant it was opened at.
    pub(super) mer_id: String,
    /// The order number it was opened under.
    pub(super) order_id: String,
    /// When it was opened.
    pub(super) made_at: At,
    /// A payment was made with it.
    pub(super) used: bool,
}

/// The books. One owner, behind a lock.
#[derive(Debug)]
pub(super) struct Books {
    trades: BTreeMap<Key, Trade>,
    /// Transactions by what a payer holds: a bank page's ticket, a QR code.
    held: BTreeMap<String, Key>,
    refunds: BTreeMap<Key, Refund>,
    /// The payments by `queryId`: each number the desk was ever told.
    payments: BTreeMap<String, (Key, Paid)>,
    /// What went back of a payment, by its `queryId`.
    back: BTreeMap<String, Vec<Key>>,
    tokens: BTreeMap<String, Token>,
    letters: BTreeMap<u64, Letter>,
    /// When which notice is sent next, the earliest first.
    due: BTreeSet<(At, u64)>,
    log: Log,
}

impl Books {
    /// The books of the data folder `dir`; empty ones when there are none.
    ///
    /// # Errors
    /// [`LogError`]: the file cannot be read or written, or a line in its
    /// middle is damaged.
    pub(super) fn open(dir: &Path) -> Result<Self, LogError> {
        let (log, changes) = Log::open(&dir.join("unionpay-sandbox.jsonl"))?;
        let mut books = Self {
            trades: BTreeMap::new(),
            held: BTreeMap::new(),
            refunds: BTreeMap::new(),
            payments: BTreeMap::new(),
            back: BTreeMap::new(),
            tokens: BTreeMap::new(),
            letters: BTreeMap::new(),
            due: BTreeSet::new(),
            log,
        };
        for change in changes.into_iter().flatten() {
            books.apply(change);
        }
        Ok(books)
    }

    /// Writes `changes` as one, then counts them as true.
    ///
    /// # Errors
    /// [`LogError`]: not written, nothing changed; answer nothing that rests
    /// on it.
    pub(super) fn write(&mut self, changes: Vec<Change>) -> Result<(), LogError> {
        self.log.append(&changes)?;
        for change in changes {
            self.apply(change);
        }
        Ok(())
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Taken(trade) => {
                if let Some(held) = trade.way.ticket().or(trade.way.qr()) {
                    self.held.insert(held.to_owned(), trade.key());
                }
                self.trades.insert(trade.key(), *trade);
            }
            Change::Settled { key, state } => {
                if let State::Paid(paid) = &state {
                    self.count_payment(&key, paid);
                }
                if let Some(trade) = self.trades.get_mut(&key) {
                    trade.state = state;
                }
            }
            Change::TokenMade(token) => {
                self.tokens.insert(token.hash.clone(), token);
            }
            Change::TokenUsed { hash } => {
                if let Some(token) = self.tokens.get_mut(&hash) {
                    token.used = true;
                }
            }
            Change::TokenGone { hash } => {
                self.tokens.remove(&hash);
            }
            Change::RefundTaken(refund) => {
                let refunds = self.back.entry(refund.payment.clone()).or_default();
                refunds.push(refund.key());
                self.refunds.insert(refund.key(), *refund);
            }
            Change::Posted(letter) => {
                if let Told::Paid { paid, .. } = &letter.told {
                    self.count_payment(&letter.key, paid);
                }
                self.due.extend(letter.next.map(|next| (next, letter.id)));
                self.letters.insert(letter.id, letter);
            }
            Change::Sent {
                id,
                next,
                acknowledged,
            } => {
                self.reschedule(id, next);
                if let Some(letter) = self.letters.get_mut(&id) {
                    letter.tries = letter.tries.saturating_add(1);
                    letter.acknowledged = acknowledged;
                }
            }
            Change::Released { id, at } => {
                self.reschedule(id, Some(at));
                if let Some(letter) = self.letters.get_mut(&id) {
                    letter.held = false;
                }
            }
        }
    }

    fn reschedule(&mut self, id: u64, next: Option<At>) {
        if let Some(letter) = self.letters.get_mut(&id) {
            let before = std::mem::replace(&mut letter.next, next);
            self.due.extend(next.map(|next| (next, id)));
            if let Some(before) = before.filter(|before| Some(*before) != next) {
                self.due.remove(&(before, id));
            }
        }
    }

    fn count_payment(&mut self, key: &Key, paid: &Paid) {
        let payment = (key.clone(), paid.clone());
        self.payments.insert(paid.query_id.clone(), payment);
    }

    /// The payment of a `queryId`. A transaction that was told of twice has
    /// two: whoever was told of a payment may ask for its money back.
    pub(super) fn payment(&self, query_id: &str) -> Option<(&Trade, &Paid)> {
        let (key, paid) = self.payments.get(query_id)?;
        Some((self.trades.get(key)?, paid))
    }

    /// The refund or undo of this merchant's order number.
    pub(super) fn refund(&self, key: &Key) -> Option<&Refund> {
        self.refunds.get(key)
    }

    /// What went back of a payment, or is on its way.
    pub(super) fn refunds_of(&self, query_id: &str) -> impl Iterator<Item = &Refund> {
        let keys = self.back.get(query_id).map_or(&[][..], Vec::as_slice);
        let refunds = keys.iter().filter_map(|key| self.refunds.get(key));
        refunds.filter(|refund| refund.refused.is_none())
    }

    /// All refunds and undos, the newest first.
    pub(super) fn newest_refunds(&self) -> Vec<&Refund> {
        let mut refunds: Vec<&Refund> = self.refunds.values().collect();
        refunds.sort_by_key(|refund| std::cmp::Reverse(refund.taken_at));
        refunds
    }

    /// The transaction of this merchant's order number.
    pub(super) fn trade(&self, key: &Key) -> Option<&Trade> {
        self.trades.get(key)
    }

    /// The transaction a bank page's ticket names.
    pub(super) fn by_ticket(&self, ticket: &str) -> Option<&Trade> {
        self.held(ticket)
            .filter(|trade| trade.way.ticket() == Some(ticket))
    }

    /// The transaction behind a QR code.
    pub(super) fn by_qr(&self, code: &str) -> Option<&Trade> {
        self.held(code).filter(|trade| trade.way.qr() == Some(code))
    }

    fn held(&self, held: &str) -> Option<&Trade> {
        self.trades.get(self.held.get(held)?)
    }

    /// All transactions, the newest first.
    pub(super) fn newest(&self) -> Vec<&Trade> {
        let mut trades: Vec<&Trade> = self.trades.values().collect();
        trades.sort_by_key(|trade| std::cmp::Reverse(trade.taken_at));
        trades
    }

    /// The agreement of a token, by its hash.
    pub(super) fn token(&self, hash: &str) -> Option<&Token> {
        self.tokens.get(hash)
    }

    /// True when an agreement was opened under this order number.
    pub(super) fn opened(&self, mer_id: &str, order_id: &str) -> bool {
        self.tokens
            .values()
            .any(|t| t.mer_id == mer_id && t.order_id == order_id)
    }

    /// All notices, in the order they were posted.
    pub(super) fn letters(&self) -> impl Iterator<Item = &Letter> {
        self.letters.values()
    }

    /// The notices that will be sent, the earliest first.
    pub(super) fn due(&self) -> impl Iterator<Item = (At, &Letter)> {
        let letter = |(at, id): &(At, u64)| Some((*at, self.letters.get(id)?));
        self.due.iter().filter_map(letter)
    }

    /// The number of the next notice.
    pub(super) fn next_letter(&self) -> u64 {
        self.letters.last_key_value().map_or(1, |(id, _)| id + 1)
    }

    /// `traceNo` of the next payment or refund: six digits, counted up as they
    /// are made. What was taken in and is not paid yet has none.
    pub(super) fn next_trace_no(&self) -> String {
        let count = self.payments.len() + self.refunds.len();
        format!("{:06}", (count + 1) % 1_000_000)
    }
}
