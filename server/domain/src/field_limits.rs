//! How long each field of the page's forms is. The forms, the browser's checks
//! and the networks' messages all read it here, so that what a form accepts can
//! be sent.

use crate::desk::{Field, FieldProblem};

/// The fewest and the most characters of a field, without the blanks and
/// separators that people type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// The fewest.
    pub min: usize,
    /// The most.
    pub max: usize,
}

impl Lengths {
    const fn exactly(length: usize) -> Self {
        Self {
            min: length,
            max: length,
        }
    }

    /// Checks a length.
    ///
    /// # Errors
    /// [`FieldProblem::Empty`], [`FieldProblem::TooShort`] or
    /// [`FieldProblem::TooLong`].
    pub const fn check(self, length: usize) -> Result<(), FieldProblem> {
        if length == 0 {
            Err(FieldProblem::Empty)
        } else if length < self.min {
            Err(FieldProblem::TooShort)
        } else if length > self.max {
            Err(FieldProblem::TooLong)
        } else {
            Ok(())
        }
    }
}

/// A card number: ISO/IEC 7812 allows 12 to 19 digits, China's cards have 13 or
/// more.
pub const CARD_NUMBER: Lengths = Lengths { min: 13, max: 19 };
/// A holder's name.
pub const NAME: Lengths = Lengths { min: 1, max: 32 };
/// A resident identity number (GB 11643-1999).
pub const ID_NUMBER: Lengths = Lengths::exactly(18);
/// A mobile number of mainland China.
pub const PHONE: Lengths = Lengths::exactly(11);
/// An expiry, month and year of two digits each.
pub const EXPIRY: Lengths = Lengths::exactly(4);
/// A security code (CVN2).
pub const SECURITY_CODE: Lengths = Lengths::exactly(3);
/// An SMS code, as the networks send it. One of another length is refused before
/// it costs a try there.
pub const SMS_CODE: Lengths = Lengths::exactly(6);

impl Field {
    /// All fields, in the order of the forms.
    pub const ALL: [Self; 9] = [
        Self::Way,
        Self::Bank,
        Self::Number,
        Self::Name,
        Self::IdNumber,
        Self::Phone,
        Self::Expiry,
        Self::SecurityCode,
        Self::Code,
    ];

    /// Its lengths; `None` for a choice from a list.
    pub const fn lengths(self) -> Option<Lengths> {
        match self {
            Self::Way | Self::Bank => None,
            Self::Number => Some(CARD_NUMBER),
            Self::Name => Some(NAME),
            Self::IdNumber => Some(ID_NUMBER),
            Self::Phone => Some(PHONE),
            Self::Expiry => Some(EXPIRY),
            Self::SecurityCode => Some(SECURITY_CODE),
            Self::Code => Some(SMS_CODE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CARD_NUMBER;
    use crate::desk::FieldProblem;

    #[test]
    fn each_length_has_its_problem() {
        let check = |length| CARD_NUMBER.check(length);
        assert_eq!(check(0), Err(FieldProblem::Empty));
        assert_eq!(check(12), Err(FieldProblem::TooShort));
        assert_eq!((check(13), check(19)), (Ok(()), Ok(())));
        assert_eq!(check(20), Err(FieldProblem::TooLong));
    }
}
