//! The networks that this program knows, whether or not they are configured.
//! A new network adds one line to each list.

use domain::channel_id::ChannelId;
use domain::merchant::MerchantAccount;
use domain::refusal::Refusal;

/// The names.
pub const KNOWN: [ChannelId; 1] = [crate::unionpay::ID];

/// Checks a merchant's account at registration, so that no payment fails for
/// it. Needs no keys.
///
/// # Errors
/// [`Code::FieldInvalid`](domain::refusal::Code::FieldInvalid) pointing at the
/// merchant's field.
pub fn check_account(account: &MerchantAccount) -> Result<(), Refusal> {
    crate::unionpay::check_account(account)
}
