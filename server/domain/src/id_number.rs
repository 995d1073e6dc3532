//! Resident identity numbers, GB 11643-1999: six digits of region, eight of the
//! date of birth, three of sequence, one check character (`0-9X`).

use crate::day::Day;
use crate::desk::FieldProblem;
use crate::field_limits::ID_NUMBER;
use crate::input::compact;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check characters, by the weighted sum modulo 11.
const CHECKS: &[u8; 11] = b"10X98765432";

/// Reads a number as typed, with blanks, hyphens or a lower-case x. Returns the
/// eighteen characters. A date of birth after `today` is refused.
///
/// # Errors
/// The [`FieldProblem`] of the field. The former numbers of fifteen digits are
/// [`FieldProblem::TooShort`], because banks have the new ones.
pub fn read(typed: &str, today: Day) -> Result<String, FieldProblem> {
    let number = compact(typed);
    let last = ID_NUMBER.max - 1;
    let right = |(i, b): (usize, u8)| b.is_ascii_digit() || (i == last && b == b'X');
    if !number.is_ascii() || !number.bytes().enumerate().all(right) {
        return Err(FieldProblem::Format);
    }
    ID_NUMBER.check(number.len())?;
    if number.as_bytes()[last] != check_character(&number) {
        return Err(FieldProblem::CheckDigit);
    }
    match birth(&number) {
        Some(born) if born.year() >= 1850 && born <= today => Ok(number),
        _ => Err(FieldProblem::Date),
    }
}

/// The check character of the first seventeen digits.
fn check_character(number: &str) -> u8 {
    let digits = number.bytes().map(|b| u32::from(b.wrapping_sub(b'0')));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    CHECKS[usize::try_from(sum % 11).expect("below eleven")]
}

/// The date of birth, if it is a valid date.
fn birth(number: &str) -> Option<Day> {
    let year = number.get(6..10)?.parse().ok()?;
    let month = number.get(10..12)?.parse().ok()?;
    let day = number.get(12..14)?.parse().ok()?;
    Day::new(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::{check_character, read};
    use crate::day::Day;
    use crate::desk::FieldProblem;
    use proptest::prelude::*;

    fn today() -> Day {
        Day::new(2026, 11, 22).expect("a day")
    }

    fn with_check(seventeen: &str) -> String {
        format!("{seventeen}{}", char::from(check_character(seventeen)))
    }

    #[test]
    fn the_standards_own_examples_hold() {
        assert_eq!(
            read("11010519491231002x", today()).as_deref(),
            Ok("11010519491231002X")
        );
        assert_eq!(
            read("440524 18800101 0014", today()).as_deref(),
            Ok("440524188001010014")
        );
    }

    #[test]
    fn one_wrong_character_is_a_wrong_check_digit() {
        assert_eq!(
            read("110105194912310021", today()),
            Err(FieldProblem::CheckDigit)
        );
        assert_eq!(
            read("110105194912310O2X", today()),
            Err(FieldProblem::Format)
        );
        assert_eq!(
            read("11010519491231X02X", today()),
            Err(FieldProblem::Format)
        );
    }

    #[test]
    fn a_birth_must_be_a_day_that_was() {
        assert_eq!(
            read(&with_check("11010519490230002"), today()),
            Err(FieldProblem::Date)
        );
        assert_eq!(
            read(&with_check("11010520261123002"), today()),
            Err(FieldProblem::Date)
        );
        assert!(read(&with_check("11010520261122002"), today()).is_ok());
        assert_eq!(
            read(&with_check("11010517491231002"), today()),
            Err(FieldProblem::Date)
        );
    }

    #[test]
    fn lengths_are_named() {
        assert_eq!(read("", today()), Err(FieldProblem::Empty));
        assert_eq!(
            read("110105491231002", today()),
            Err(FieldProblem::TooShort)
        );
        assert_eq!(
            read("1101051949123100211", today()),
            Err(FieldProblem::TooLong)
        );
    }

    proptest! {
        #[test]
        fn no_single_slip_passes(place in 0_usize..17, to in 0_u8..10) {
            let mut slipped = *b"11010519491231002X";
            let was = slipped[place];
            slipped[place] = b'0' + to;
            let text = String::from_utf8(slipped.to_vec()).expect("ASCII");
            prop_assert_eq!(read(&text, today()).is_ok(), was == b'0' + to);
        }

        #[test]
        fn no_text_panics(text in ".{0,24}") {
            let _ = read(&text, today());
        }
    }
}
