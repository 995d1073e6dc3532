//! `paydesk merchant invite` and `paydesk provider invite`: a one-time link for
//! the first one who manages a console's team.

use super::mall::open;
use crate::cli::{DatabaseLocation, MerchantInvite, ProviderInvite};
use crate::settings::flag_value::origin;
use domain::console::Scope;

/// A link for an owner of the merchant.
pub(crate) async fn owner(flags: &MerchantInvite) -> anyhow::Result<()> {
    let scope = Scope::Merchant(flags.merchant.clone());
    invite(&flags.database, &flags.public_url, &scope).await
}

/// A link for an administrator of the provider.
pub(crate) async fn administrator(flags: &ProviderInvite) -> anyhow::Result<()> {
    invite(&flags.database, &flags.public_url, &Scope::Provider).await
}

/// Prints the link's address. It is a secret until it was used.
async fn invite(
    database: &DatabaseLocation,
    public_url: &str,
    scope: &Scope,
) -> anyhow::Result<()> {
    let public_url = origin("--public-url", public_url, "https://pay.example")?;
    let registry = open(database).await?;
    let link = registry.invite_manager(scope).await?;
    registry.close().await;
    println!("{public_url}{}", link.path());
    Ok(())
}
