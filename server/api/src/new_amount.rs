//! The schema of an amount in a request.

use serde::Serialize;
use utoipa::ToSchema;

/// An exact amount of money, more than zero and less than 10,000,000,000.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAmount {
    /// A decimal text with at most the decimals of the currency: `128.00`, `128`.
    #[schema(
        example = "128.00",
        pattern = r"^0*([1-9][0-9]{0,9}(\.[0-9]{1,2})?|0\.([1-9][0-9]?|0[1-9]))$"
    )]
    value: String,
    /// ISO 4217; `CNY` in this release.
    #[schema(example = "CNY", pattern = "^CNY$")]
    currency: String,
}
