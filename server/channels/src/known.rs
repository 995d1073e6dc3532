//! The networks that this program knows, whether or not they are configured. A
//! new network adds a line.

use crate::channel::ProductRoute;
use domain::channel_id::ChannelId;
use domain::merchant::MerchantAccount;
use domain::product::Product;
use domain::refusal::{Code, Refusal};

/// Each with the products that it carries.
const ROUTES: [(&ChannelId, &[ProductRoute]); 2] = [
    (&crate::unionpay::ID, &crate::unionpay::ROUTES),
    (&crate::wechatpay::ID, crate::wechatpay::ROUTES),
];

/// The networks that carry a product.
pub fn carriers(product: Product) -> impl Iterator<Item = ChannelId> {
    let carries = move |routes: &[ProductRoute]| routes.iter().any(|one| one.product == product);
    let known = ROUTES
        .into_iter()
        .filter(move |(_, routes)| carries(routes));
    known.map(|(channel, _)| channel.clone())
}

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
