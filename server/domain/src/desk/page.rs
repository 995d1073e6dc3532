//! What a page shows of an order. Nothing here is secret to whoever has the
//! order's address, and nothing is more than the page needs.

use super::place::Place;
use crate::attempt::{AttemptState, DeclineReason};
use crate::bank::Bank;
use crate::brand::Brand;
use crate::clock::At;
use crate::ids::{AgreementId, OrderId, PayToken};
use crate::locale::Locale;
use crate::money::Money;
use crate::order::{Item, OrderState};
use crate::product::Product;
use crate::refund::{RefundCause, RefundState};
use crate::refusal::Refusal;
use std::sync::Arc;

/// Everything a page shows of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayPage {
    /// The capability in the address.
    pub token: PayToken,
    /// The page the order is truly at.
    pub place: Place,
    /// Other pages that may be shown in this state without a redirect (the
    /// card form of an open order, "declined" after a decline).
    pub also: &'static [Place],
    /// The order's id, for support.
    pub order_id: OrderId,
    /// The mall's own number, which the shopper knows.
    pub mall_order_no: String,
    /// How far the order has come.
    pub state: OrderState,
    /// One line of what is bought.
    pub subject: String,
    /// The lines.
    pub items: Vec<Item>,
    /// What is to be paid.
    pub amount: Money,
    /// Until when it may be paid.
    pub expires_at: At,
    /// Seconds left to pay, by the server's clock; 0 when over.
    pub seconds_left: i64,
    /// True while "more time" can be had.
    pub more_time: bool,
    /// The payee's registered name.
    pub payee: String,
    /// The payee's look, shared by all pages that show it: a logo is large.
    pub brand: Arc<Brand>,
    /// The mall's name.
    pub mall_name: String,
    /// The language the mall asked for.
    pub locale: Option<Locale>,
    /// The ways to pay, in order, each with whether it can be picked.
    pub offers: Vec<Offer>,
    /// Banks for online banking.
    pub banks: &'static [Bank],
    /// Cards this buyer signed before, newest first.
    pub cards: Vec<SavedCard>,
    /// The live attempt, or the last one where that explains the page.
    pub attempt: Option<PageAttempt>,
    /// Money that goes back, oldest first; only once nothing more is to be
    /// paid.
    pub refunds: Vec<PageRefund>,
    /// Where "back to the mall" leads: signed, and with the state. Empty where
    /// no page of this order [leads home](Place::leads_home) by itself.
    pub home: String,
}

/// One way to pay, as offered for this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub product: Product,
    /// Why it cannot be picked for this order (a limit), if so.
    pub refused: Option<Refusal>,
}

/// A signed card, as much as may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCard {
    /// Its id.
    pub id: AgreementId,
    /// The bank's short code, where known.
    pub bank: Option<Bank>,
    /// Credit card (else debit, or unknown).
    pub credit: bool,
    /// The last four digits.
    pub last4: String,
    /// The phone that gets the code, masked.
    pub phone_masked: String,
}

/// An attempt, as much as the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAttempt {
    /// Which way.
    pub product: Product,
    /// How far.
    pub state: AttemptState,
    /// The bank picked.
    pub bank: Option<Bank>,
    /// Why it was declined.
    pub declined: Option<DeclineReason>,
    /// The QR's content, as text to draw.
    pub qr: Option<String>,
    /// The form that takes the browser to the bank's page.
    pub bank_form: Option<BankForm>,
    /// Last four digits of the card.
    pub card_last4: Option<String>,
    /// The signed card used, where one is: its code page needs no card form.
    pub saved_card: Option<AgreementId>,
    /// The phone that got the code, masked.
    pub phone_masked: Option<String>,
    /// Seconds until another code may be asked for; 0: now.
    pub resend_in_s: i64,
    /// Wrong codes still allowed.
    pub codes_left: u32,
    /// When it was paid, RFC 3339.
    pub paid_at: Option<String>,
    /// The network's number of the payment, for support.
    pub network_id: Option<String>,
}

/// Money that goes back, as the shopper sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRefund {
    /// How much.
    pub amount: Money,
    /// Why: the mall asked for it, or it came late or twice.
    pub cause: RefundCause,
    /// How far.
    pub state: RefundState,
    /// When it ended, else when it began; RFC 3339.
    pub at: String,
}

/// A form the browser posts to a network's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankForm {
    /// Where to.
    pub action: String,
    /// Its fields, in order.
    pub fields: Vec<(String, String)>,
}
