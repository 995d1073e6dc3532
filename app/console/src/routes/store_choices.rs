//! The stores that a form of a merchant's console offers.

use super::site::Site;
use crate::pages::failure::Failure;
use domain::console::{Scope, SignedIn};
use domain::merchant_store::MerchantStore;

/// Those of a merchant; none in the provider's console.
pub(super) async fn of(
    site: &Site,
    by: &SignedIn,
    scope: &Scope,
) -> Result<Vec<MerchantStore>, Failure> {
    if *scope == Scope::Provider {
        return Ok(Vec::new());
    }
    let found = site.console.store_choices(by, scope).await;
    found.map_err(|error| Failure::of(error, Some(scope)))
}
