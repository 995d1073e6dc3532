//! The page's forms: what was typed, and what is to be mended.
//!
//! Nothing here holds a card in the clear but [`CardEntry`], which lives for
//! one request and shows nothing in `Debug`.

use crate::secret::Secret;
use serde::{Deserialize, Serialize};

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
pub enum FieldProblem {
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
    pub problem: FieldProblem,
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
