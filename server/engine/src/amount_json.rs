//! An amount of money as the API writes it.

use domain::money::Money;
use serde::Serialize;
use utoipa::ToSchema;

/// An exact amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Amount)]
pub struct AmountJson {
    /// A decimal text with all decimals of the currency: `128.00`.
    #[schema(example = "128.00", pattern = r"^[0-9]+\.[0-9]{2}$")]
    pub value: String,
    /// ISO 4217; `CNY` in this release.
    #[schema(example = "CNY", pattern = "^[A-Z]{3}$")]
    pub currency: String,
}

impl AmountJson {
    /// Converts an amount for the API.
    pub fn of(money: Money) -> Self {
        Self {
            value: money.decimal(),
            currency: money.currency().code().to_owned(),
        }
    }
}
