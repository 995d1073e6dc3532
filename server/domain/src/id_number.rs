//! Resident identity numbers, GB 11643-1999: six digits of place, eight of
//! birth, three of order, one check character (`0-9X`).

use crate::day::Day;
use crate::desk::Problem;
use crate::typed::compact;

const LENGTH: usize = 18;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// By the weighted sum modulo 11.
const CHECKS: &[u8; 11] = b"10X98765432";

/// Reads a number as typed (blanks, hyphens, small x). Answers the eighteen
/// characters. `today` refuses births in the future.
///
/// # Errors
/// The [`Problem`] of the field. The old fifteen digits are
/// [`Problem::TooShort`]: banks have the eighteen.
pub fn read(typed: &str, today: Day) -> Result<String, Problem> {
    let number = compact(typed);
    if number.is_empty() {
        return Err(Problem::Empty);
    }
    let right = |(i, b): (usize, u8)| b.is_ascii_digit() || (i == LENGTH - 1 && b == b'X');
    if !number.is_ascii() || !number.bytes().enumerate().all(right) {
        return Err(Problem::Format);
    }
    match number.len() {
        n if n < LENGTH => return Err(Problem::TooShort),
        n if n > LENGTH => return Err(Problem::TooLong),
        _ => {}
    }
    if number.as_bytes()[LENGTH - 1] != check_character(&number) {
        return Err(Problem::CheckDigit);
    }
    match birth(&number) {
        Some(born) if born.year() >= 1850 && born <= today => Ok(number),
        _ => Err(Problem::Date),
    }
}

/// The check character the first seventeen digits ask for.
fn check_character(number: &str) -> u8 {
    let digits = number.bytes().map(|b| u32::from(b.wrapping_sub(b'0')));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    CHECKS[usize::try_from(sum % 11).expect("below eleven")]
}

/// The day of birth inside, where it is a real day.
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
    use crate::desk::Problem;
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
            Err(Problem::CheckDigit)
        );
        assert_eq!(read("110105194912310O2X", today()), Err(Problem::Format));
        assert_eq!(read("11010519491231X02X", today()), Err(Problem::Format));
    }

    #[test]
    fn a_birth_must_be_a_day_that_was() {
        assert_eq!(
            read(&with_check("11010519490230002"), today()),
            Err(Problem::Date)
        );
        assert_eq!(
            read(&with_check("11010520261123002"), today()),
            Err(Problem::Date)
        );
        assert!(read(&with_check("11010520261122002"), today()).is_ok());
        assert_eq!(
            read(&with_check("11010517491231002"), today()),
            Err(Problem::Date)
        );
    }

    #[test]
    fn lengths_are_named() {
        assert_eq!(read("", today()), Err(Problem::Empty));
        assert_eq!(read("110105491231002", today()), Err(Problem::TooShort));
        assert_eq!(read("1101051949123100211", today()), Err(Problem::TooLong));
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
