//! The networks that this program knows, whether or not they are configured. A
//! new network adds a line.

use domain::channel_id::ChannelId;
use domain::merchant::MerchantAccount;
use domain::refusal::{Code, Refusal};

/// Checks a merchant's account at registration, as
/// [`Channel::check_account`](crate::Channel::check_account) does, without the
/// keys that a channel needs.
///
/// # Errors
/// [`Code::FieldInvalid`] pointing at the merchant's field, or at `/accounts`
/// for a channel that is no known clearing house or wallet (rule R7).
pub fn check_account(channel: &ChannelId, account: &MerchantAccount) -> Result<(), Refusal> {
    if *channel == crate::unionpay::ID {
        return crate::unionpay::check_account(account);
    }
    if *channel == crate::wechatpay::ID {
        return crate::wechatpay::check_account(account);
    }
    let detail = format!(
        "{channel} is no clearing house that this program knows; those are {} and {}",
        crate::unionpay::ID,
        crate::wechatpay::ID
    );
    Err(Refusal::at(Code::FieldInvalid, "/accounts", detail))
}
