//! The page's forms: typed values and their errors.
//!
//! Only [`CardEntry`] holds a card in the clear. It exists for one request, and
//! its `Debug` shows no values.

use crate::ids::AgreementId;
use crate::secret::Secret;
use serde::{Deserialize, Serialize};

/// A field of the page's forms, as named by error messages.
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
    /// The mobile number registered with the bank.
    Phone,
    /// A credit card's expiry.
    Expiry,
    /// A credit card's security code.
    SecurityCode,
    /// The SMS code.
    Code,
}

/// What is wrong with a field. The page has a text for each, per locale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldProblem {
    /// The field is empty.
    Empty,
    /// Too few characters.
    TooShort,
    /// Too many characters.
    TooLong,
    /// Characters or a shape that the field does not allow.
    Format,
    /// The check digit is wrong, so the number was mistyped.
    CheckDigit,
    /// A date that has passed or does not exist.
    Date,
    /// A choice that is not offered.
    NotOffered,
    /// The SMS code is not the one that was sent.
    WrongCode,
    /// The network rejected the card's data.
    WrongCard,
    /// Name, id number or phone differ from those the bank has.
    WrongIdentity,
    /// The SMS code has expired, or none was sent.
    CodeExpired,
    /// Another SMS code cannot be sent yet, but after this wait.
    TooSoon {
        /// Seconds, at least 1.
        wait_s: u32,
    },
    /// The sealed card has expired and must be entered again.
    CardAgain,
    /// The network did not answer; this step has charged nothing.
    NoAnswer,
}

/// One error of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What is wrong with it.
    pub problem: FieldProblem,
}

impl FieldError {
    /// How long to wait before the form may be sent again, in seconds; `None`
    /// where another value would be taken at once.
    pub const fn wait_s(&self) -> Option<u32> {
        match self.problem {
            FieldProblem::TooSoon { wait_s } => Some(wait_s),
            _ => None,
        }
    }
}

/// The card form as typed. Exists for one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardEntry {
    /// The card number, as typed.
    pub number: Secret,
    /// The holder's name.
    pub name: Secret,
    /// The holder's id number.
    pub id_number: Secret,
    /// The mobile number registered with the bank.
    pub phone: Secret,
    /// The expiry, `MM/YY` as on the card; empty for debit cards.
    pub expiry: Secret,
    /// The security code; empty for debit cards.
    pub security_code: Secret,
    /// True if the card is to be remembered for the buyer's next payment.
    pub remember: bool,
}

/// The state of a form that is shown as the answer to a POST.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// The errors, in the order of the fields.
    pub errors: Vec<FieldError>,
    /// The card form's values, to fill it in again; never the security code.
    pub card: Option<CardEntry>,
    /// The sealed card, a hidden field of the code form.
    pub sealed: Option<String>,
    /// The bank that was chosen or searched for.
    pub bank: Option<String>,
    /// The saved card that the shopper is asked about before it is removed.
    pub remove: Option<AgreementId>,
}
