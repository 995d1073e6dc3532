//! What an attempt keeps of the way it is paid. One variant for each way, so
//! that a QR payment has no SMS codes and a card payment is not without a card.

use crate::clock::At;
use crate::ids::AgreementId;
use crate::payment_method::PaymentMethod;
use serde::{Deserialize, Serialize};

/// How an attempt is paid, with what only that way has. Stored as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum AttemptDetails {
    /// On the page of a bank.
    BankPage {
        /// The bank that was chosen, by its short code.
        bank: String,
    },
    /// With a card, new or saved, and an SMS code.
    Card(CardDetails),
    /// By a QR code that an app scans.
    Qr {
        /// The content of the code; `None` until the network has returned it.
        code: Option<String>,
    },
}

/// The card of an attempt and its SMS codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardDetails {
    /// The last four digits of the card.
    pub last4: String,
    /// The phone that receives the SMS codes, masked (`138****5678`). Not in the
    /// JSON: it has a column, by which it is searched.
    #[serde(skip)]
    pub phone_masked: String,
    /// The card's bank by its short code, if it is known.
    pub bank: Option<String>,
    /// The saved card it is paid with; `None` until a new card is signed. Not
    /// in the JSON: the table of agreements is referred to by a column.
    #[serde(skip)]
    pub agreement: Option<AgreementId>,
    /// True if the shopper wants the card remembered. A card of an attempt
    /// without this value began on a page that remembered each.
    #[serde(default = "remembered")]
    pub remember: bool,
    /// Wrong SMS codes so far.
    pub wrong_codes: u32,
    /// When the last SMS code was sent.
    pub code_sent_at: Option<At>,
}

impl CardDetails {
    /// A new card, before its first code; remembered.
    pub const fn new(last4: String, phone_masked: String, bank: Option<String>) -> Self {
        Self {
            last4,
            phone_masked,
            bank,
            agreement: None,
            remember: true,
            wrong_codes: 0,
            code_sent_at: None,
        }
    }
}

const fn remembered() -> bool {
    true
}

impl AttemptDetails {
    /// The way it is paid.
    pub const fn paid_by(&self) -> PaymentMethod {
        match self {
            Self::BankPage { .. } => PaymentMethod::BankPage,
            Self::Card(_) => PaymentMethod::Agreement,
            Self::Qr { .. } => PaymentMethod::Qr,
        }
    }

    /// The short code of the bank, where it is known.
    pub fn bank(&self) -> Option<&str> {
        match self {
            Self::BankPage { bank } => Some(bank),
            Self::Card(card) => card.bank.as_deref(),
            Self::Qr { .. } => None,
        }
    }

    /// The card, if it is paid with one.
    pub const fn card(&self) -> Option<&CardDetails> {
        match self {
            Self::Card(card) => Some(card),
            Self::BankPage { .. } | Self::Qr { .. } => None,
        }
    }

    /// As [`AttemptDetails::card`], to change it.
    pub const fn card_mut(&mut self) -> Option<&mut CardDetails> {
        match self {
            Self::Card(card) => Some(card),
            Self::BankPage { .. } | Self::Qr { .. } => None,
        }
    }

    /// The saved card, if it is paid with one.
    pub fn agreement(&self) -> Option<&AgreementId> {
        self.card()?.agreement.as_ref()
    }

    /// The content of the QR code, if there is one.
    pub fn qr_code(&self) -> Option<&str> {
        match self {
            Self::Qr { code } => code.as_deref(),
            Self::BankPage { .. } | Self::Card(_) => None,
        }
    }
}
