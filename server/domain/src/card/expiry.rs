//! A credit card's expiry: a month, valid to its last day.

use crate::day::Day;
use crate::desk::FieldProblem;
use crate::input::normalized;

/// An expiry more than this many years ahead is taken for a typing error.
const YEARS_AHEAD: i16 = 20;

/// The last month a card is valid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Expiry {
    year: i16,
    month: i8,
}

impl Expiry {
    /// Reads `MM/YY` as on the card, also `MMYY`, `MM/YYYY`, and `YYYY-MM` as
    /// some browsers fill it in. A month before that of `today` is refused.
    ///
    /// # Errors
    /// The [`FieldProblem`] of the field.
    pub fn read(typed: &str, today: Day) -> Result<Self, FieldProblem> {
        let text = normalized(typed).replace(' ', "");
        if text.is_empty() {
            return Err(FieldProblem::Empty);
        }
        let (month, year) = parts(&text)?;
        let number = |part: &str| part.parse::<i16>().map_err(|_| FieldProblem::Format);
        let year = if year.len() == 2 {
            2000 + number(year)?
        } else {
            number(year)?
        };
        let month = i8::try_from(number(month)?).map_err(|_| FieldProblem::Date)?;
        let past = (year, month) < (today.year(), today.month());
        if !(1..=12).contains(&month) || past || year > today.year() + YEARS_AHEAD {
            return Err(FieldProblem::Date);
        }
        Ok(Self { year, month })
    }

    /// `YYMM`, as networks write it.
    pub fn yymm(self) -> String {
        format!("{:02}{:02}", self.year % 100, self.month)
    }
}

/// The month and year, as text.
fn parts(text: &str) -> Result<(&str, &str), FieldProblem> {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (first, second) = match text.split_once(['/', '-', '.']) {
        Some(parts) => parts,
        None if !digits(text) => return Err(FieldProblem::Format),
        None if text.len() < 4 => return Err(FieldProblem::TooShort),
        None => text.split_at(2),
    };
    if !digits(first) || !digits(second) {
        return Err(FieldProblem::Format);
    }
    match (first.len(), second.len()) {
        (1 | 2, 2 | 4) => Ok((first, second)),
        (4, 1 | 2) => Ok((second, first)),
        (a, b) if a + b < 3 => Err(FieldProblem::TooShort),
        _ => Err(FieldProblem::Format),
    }
}

#[cfg(test)]
mod tests {
    use super::Expiry;
    use crate::day::Day;
    use crate::desk::FieldProblem;
    use proptest::prelude::*;

    fn read(typed: &str) -> Result<String, FieldProblem> {
        Expiry::read(typed, Day::new(2026, 11, 22).expect("a day")).map(Expiry::yymm)
    }

    #[test]
    fn a_month_is_read_as_people_and_browsers_write_it() {
        for typed in [
            "03/29",
            "3/29",
            "0329",
            "03 / 29",
            "03/2029",
            "03-29",
            "2029-03",
            "032029",
            "０３／２９",
            "\u{FEFF}03\u{200B}/29\u{A0}",
        ] {
            assert_eq!(read(typed).as_deref(), Ok("2903"), "{typed}");
        }
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        assert_eq!(read("11/26").as_deref(), Ok("2611"));
        assert_eq!(read("10/26"), Err(FieldProblem::Date));
        assert_eq!(read("13/29"), Err(FieldProblem::Date));
        assert_eq!(read("00/29"), Err(FieldProblem::Date));
        assert_eq!(read("01/47"), Err(FieldProblem::Date));
        assert_eq!(read("12/46").as_deref(), Ok("4612"));
    }

    #[test]
    fn what_is_no_month_is_named() {
        assert_eq!(read(" "), Err(FieldProblem::Empty));
        assert_eq!(read("03"), Err(FieldProblem::TooShort));
        assert_eq!(read("ab/cd"), Err(FieldProblem::Format));
        assert_eq!(read("03/29/11"), Err(FieldProblem::Format));
        assert_eq!(read("03/"), Err(FieldProblem::TooShort));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,12}") {
            if let Ok(yymm) = read(&text) {
                prop_assert_eq!(yymm.len(), 4);
            }
        }
    }
}
