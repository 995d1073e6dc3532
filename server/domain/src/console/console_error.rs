//! Why a call of a console failed.

use super::Right;

/// A field of the consoles' forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsoleField {
    /// The account's name.
    Account,
    /// The person's name.
    Name,
    /// The password in use.
    Password,
    /// A new password.
    NewPassword,
    /// The authenticator's code.
    Code,
    /// A member's role.
    Role,
    /// What an invitation is noted with.
    Note,
    /// The state of the orders that are listed.
    OrderState,
    /// The first day of the orders that are listed.
    FromDay,
    /// Their last day.
    UntilDay,
    /// The number that orders are looked up by.
    OrderNumber,
}

/// What is wrong with a field. The pages have a text for each, per language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsoleProblem {
    /// Nothing was typed.
    Empty,
    /// Too few characters.
    TooShort,
    /// Too many characters.
    TooLong,
    /// Characters that the field does not allow.
    Format,
    /// Somebody else has it.
    Taken,
    /// A password that is guessed at once.
    Guessable,
    /// Not the right one.
    Wrong,
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsoleError {
    /// The session has ended, or its second factor is missing.
    #[error("not signed in")]
    SignedOut,
    /// There is no such thing, or not for this person.
    #[error("not found")]
    NotFound,
    /// The person's role lacks this right.
    #[error("the role lacks the right {0:?}")]
    Forbidden(Right),
    /// Account name, password or code is wrong. Which one is not said.
    #[error("wrong account name, password or code")]
    WrongSignIn,
    /// The form has mistakes.
    #[error("the form has mistakes: {0:?}")]
    Invalid(Vec<(ConsoleField, ConsoleProblem)>),
    /// The person is the last of the scope who manages its team.
    #[error("the last one who manages the team")]
    LastManager,
    /// Too many tries.
    #[error("too many tries; again in {wait_s} s")]
    TooMany {
        /// Seconds until the next one.
        wait_s: i64,
    },
    /// A fault, already logged: its reference, to show.
    #[error("fault {0}")]
    Fault(String),
}
