//! SMS codes, as the shopper types them.

use crate::desk::FieldProblem;
use crate::field_limits::SMS_CODE;
use crate::input::compact;

/// Reads a code: six digits.
///
/// # Errors
/// The [`FieldProblem`] of the field.
pub fn read(typed: &str) -> Result<String, FieldProblem> {
    let code = compact(typed);
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FieldProblem::Format);
    }
    SMS_CODE.check(code.len())?;
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::desk::FieldProblem;

    #[test]
    fn a_code_is_six_digits() {
        assert_eq!(read(" 123 456 ").as_deref(), Ok("123456"));
        for (typed, problem) in [
            ("", FieldProblem::Empty),
            ("12345", FieldProblem::TooShort),
            ("1234567", FieldProblem::TooLong),
            ("12a456", FieldProblem::Format),
        ] {
            assert_eq!(read(typed), Err(problem), "{typed}");
        }
    }
}
