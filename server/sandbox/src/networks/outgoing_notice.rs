//! One notice to Paydesk: its content, its subject and its sendings.

use domain::clock::At;
use serde::{Deserialize, Serialize};

/// A notice of a network with subjects `K` and contents `C`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OutgoingNotice<K, C> {
    /// Its number, counted from 1.
    pub(super) id: u64,
    /// The key of its transaction or refund.
    pub(super) key: K,
    /// What it reports.
    #[serde(rename = "told")]
    pub(super) content: C,
    /// How often it was sent.
    pub(super) tries: u8,
    /// When it is sent next; `None` when it is acknowledged or given up.
    pub(super) next: Option<At>,
    /// True when Paydesk acknowledged it.
    pub(super) acknowledged: bool,
    /// True when the control page may release it before `next`.
    pub(super) held: bool,
}

impl<K, C> OutgoingNotice<K, C> {
    /// A notice that was not sent yet.
    pub(super) const fn new(id: u64, key: K, content: C, next: At, held: bool) -> Self {
        Self {
            id,
            key,
            content,
            tries: 0,
            next: Some(next),
            acknowledged: false,
            held,
        }
    }

    /// True until it is released or due.
    pub(super) const fn is_held(&self) -> bool {
        self.held && self.tries == 0
    }
}
