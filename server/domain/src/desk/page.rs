//! The data that the pages of an order show. Anyone with the order's URL may
//! see it.

use super::place::Place;
use crate::attempt::{AttemptStatus, DeclineReason};
use crate::bank::Bank;
use crate::brand::Brand;
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{AgreementId, OrderId, PayToken};
use crate::last_way::LastWay;
use crate::locale::Locale;
use crate::money::Money;
use crate::order::{Item, OrderState};
use crate::payment_method::PaymentMethod;
use crate::product::Product;
use crate::refund::{RefundCause, RefundState};
use crate::refusal::Refusal;
use crate::visit::Screen;
use std::sync::Arc;

/// Everything that the pages of one order show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayPage {
    /// The secret token in the URL.
    pub token: PayToken,
    /// The page that the order's state leads to.
    pub place: Place,
    /// Other pages that may be shown in this state without a redirect, such as
    /// the card form of an open order.
    pub also: &'static [Place],
    /// The order's id, for support.
    pub order_id: OrderId,
    /// The mall's own order number, which the shopper knows.
    pub mall_order_no: String,
    /// The order's state.
    pub state: OrderState,
    /// One line that says what is bought.
    pub subject: String,
    /// The items.
    pub items: Vec<Item>,
    /// The amount to pay.
    pub amount: Money,
    /// Until when it may be paid.
    pub expires_at: At,
    /// Seconds left to pay, by the server's clock; 0 after the end.
    pub seconds_left: i64,
    /// True while more time can be added.
    pub more_time: bool,
    /// The payee's registered name.
    pub payee: String,
    /// The payee's brand. Shared between pages, because a logo is large.
    pub brand: Arc<Brand>,
    /// The name of the payee's store that the order is for.
    pub store: Option<String>,
    /// The mall's name.
    pub mall_name: String,
    /// The language that the mall requested.
    pub locale: Option<Locale>,
    /// The visitor's device.
    pub screen: Screen,
    /// The way to pay that was used last in the visitor's browser.
    pub last_way: Option<LastWay>,
    /// True if the mall names its buyer, so that a card can be remembered.
    pub buyer_known: bool,
    /// The ways to pay that are open to the visitor, in the page's order.
    pub offers: Vec<Offer>,
    /// Banks for online banking.
    pub banks: &'static [Bank],
    /// The buyer's saved cards, newest first.
    pub cards: Vec<SavedCard>,
    /// The live attempt, or the last one where the page shows its result.
    pub attempt: Option<PageAttempt>,
    /// The refunds, oldest first; empty while the order can still be paid.
    pub refunds: Vec<PageRefund>,
    /// The signed return URL to the mall. Empty where no page of this order
    /// [contains it](Place::has_return_link).
    pub home: String,
    /// The URL of the public page that proves the receipt; empty while the
    /// order is not paid.
    pub receipt_url: String,
}

/// One way to pay, as offered for this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The product.
    pub product: Product,
    /// How the visitor pays with it.
    pub paid_by: PaymentMethod,
    /// Why it cannot be chosen for this order, such as a limit.
    pub refused: Option<Refusal>,
}

/// A saved card, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCard {
    /// Its id.
    pub id: AgreementId,
    /// The bank, where known.
    pub bank: Option<Bank>,
    /// True for a credit card, false for a debit card or an unknown type.
    pub credit: bool,
    /// The last four digits.
    pub last4: String,
    /// The phone that receives the SMS code, masked.
    pub phone_masked: String,
}

/// An attempt, as far as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageAttempt {
    /// The network that carries it.
    pub channel: ChannelId,
    /// The product.
    pub product: Product,
    /// Its state.
    pub state: AttemptStatus,
    /// The bank that was chosen.
    pub bank: Option<Bank>,
    /// Why it was declined.
    pub declined: Option<DeclineReason>,
    /// The content of the QR code.
    pub qr: Option<String>,
    /// The form that leads the browser to the bank's page.
    pub bank_form: Option<BankForm>,
    /// The last four digits of the card.
    pub card_last4: Option<String>,
    /// The saved card it is paid with, if one is.
    pub saved_card: Option<AgreementId>,
    /// The phone that received the SMS code, masked.
    pub phone_masked: Option<String>,
    /// Seconds until another SMS code may be sent; 0 for now.
    pub resend_in_s: i64,
    /// Wrong SMS codes still allowed.
    pub codes_left: u32,
    /// When the network was last asked about it, where its result is awaited
    /// from there.
    pub asked_at: Option<At>,
    /// When it was paid.
    pub paid_at: Option<At>,
    /// The network's id of the payment, for support.
    pub network_id: Option<String>,
}

/// A refund, as the shopper sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRefund {
    /// The amount.
    pub amount: Money,
    /// Why it is refunded.
    pub cause: RefundCause,
    /// Its state.
    pub state: RefundState,
    /// When it ended, or began if it has not ended.
    pub at: At,
}

impl PayPage {
    /// True where this page may be shown without a redirect. The card form is
    /// shown only where a card may be used.
    pub fn may_show(&self, place: Place) -> bool {
        let card =
            |offer: &Offer| offer.paid_by == PaymentMethod::Agreement && offer.refused.is_none();
        place == self.place
            || self.also.contains(&place) && (place != Place::Card || self.offers.iter().any(card))
    }
}

/// A form that the browser posts to a network's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankForm {
    /// The URL it is posted to.
    pub action: String,
    /// Its hidden fields, in order.
    pub fields: Vec<(String, String)>,
}
