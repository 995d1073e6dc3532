//! One order as the outside knows it: what the mall was told, where its
//! shopper's tabs are, and its history.

use domain::desk::Place;
use domain::ids::{AgreementId, PayToken};

/// What the mall was told when its order was acknowledged.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) id: String,
    pub(super) token: PayToken,
}

/// A tab of the shopper's browser.
#[derive(Clone, Debug, Default)]
pub(super) struct Tab {
    /// It waits for the desk.
    pub(super) busy: bool,
    /// Closed for good.
    pub(super) gone: bool,
    pub(super) place: Option<Place>,
    pub(super) cards: Vec<AgreementId>,
    /// The sealed card in its form.
    pub(super) sealed: String,
    /// Its shopper has paid elsewhere, sees nothing happen, and takes a card.
    pub(super) restless: bool,
    /// The code or form it shows was used.
    pub(super) used: Option<String>,
}

/// An event the mall heard of.
#[derive(Clone, Debug)]
pub(super) struct ReceivedEvent {
    pub(super) sequence: i64,
    pub(super) event: String,
    /// When it came for the first time.
    pub(super) heard: i64,
    /// The mall took it: the next may come.
    pub(super) taken: bool,
}

/// A refund the mall asked for.
#[derive(Clone, Debug)]
pub(super) struct Refund {
    /// What the mall sends.
    pub(super) body: String,
    /// Its id, once it was acknowledged.
    pub(super) id: Option<String>,
}

/// An order.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) number: String,
    /// What the mall sends.
    pub(super) body: String,
    /// In fen.
    pub(super) amount: i64,
    pub(super) known: Option<Known>,
    pub(super) tabs: [Tab; 2],
    pub(super) refunds: Vec<Refund>,
    /// How much longer the shopper has a mind to try.
    pub(super) patience: u32,
    /// The last state anybody was shown that is final.
    pub(super) ended: Option<String>,
    /// Events in the order of their first arrival at the mall.
    pub(super) received: Vec<ReceivedEvent>,
    /// Our attempts' parts of the numbers that the network saw, oldest first.
    pub(super) attempts: Vec<String>,
    /// The shopper gave an attempt up: its money may come late.
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
