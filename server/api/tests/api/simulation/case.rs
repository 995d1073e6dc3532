//! One order as seen from outside: what its mall was answered, its shopper's
//! tabs, and its history.

use domain::desk::Place;
use domain::ids::{AgreementId, PayToken};

/// What the desk acknowledged for the order.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) token: PayToken,
}

/// A tab of the shopper's browser.
#[derive(Clone, Debug, Default)]
pub(super) struct Tab {
    /// Waits for an answer.
    pub(super) busy: bool,
    /// Closed for good.
    pub(super) gone: bool,
    pub(super) place: Option<Place>,
    pub(super) cards: Vec<AgreementId>,
    /// The sealed card in the page's form.
    pub(super) sealed: String,
    /// The shopper has paid elsewhere, sees no result, and tries a card.
    pub(super) impatient: bool,
    /// The network number of the form or QR code that was already used.
    pub(super) used: Option<String>,
}

/// An event that the mall received.
#[derive(Clone, Debug)]
pub(super) struct ReceivedEvent {
    pub(super) sequence: i64,
    pub(super) event: String,
    /// When it first arrived.
    pub(super) first_at: i64,
    /// The mall accepted it, so the next may follow.
    pub(super) accepted: bool,
}

/// A refund that the mall requested.
#[derive(Clone, Debug)]
pub(super) struct Refund {
    /// The request body.
    pub(super) body: String,
    /// Set once it is acknowledged.
    pub(super) id: Option<String>,
}

/// One order.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) number: String,
    /// The request body.
    pub(super) body: String,
    /// In fen.
    pub(super) amount: i64,
    pub(super) known: Option<Known>,
    pub(super) tabs: [Tab; 2],
    pub(super) refunds: Vec<Refund>,
    /// How many more actions the shopper takes.
    pub(super) patience: u32,
    /// The last final state that was shown to anyone.
    pub(super) ended: Option<String>,
    /// Received events, by first arrival.
    pub(super) received: Vec<ReceivedEvent>,
    /// The attempt parts of the network numbers, oldest first.
    pub(super) attempts: Vec<String>,
    /// The shopper cancelled an attempt, so its money may come late.
    pub(super) gave_up: bool,
    pub(super) lines: Vec<String>,
}

impl Case {
    pub(super) fn new(number: String, body: String, amount: i64, patience: u32) -> Self {
        Self {
            number,
            body,
            amount,
            known: None,
            tabs: [Tab::default(), Tab::default()],
            patience,
            refunds: Vec::new(),
            ended: None,
            received: Vec::new(),
            attempts: Vec::new(),
            gave_up: false,
            lines: Vec::new(),
        }
    }
}
