//! An amount as people type it: `28`, `28.5`, `28.00`, `¥1,280.00`.

use super::field::TextField;
use domain::console::{ConsoleField, ConsoleProblem};
use domain::money::{Currency, Money, MoneyError};

/// Reads what was typed. Commas are read only where they stand between
/// thousands, so that no amount is another than it looks like.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read(typed: &str) -> Result<Money, ConsoleProblem> {
    let text = typed.trim().trim_start_matches(['¥', '￥']).trim_start();
    if text.is_empty() {
        return Err(ConsoleProblem::Empty);
    }
    let plain = text.replace(',', "");
    let amount = Money::parse(&plain, Currency::Cny).map_err(|error| match error {
        MoneyError::TooFine => ConsoleProblem::TooFine,
        MoneyError::TooLarge => ConsoleProblem::TooLarge,
        MoneyError::NotANumber | MoneyError::NotPositive | MoneyError::Currency => {
            ConsoleProblem::Format
        }
    })?;
    let whole = |text: &str| text.split('.').next().unwrap_or_default().to_owned();
    if plain != text && whole(&amount.grouped()) != whole(text) {
        return Err(ConsoleProblem::Format);
    }
    Ok(amount)
}

/// The field.
pub(super) const fn field<'a>(
    label: &'static str,
    hint: Option<&'static str>,
    value: &'a str,
) -> TextField<'a> {
    TextField {
        hint,
        inputmode: "decimal",
        width: "input--code",
        ..TextField::line(ConsoleField::Amount, label, value)
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use domain::console::ConsoleProblem;
    use domain::money::Money;

    #[test]
    fn an_amount_is_what_it_looks_like_or_refused() {
        for (typed, fen) in [
            ("28", 2_800),
            (" 28.5 ", 2_850),
            ("¥1,280.00", 128_000),
            ("￥ 0.01", 1),
            ("1280", 128_000),
            ("1,280", 128_000),
            ("-1", -100),
            ("0", 0),
        ] {
            assert_eq!(read(typed), Ok(Money::fen(fen)), "{typed}");
        }
        for (typed, problem) in [
            ("", ConsoleProblem::Empty),
            ("¥", ConsoleProblem::Empty),
            ("28.005", ConsoleProblem::TooFine),
            ("1,5", ConsoleProblem::Format),
            ("12,80.00", ConsoleProblem::Format),
            ("1e3", ConsoleProblem::Format),
            ("二十八", ConsoleProblem::Format),
            ("２８", ConsoleProblem::Format),
            ("28。5", ConsoleProblem::Format),
            ("99999999999999999999", ConsoleProblem::TooLarge),
        ] {
            assert_eq!(read(typed), Err(problem), "{typed}");
        }
    }
}
