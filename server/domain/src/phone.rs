//! Mobile numbers of mainland China: `1[3-9]` and nine more digits.

use crate::desk::FieldProblem;
use crate::field_limits::PHONE;
use crate::input::compact;

/// Reads a number as typed, with blanks, hyphens, dots and parentheses, and the
/// country code as `+86`, `0086` or `86`. Returns the eleven digits.
///
/// # Errors
/// The [`FieldProblem`] of the field.
pub fn read(typed: &str) -> Result<String, FieldProblem> {
    let mut digits = compact(typed);
    digits.retain(|c| !matches!(c, '(' | ')' | '.' | '·'));
    let digits = without_country(&digits);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldProblem::Format);
    }
    PHONE.check(digits.len())?;
    if digits.starts_with('1') && digits.as_bytes()[1] >= b'3' {
        Ok(digits.to_owned())
    } else {
        Err(FieldProblem::Format)
    }
}

/// The number without China's country code.
fn without_country(digits: &str) -> &str {
    let rest = ["+86", "0086", "86"]
        .iter()
        .find_map(|code| digits.strip_prefix(code));
    rest.filter(|rest| rest.starts_with('1')).unwrap_or(digits)
}

/// `138****5678`, as pages may show it; `***` for any other text than eleven
/// digits.
pub fn mask(digits: &str) -> String {
    match (digits.get(..3), digits.get(7..)) {
        (Some(head), Some(tail)) if digits.len() == PHONE.max => format!("{head}****{tail}"),
        _ => String::from("***"),
    }
}

#[cfg(test)]
mod tests {
    use super::{mask, read};
    use crate::desk::FieldProblem;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for typed in [
            "13800138779",
            "138 0013 8779",
            "+86 138-0013-8779",
            "008613800138779",
            "8613800138779",
            "１３８００１３８７７９",
            "(138)0013-8779",
            "（138）0013 8779",
            "(+86) 138.0013.8779",
            "(0086)13800138779",
            "138．0013．8779",
        ] {
            assert_eq!(read(typed).as_deref(), Ok("13800138779"), "{typed}");
        }
    }

    #[test]
    fn what_is_no_mobile_number_is_named() {
        assert_eq!(read("  "), Err(FieldProblem::Empty));
        assert_eq!(read("( . )"), Err(FieldProblem::Empty));
        assert_eq!(read("1380013800"), Err(FieldProblem::TooShort));
        assert_eq!(read("138001380001"), Err(FieldProblem::TooLong));
        assert_eq!(read("12800138000"), Err(FieldProblem::Format));
        assert_eq!(read("23800138000"), Err(FieldProblem::Format));
        assert_eq!(read("1380013800a"), Err(FieldProblem::Format));
        assert_eq!(read("+85291234567"), Err(FieldProblem::Format));
    }

    #[test]
    fn the_middle_is_hidden() {
        assert_eq!(mask("13800138000"), "138****8000");
        assert_eq!(mask("1380"), "***");
        assert_eq!(mask("电话电话电话"), "***");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,30}") {
            if let Ok(digits) = read(&text) {
                prop_assert_eq!(digits.len(), 11);
            }
            let _ = mask(&text);
        }
    }
}
