//! Money: an exact number of minor units and its currency.
//!
//! Arithmetic is checked and without floats. An amount with more decimals than
//! its currency has is refused, never rounded.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The currencies that Paydesk settles in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Currency {
    /// Renminbi, ISO 4217 number 156, two decimals (fen).
    #[serde(rename = "CNY")]
    Cny,
}

impl Currency {
    /// The ISO 4217 code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
        }
    }

    /// The ISO 4217 number, as networks use it.
    pub const fn number(self) -> &'static str {
        match self {
            Self::Cny => "156",
        }
    }

    /// The number of decimals.
    pub const fn exponent(self) -> u32 {
        match self {
            Self::Cny => 2,
        }
    }

    /// The currency of an ISO 4217 code.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] for any other currency.
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        match code {
            "CNY" => Ok(Self::Cny),
            _ => Err(MoneyError::Currency),
        }
    }
}

/// An amount in minor units (fen). May be zero or negative, as in ledger lines;
/// [`Money::for_order`] checks what an order may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

/// Why an amount was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a plain decimal number such as `128.00`.
    #[error("not a decimal amount")]
    NotANumber,
    /// More decimals than the currency has.
    #[error("more decimals than the currency has")]
    TooFine,
    /// Zero or negative, where an order needs more.
    #[error("the amount must be more than zero")]
    NotPositive,
    /// Above [`Money::MAX_ORDER_MINOR`], or beyond 64 bits.
    #[error("the amount is too large")]
    TooLarge,
    /// Two currencies in one sum, or a currency that is not supported.
    #[error("this currency is not supported")]
    Currency,
}

impl Money {
    /// The most that one order may cost, in minor units: twelve digits, which
    /// every network can carry.
    pub const MAX_ORDER_MINOR: i64 = 999_999_999_999;

    /// An amount of `minor` units.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Renminbi fen.
    pub const fn fen(minor: i64) -> Self {
        Self::new(minor, Currency::Cny)
    }

    /// Minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Reads an exact decimal text: digits, an optional minus, at most one
    /// point with digits on both sides. `1e3`, `+1`, `.5` and `1,000` are
    /// refused.
    ///
    /// # Errors
    /// [`MoneyError::NotANumber`], [`MoneyError::TooFine`] (a third decimal,
    /// even a zero) or [`MoneyError::TooLarge`].
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        if !plain_decimal(text) {
            return Err(MoneyError::NotANumber);
        }
        let value = Decimal::from_str(text).map_err(|_| MoneyError::TooLarge)?;
        if value.scale() > currency.exponent() {
            return Err(MoneyError::TooFine);
        }
        let scale = Decimal::from(10_i64.pow(currency.exponent()));
        let minor = value.checked_mul(scale).ok_or(MoneyError::TooLarge)?;
        let minor = i64::try_from(minor).map_err(|_| MoneyError::TooLarge)?;
        Ok(Self { minor, currency })
    }

    /// Checks that an order may cost this amount: more than zero, at most
    /// [`Money::MAX_ORDER_MINOR`].
    ///
    /// # Errors
    /// [`MoneyError::NotPositive`] or [`MoneyError::TooLarge`].
    pub fn for_order(self) -> Result<Self, MoneyError> {
        if self.minor <= 0 {
            Err(MoneyError::NotPositive)
        } else if self.minor > Self::MAX_ORDER_MINOR {
            Err(MoneyError::TooLarge)
        } else {
            Ok(self)
        }
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] or [`MoneyError::TooLarge`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currency);
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    /// The difference, which may be negative.
    ///
    /// # Errors
    /// [`MoneyError::Currency`] or [`MoneyError::TooLarge`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currency);
        }
        let minor = self
            .minor
            .checked_sub(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    /// `quantity` times this amount.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`].
    pub fn times(self, quantity: u32) -> Result<Self, MoneyError> {
        let minor = self
            .minor
            .checked_mul(i64::from(quantity))
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    /// The exact decimal text with all decimals: `128.00`.
    pub fn decimal(self) -> String {
        Decimal::new(self.minor, self.currency.exponent()).to_string()
    }

    /// The decimal text with thousands separated, for display: `1,280.00`.
    pub fn grouped(self) -> String {
        let text = self.decimal();
        let (sign, text) = text
            .strip_prefix('-')
            .map_or(("", text.as_str()), |t| ("-", t));
        let (whole, rest) = text.split_once('.').map_or((text, ""), |(w, r)| (w, r));
        let mut grouped = String::with_capacity(text.len() + text.len() / 3);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if rest.is_empty() {
            format!("{sign}{grouped}")
        } else {
            format!("{sign}{grouped}.{rest}")
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency.code())
    }
}

/// True for digits with an optional leading minus and at most one inner point.
fn plain_decimal(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, rest)) => digits(whole) && digits(rest),
        None => digits(text),
    }
}

#[cfg(test)]
mod tests {
    use super::{Currency, Money, MoneyError};
    use proptest::prelude::*;

    fn cny(text: &str) -> Result<Money, MoneyError> {
        Money::parse(text, Currency::Cny)
    }

    #[test]
    fn reads_plain_decimals_only() {
        assert_eq!(cny("128.00"), Ok(Money::fen(12_800)));
        assert_eq!(cny("128"), Ok(Money::fen(12_800)));
        assert_eq!(cny("0.1"), Ok(Money::fen(10)));
        for bad in [
            "", ".5", "5.", "+1", "1e3", "1,000.00", " 1", "１", "1.2.3", "-", "NaN",
        ] {
            assert_eq!(cny(bad), Err(MoneyError::NotANumber), "{bad:?}");
        }
    }

    #[test]
    fn a_third_decimal_is_refused_never_rounded() {
        assert_eq!(cny("1.005"), Err(MoneyError::TooFine));
        assert_eq!(cny("1.000"), Err(MoneyError::TooFine));
    }

    #[test]
    fn an_order_costs_more_than_nothing_and_at_most_the_cap() {
        assert_eq!(Money::fen(0).for_order(), Err(MoneyError::NotPositive));
        assert_eq!(Money::fen(-1).for_order(), Err(MoneyError::NotPositive));
        assert!(Money::fen(999_999_999_999).for_order().is_ok());
        assert_eq!(
            Money::fen(1_000_000_000_000).for_order(),
            Err(MoneyError::TooLarge)
        );
        assert_eq!(
            cny("99999999999999999999999999999999"),
            Err(MoneyError::TooLarge)
        );
    }

    #[test]
    fn people_read_groups_of_three() {
        assert_eq!(Money::fen(123_456_789).grouped(), "1,234,567.89");
        assert_eq!(Money::fen(99_900).grouped(), "999.00");
        assert_eq!(Money::fen(-100_000).grouped(), "-1,000.00");
    }

    proptest! {
        #[test]
        fn text_and_minor_units_are_the_same_thing(minor in any::<i64>()) {
            let money = Money::fen(minor);
            prop_assert_eq!(cny(&money.decimal()), Ok(money));
            prop_assert_eq!(cny(&money.grouped().replace(',', "")), Ok(money));
        }

        #[test]
        fn sums_are_exact_or_refused(a in any::<i64>(), b in any::<i64>()) {
            let sum = Money::fen(a).plus(Money::fen(b));
            prop_assert_eq!(sum, a.checked_add(b).map(Money::fen).ok_or(MoneyError::TooLarge));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = cny(&text);
        }
    }
}
