//! Card numbers: digits, of which the last is a Luhn check digit.

use super::bin::{CardKind, hint};
use crate::desk::FieldProblem;
use crate::field_limits::CARD_NUMBER;
use crate::input::compact;

/// Reads a number as typed, with blanks, hyphens or full-width digits.
/// Returns the digits only.
///
/// Some Chinese debit cards have no valid check digit, so it is not required of
/// a number whose BIN is a debit card's.
///
/// # Errors
/// The [`FieldProblem`] of the field.
pub fn read(typed: &str) -> Result<String, FieldProblem> {
    let digits = compact(typed);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldProblem::Format);
    }
    CARD_NUMBER.check(digits.len())?;
    let debit = hint(&digits).is_some_and(|h| h.kind == CardKind::Debit);
    if luhn(&digits) || debit {
        Ok(digits)
    } else {
        Err(FieldProblem::CheckDigit)
    }
}

/// True where the check digit is valid by Luhn (ISO/IEC 7812-1 annex B).
pub fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| match (i % 2, u32::from(b.wrapping_sub(b'0'))) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    !digits.is_empty() && sum.is_multiple_of(10)
}

/// The digits of `typed` in groups of four, as printed on cards (`6222 0212
/// 3456 7890 123`). Formats the field while it is typed in.
pub fn group(typed: &str) -> String {
    let mut grouped = String::new();
    for (i, digit) in compact(typed)
        .chars()
        .filter(char::is_ascii_digit)
        .enumerate()
    {
        if i > 0 && i % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// The last four digits, which may be kept and shown.
pub fn last4(digits: &str) -> String {
    let from = digits.len().saturating_sub(4);
    digits.get(from..).unwrap_or_default().to_owned()
}

/// `•••• 7890`, for pages: hides the number's length too.
pub fn mask(digits: &str) -> String {
    format!("•••• {}", last4(digits))
}

#[cfg(test)]
mod tests {
    use super::{group, last4, luhn, mask, read};
    use crate::desk::FieldProblem;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for typed in [
            "6200000000000005",
            "6200 0000 0000 0005",
            "6200-0000-0000-0005",
            " ６２００００００００００００05 ",
        ] {
            assert_eq!(read(typed).as_deref(), Ok("6200000000000005"), "{typed}");
        }
    }

    #[test]
    fn what_is_no_card_number_is_named() {
        assert_eq!(read(""), Err(FieldProblem::Empty));
        assert_eq!(read("6200000000006"), Err(FieldProblem::CheckDigit));
        assert_eq!(read("622202000000"), Err(FieldProblem::TooShort));
        assert_eq!(read("62000000000000000005"), Err(FieldProblem::TooLong));
        assert_eq!(read("6200000000000006"), Err(FieldProblem::CheckDigit));
        assert_eq!(read("6200000000000o05"), Err(FieldProblem::Format));
    }

    #[test]
    fn a_debit_number_may_miss_luhn_a_credit_number_may_not() {
        assert!(!luhn("6222020000000000001"));
        assert!(read("6222020000000000001").is_ok(), "a known debit card");
        assert!(!luhn("6222300000000000"));
        assert_eq!(
            read("6222300000000000"),
            Err(FieldProblem::CheckDigit),
            "a known credit card"
        );
    }

    #[test]
    fn digits_are_grouped_as_cards_print_them() {
        assert_eq!(group("6222021234567890123"), "6222 0212 3456 7890 123");
        assert_eq!(group("6222 0"), "6222 0");
        assert_eq!(group("6222"), "6222");
        assert_eq!(group(""), "");
    }

    #[test]
    fn four_digits_are_all_that_is_shown() {
        assert_eq!(last4("6222021234567890123"), "0123");
        assert_eq!(last4("12"), "12");
        assert_eq!(mask("6222021234567890"), "•••• 7890");
    }

    proptest! {
        #[test]
        fn luhn_finds_every_single_slip(body in "[0-9]{15}", place in 0_usize..16, by in 1_u8..10) {
            let check = (0..10).map(|c| format!("{body}{c}")).find(|n| luhn(n)).expect("one check digit fits");
            let mut slipped = check.into_bytes();
            slipped[place] = b'0' + (slipped[place] - b'0' + by) % 10;
            prop_assert!(!luhn(&String::from_utf8(slipped).expect("ASCII")));
        }

        #[test]
        fn no_text_panics(text in ".{0,30}") {
            let _ = read(&text);
            let _ = last4(&text);
            prop_assert_eq!(group(&group(&text)), group(&text));
        }
    }
}
