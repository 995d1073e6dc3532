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
mod trade;

use std::collections::BTreeMap;
use std::path::Path;

use domain::clock::At;

pub(super) use change::Change;
pub(super) use letter::{Letter, Told};
pub use log::LogError;
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
    tokens: BTreeMap<String, Token>,
    letters: BTreeMap<u64, Letter>,
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
        let (trades, tokens, letters) = Default::default();
        let mut books = Self {
            trades,
            tokens,
            letters,
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
                self.trades.insert(trade.key(), *trade);
            }
            Change::Settled { key, state } => {
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
            Change::Posted(letter) => {
                self.letters.insert(letter.id, letter);
            }
            Change::Sent {
                id,
                next,
                acknowledged,
            } => {
                if let Some(letter) = self.letters.get_mut(&id) {
                    letter.tries = letter.tries.saturating_add(1);
                    letter.next = next;
                    letter.acknowledged = acknowledged;
                }
            }
            Change::Released { id, at } => {
                if let Some(letter) = self.letters.get_mut(&id) {
                    letter.held = false;
                    letter.next = Some(at);
                }
            }
        }
    }

    /// The transaction of this merchant's order number.
    pub(super) fn trade(&self, key: &Key) -> Option<&Trade> {
        self.trades.get(key)
    }

    /// The transaction a bank page's ticket names.
    pub(super) fn by_ticket(&self, ticket: &str) -> Option<&Trade> {
        self.trades
            .values()
            .find(|trade| trade.way.ticket() == Some(ticket))
    }

    /// The transaction behind a QR code.
    pub(super) fn by_qr(&self, code: &str) -> Option<&Trade> {
        self.trades
            .values()
            .find(|trade| trade.way.qr() == Some(code))
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

    /// The number of the next notice.
    pub(super) fn next_letter(&self) -> u64 {
        self.letters.last_key_value().map_or(1, |(id, _)| id + 1)
    }

    /// `traceNo` of the next payment: six digits, counted up.
    pub(super) fn next_trace_no(&self) -> String {
        format!("{:06}", (self.trades.len() + 1) % 1_000_000)
    }
}
