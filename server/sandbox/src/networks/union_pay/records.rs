//! UnionPay's records: all transactions, tokens and notices, in memory and
//! in a file that is read again at start.
//!
//! The file is append-only JSON lines; one line is one atomic change. A last
//! line without its end (a crash while writing) is cut off: nothing was
//! answered by it. Writes reach the operating system at once but are not
//! synced: a killed process loses nothing, which is enough for a sandbox.
//!
//! No card number, id number, phone, SMS code or token is stored: cards by
//! their name in `cards`, tokens by their hash.

mod change;
mod notice;
mod refund;
mod transaction;

use std::collections::BTreeMap;
use std::path::Path;

use domain::clock::At;

pub(super) use change::RecordChange;
pub(super) use notice::{NoticeContent, UnionPayNotice};
pub(super) use refund::{RefundKind, RefundRecord};
pub(super) use transaction::{
    PayMethod, PaymentFacts, Transaction, TransactionId, TransactionState,
};

use crate::jsonl_file::{JsonlError, JsonlFile};
use crate::networks::notice_queue::NoticeQueue;

/// A signed agreement, without the token itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Token {
    /// SHA-256 of the token, hexadecimal.
    pub(super) hash: String,
    /// The card's name in `cards`.
    pub(super) card: String,
    /// The merchant it was signed at.
    pub(super) mer_id: String,
    /// The `orderId` it was signed under.
    pub(super) order_id: String,
    /// When it was signed.
    pub(super) made_at: At,
    /// True once a payment was made with it.
    pub(super) used: bool,
}

/// The records, behind the lock of the state.
#[derive(Debug)]
pub(super) struct UnionPayRecords {
    transactions: BTreeMap<TransactionId, Transaction>,
    /// Transactions by a bank page's ticket or a QR code's content.
    by_code: BTreeMap<String, TransactionId>,
    refunds: BTreeMap<TransactionId, RefundRecord>,
    /// Payments by `queryId`; one of them for each number sent to Paydesk.
    payments: BTreeMap<String, (TransactionId, PaymentFacts)>,
    /// The refunds of a payment, by its `queryId`.
    refunds_by_payment: BTreeMap<String, Vec<TransactionId>>,
    tokens: BTreeMap<String, Token>,
    pub(super) notices: NoticeQueue<TransactionId, NoticeContent>,
    log: JsonlFile,
}

impl UnionPayRecords {
    /// Reads the records in the data folder `dir`, or creates them.
    ///
    /// # Errors
    /// [`JsonlError`]: the file cannot be read or written, or a line in its
    /// middle is damaged.
    pub(super) fn open(dir: &Path) -> Result<Self, JsonlError> {
        let (log, changes) =
            JsonlFile::open::<Vec<RecordChange>>(&dir.join("unionpay-sandbox.jsonl"))?;
        let mut records = Self {
            transactions: BTreeMap::new(),
            by_code: BTreeMap::new(),
            refunds: BTreeMap::new(),
            payments: BTreeMap::new(),
            refunds_by_payment: BTreeMap::new(),
            tokens: BTreeMap::new(),
            notices: NoticeQueue::default(),
            log,
        };
        for change in changes.into_iter().flatten() {
            records.apply(change);
        }
        Ok(records)
    }

    /// Writes `changes` as one line, then applies them.
    ///
    /// # Errors
    /// [`JsonlError`]: nothing was written or changed; the caller must not answer
    /// as if it were.
    pub(super) fn write(&mut self, changes: Vec<RecordChange>) -> Result<(), JsonlError> {
        self.log.append(&changes)?;
        for change in changes {
            self.apply(change);
        }
        Ok(())
    }

    fn apply(&mut self, change: RecordChange) {
        match change {
            RecordChange::Taken(transaction) => {
                if let Some(code) = transaction.method.ticket().or(transaction.method.qr()) {
                    self.by_code.insert(code.to_owned(), transaction.key());
                }
                self.transactions.insert(transaction.key(), *transaction);
            }
            RecordChange::Settled { key, state } => {
                if let TransactionState::Paid(paid) = &state {
                    self.index_payment(&key, paid);
                }
                if let Some(transaction) = self.transactions.get_mut(&key) {
                    transaction.state = state;
                }
            }
            RecordChange::TokenMade(token) => {
                self.tokens.insert(token.hash.clone(), token);
            }
            RecordChange::TokenUsed { hash } => {
                if let Some(token) = self.tokens.get_mut(&hash) {
                    token.used = true;
                }
            }
            RecordChange::TokenGone { hash } => {
                self.tokens.remove(&hash);
            }
            RecordChange::RefundTaken(refund) => {
                let refunds = self
                    .refunds_by_payment
                    .entry(refund.payment.clone())
                    .or_default();
                refunds.push(refund.key());
                self.refunds.insert(refund.key(), *refund);
            }
            RecordChange::Posted(notice) => {
                if let NoticeContent::Paid { paid, .. } = &notice.content {
                    self.index_payment(&notice.key, paid);
                }
                self.notices.add(notice);
            }
            RecordChange::Sent {
                id,
                next,
                acknowledged,
            } => self.notices.sent(id, next, acknowledged),
            RecordChange::Released { id, at } => self.notices.release(id, at),
        }
    }

    fn index_payment(&mut self, key: &TransactionId, paid: &PaymentFacts) {
        let payment = (key.clone(), paid.clone());
        self.payments.insert(paid.query_id.clone(), payment);
    }

    /// The payment with this `queryId`. A transaction with a second notice
    /// under another number has two payments, and either may be refunded.
    pub(super) fn payment(&self, query_id: &str) -> Option<(&Transaction, &PaymentFacts)> {
        let (key, paid) = self.payments.get(query_id)?;
        Some((self.transactions.get(key)?, paid))
    }

    /// The refund or undo with this key.
    pub(super) fn refund(&self, key: &TransactionId) -> Option<&RefundRecord> {
        self.refunds.get(key)
    }

    /// The refunds of a payment, done or pending; not the declined ones.
    pub(super) fn refunds_of(&self, query_id: &str) -> impl Iterator<Item = &RefundRecord> {
        let keys = self
            .refunds_by_payment
            .get(query_id)
            .map_or(&[][..], Vec::as_slice);
        let refunds = keys.iter().filter_map(|key| self.refunds.get(key));
        refunds.filter(|refund| refund.refused.is_none())
    }

    /// All refunds and undos.
    pub(super) fn refunds(&self) -> impl Iterator<Item = &RefundRecord> {
        self.refunds.values()
    }

    /// The transaction with this key.
    pub(super) fn transaction(&self, key: &TransactionId) -> Option<&Transaction> {
        self.transactions.get(key)
    }

    /// The transaction of a bank page's ticket.
    pub(super) fn by_ticket(&self, ticket: &str) -> Option<&Transaction> {
        self.by_code(ticket)
            .filter(|transaction| transaction.method.ticket() == Some(ticket))
    }

    /// The transaction of a QR code.
    pub(super) fn by_qr(&self, code: &str) -> Option<&Transaction> {
        self.by_code(code)
            .filter(|transaction| transaction.method.qr() == Some(code))
    }

    fn by_code(&self, code: &str) -> Option<&Transaction> {
        self.transactions.get(self.by_code.get(code)?)
    }

    /// All transactions.
    pub(super) fn transactions(&self) -> impl Iterator<Item = &Transaction> {
        self.transactions.values()
    }

    /// The agreement with this token hash.
    pub(super) fn token(&self, hash: &str) -> Option<&Token> {
        self.tokens.get(hash)
    }

    /// True when an agreement was signed under this `orderId`.
    pub(super) fn opened(&self, mer_id: &str, order_id: &str) -> bool {
        self.tokens
            .values()
            .any(|t| t.mer_id == mer_id && t.order_id == order_id)
    }

    /// The `traceNo` of the next payment or refund: six digits, counted up. A
    /// transaction that is not paid has none.
    pub(super) fn next_trace_no(&self) -> String {
        let count = self.payments.len() + self.refunds.len();
        format!("{:06}", (count + 1) % 1_000_000)
    }
}
