//! The port of the pay page: what pages and server functions call, and what
//! they get to show. The engine carries it out; the page knows nothing else.
//!
//! Nothing here holds a card in the clear but [`CardEntry`], which lives for
//! one request and shows nothing in `Debug`.

use crate::attempt::{AttemptState, DeclineReason};
use crate::bank::Bank;
use crate::brand::Brand;
use crate::ids::{AgreementId, OrderId, PayToken};
use crate::locale::Locale;
use crate::money::Money;
use crate::order::{Item, OrderState};
use crate::product::Product;
use crate::refusal::Refusal;
use crate::secret::Secret;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::pin::Pin;
use std::sync::Arc;

/// The page an order is at. Each is an address: `/pay/{token}/{name}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Pick a way to pay. The address is the token's own, `/pay/{token}`.
    Choose,
    /// The card form of quick pay.
    Card,
    /// Type the code from the SMS.
    Code,
    /// A QR to scan.
    Scan,
    /// Leaving for the bank's page.
    Bank,
    /// Waiting for the network's word; safe to close.
    Waiting,
    /// Paid.
    Paid,
    /// Declined: why, and another way.
    Declined,
    /// Out of time.
    Expired,
    /// Closed by the mall.
    Closed,
    /// Paid before this visitor acted (a second tab, a second person).
    AlreadyPaid,
}

impl Place {
    /// All, for routes and tests.
    pub const ALL: [Self; 11] = [
        Self::Choose,
        Self::Card,
        Self::Code,
        Self::Scan,
        Self::Bank,
        Self::Waiting,
        Self::Paid,
        Self::Declined,
        Self::Expired,
        Self::Closed,
        Self::AlreadyPaid,
    ];

    /// The last part of its address; empty for [`Place::Choose`].
    pub const fn segment(self) -> &'static str {
        match self {
            Self::Choose => "",
            Self::Card => "card",
            Self::Code => "code",
            Self::Scan => "scan",
            Self::Bank => "bank",
            Self::Waiting => "waiting",
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Expired => "expired",
            Self::Closed => "closed",
            Self::AlreadyPaid => "already-paid",
        }
    }

    /// From the last part of an address.
    pub fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.segment() == segment)
    }

    /// The whole path of this page for one order.
    pub fn path(self, token: &PayToken) -> String {
        let token = token.as_str();
        match self {
            Self::Choose => format!("/pay/{token}"),
            other => format!("/pay/{token}/{}", other.segment()),
        }
    }
}

/// Everything a page shows of one order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PayPage {
    /// The capability in the address.
    pub token: PayToken,
    /// The page the order is truly at.
    pub place: Place,
    /// Other pages that may be shown in this state without a redirect (the
    /// card form of an open order, "declined" after a decline).
    pub also: Vec<Place>,
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
    /// Seconds left to pay, by the server's clock; 0 when over.
    pub seconds_left: i64,
    /// True while "more time" can be had.
    pub more_time: bool,
    /// The payee's registered name.
    pub payee: String,
    /// The payee's look.
    pub brand: Brand,
    /// The mall's name.
    pub mall_name: String,
    /// The language the mall asked for.
    pub locale: Option<Locale>,
    /// The ways to pay, in order, each with whether it can be picked.
    pub offers: Vec<Offer>,
    /// Banks for online banking.
    pub banks: Vec<Bank>,
    /// Cards this buyer signed before, newest first.
    pub cards: Vec<SavedCard>,
    /// The live attempt, or the last one where that explains the page.
    pub attempt: Option<AttemptView>,
    /// Where "back to the mall" leads: signed, and with the state.
    pub home: String,
}

/// One way to pay, as offered for this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// Which.
    pub product: Product,
    /// Why it cannot be picked for this order (a limit), if so.
    pub refused: Option<Refusal>,
}

/// A signed card, as much as may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
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

/// A form the browser posts to a network's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankForm {
    /// Where to.
    pub action: String,
    /// Its fields, in order.
    pub fields: Vec<(String, String)>,
}

/// Who asks, as far as it matters: for records the network wants.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// The visitor's address.
    pub ip: Option<std::net::IpAddr>,
    /// A phone (UnionPay `channelType` 08), else a PC (07).
    pub phone: bool,
}

/// What the shopper picked on the choose page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Online banking with this bank.
    Bank(String),
    /// Quick pay with a new card: nothing is sent yet, the card form follows.
    NewCard,
    /// Quick pay with a signed card: a code is sent.
    SavedCard(AgreementId),
    /// A QR.
    Scan,
}

/// A field of the page's forms, as error messages point at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The way to pay.
    Way,
    /// The bank.
    Bank,
    /// The card number.
    Number,
    /// The holder's name.
    Name,
    /// The holder's id number.
    IdNumber,
    /// The phone the bank knows.
    Phone,
    /// A credit card's expiry.
    Expiry,
    /// A credit card's security code.
    SecurityCode,
    /// The code from the SMS.
    Code,
}

/// What is wrong with a field. Closed: each has its text per locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was given.
    Empty,
    /// Fewer digits or letters than there must be.
    TooShort,
    /// More than there can be.
    TooLong,
    /// Characters that do not belong here.
    Format,
    /// The check digit does not fit: mistyped.
    CheckDigit,
    /// A date that is over, or does not exist.
    Date,
    /// Not among what is offered.
    NotOffered,
    /// A code that is not the one sent.
    WrongCode,
    /// The network does not know the card.
    WrongCard,
    /// Name, id number or phone are not those the bank has.
    WrongIdentity,
    /// The code's time is over, or none was sent: ask for another.
    CodeExpired,
    /// Another code may be asked for only after a while.
    TooSoon,
    /// The card details have to be typed once more (their time is over).
    CardAgain,
    /// The network did not answer; nothing was charged by this step.
    NoAnswer,
}

/// One thing to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Where.
    pub field: Field,
    /// What.
    pub problem: Problem,
}

/// The card form as typed. Lives for one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardEntry {
    /// The card number, as typed.
    pub number: Secret,
    /// The holder's name.
    pub name: Secret,
    /// The holder's id number.
    pub id_number: Secret,
    /// The phone the bank knows.
    pub phone: Secret,
    /// Expiry, `MM/YY` as on the card; empty for debit cards.
    pub expiry: Secret,
    /// The security code; empty for debit cards.
    pub security_code: Secret,
}

/// A form to show again, or the next one that carries sealed data.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// What to mend, in the order of the fields.
    pub errors: Vec<FieldError>,
    /// The card form's values, to keep them. Never the security code.
    pub card: Option<CardEntry>,
    /// The sealed card that the code form carries on.
    pub sealed: Option<String>,
    /// The bank that was picked or searched for.
    pub bank: Option<String>,
}

/// Where an action leads.
#[derive(Clone, Debug)]
pub enum Turn {
    /// To another page (303).
    Go(Place),
    /// This page again, or the next, as the answer to the POST itself: values
    /// typed and sealed cards never travel in an address.
    Show(Place, Box<FormState>),
}

/// Why the desk could not do it.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// No order by this token.
    #[error("no such order")]
    UnknownOrder,
    /// An expected no, safe to show.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Database or network; already logged, shown by its reference only.
    #[error("fault {0}")]
    Fault(String),
}

/// Changes of one order's page, as they happen: yields the place the order is
/// at now, once at the start and then at each change.
pub type Watch = Pin<Box<dyn futures_core::Stream<Item = Place> + Send>>;

/// What the pay page can ask of the house.
#[async_trait]
pub trait Desk: Send + Sync {
    /// The page of an order.
    async fn page(&self, token: &PayToken) -> Result<PayPage, DeskError>;

    /// The second door: makes the order a signed link describes, or finds it.
    async fn create_order(&self, link: &str) -> Result<PayToken, DeskError>;

    /// The shopper confirmed a way to pay. With `NewCard` only the way is
    /// noted (turn to the card form); otherwise an attempt begins.
    async fn confirm(
        &self,
        token: &PayToken,
        choice: Choice,
        visit: &Visit,
    ) -> Result<Turn, DeskError>;

    /// The page that leaves for the bank is about to be shown: sees to it
    /// that its form is one the network still takes. Where the order is
    /// elsewhere, nothing happens.
    async fn leave_for_bank(&self, token: &PayToken, visit: &Visit) -> Result<(), DeskError>;

    /// The card form was handed in: checks it, has a code sent by SMS, and
    /// turns to the code page with the card sealed.
    async fn send_code(
        &self,
        token: &PayToken,
        card: CardEntry,
        visit: &Visit,
    ) -> Result<Turn, DeskError>;

    /// Another code for the same card (`sealed` empty for a signed card).
    async fn resend_code(
        &self,
        token: &PayToken,
        sealed: &str,
        visit: &Visit,
    ) -> Result<Turn, DeskError>;

    /// The code was handed in: signs the card where it is new, and pays.
    async fn pay(
        &self,
        token: &PayToken,
        sealed: &str,
        code: Secret,
        visit: &Visit,
    ) -> Result<Turn, DeskError>;

    /// The shopper gives the live attempt up and picks another way.
    async fn cancel(&self, token: &PayToken) -> Result<Turn, DeskError>;

    /// The shopper asks for more time; answers the seconds left.
    async fn more_time(&self, token: &PayToken) -> Result<i64, DeskError>;

    /// The shopper has a signed card removed, here and at the network.
    async fn remove_card(&self, token: &PayToken, card: &AgreementId) -> Result<Turn, DeskError>;

    /// The shopper came back from the bank's page, or looks at the waiting
    /// page: asks the network once if the result is not known (bounded by
    /// the engine), and says where the order is now. Trusts nothing the
    /// browser brought.
    async fn returned(&self, token: &PayToken) -> Result<Place, DeskError>;

    /// Live changes.
    async fn watch(&self, token: &PayToken) -> Result<Watch, DeskError>;
}

/// The desk as handlers hold it.
pub type SharedDesk = Arc<dyn Desk>;
