//! What is wrong with an entry of an application.

use super::field::ApplicationField;
use crate::desk::FieldProblem;

/// A field with what is wrong with it.
pub type EntryMistake = (ApplicationField, EntryProblem);

/// What is wrong with an entry. The pages have a text for each, per language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryProblem {
    /// Nothing was typed or chosen.
    Empty,
    /// Too few characters.
    TooShort,
    /// Too many characters.
    TooLong,
    /// Characters or a shape that the field does not allow.
    Format,
    /// The check digit is wrong, so the number was mistyped.
    CheckDigit,
    /// A day that does not exist, or is on the wrong side of another or of today.
    Day,
    /// A choice that is not offered.
    NotOffered,
    /// A share above what is left of the whole, or a rate above what is possible.
    TooLarge,
    /// A share below that of a beneficial owner.
    TooSmall,
    /// The holder of the account is not who it must be.
    NotTheHolder,
    /// A line of business that may not be paid here (rule R3).
    NotPayable,
    /// A merchant or another application has this registration number.
    Registered,
    /// The company operates one of the malls (rule R2).
    Operator,
}

impl From<FieldProblem> for EntryProblem {
    fn from(problem: FieldProblem) -> Self {
        match problem {
            FieldProblem::Empty => Self::Empty,
            FieldProblem::TooShort => Self::TooShort,
            FieldProblem::TooLong => Self::TooLong,
            FieldProblem::CheckDigit => Self::CheckDigit,
            FieldProblem::Date => Self::Day,
            FieldProblem::NotOffered => Self::NotOffered,
            _ => Self::Format,
        }
    }
}
