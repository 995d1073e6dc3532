//! The networks that this program knows, whether or not they are configured. A
//! new network adds a line.

use domain::merchant::MerchantAccount;
use domain::refusal::Refusal;

/// Checks a merchant's account at registration, so that no payment fails for
/// it. Needs no keys.
///
/// # Errors
/// [`Code::FieldInvalid`](domain::refusal::Code::FieldInvalid) pointing at the
/// merchant's field.
pub fn check_account(account: &MerchantAccount) -> Result<(), Refusal> {
    crate::unionpay::check_account(account)
}
