//! `paydesk merchant invite` and `paydesk provider invite`: a one-time link for
//! the first one who manages a console's team.

use super::mall::open;
use crate::cli::{ConsoleAddress, DatabaseLocation, MerchantInvite, ProviderInvite};
use crate::settings::flag_value::origin;
use anyhow::bail;
use domain::console::Scope;

/// A link for an owner of the merchant.
pub(crate) async fn owner(flags: &MerchantInvite) -> anyhow::Result<()> {
    let scope = Scope::Merchant(flags.merchant.clone());
    invite(&flags.database, &flags.console, &scope).await
}

/// A link for an administrator of the provider.
pub(crate) async fn administrator(flags: &ProviderInvite) -> anyhow::Result<()> {
    invite(&flags.database, &flags.console, &Scope::Provider).await
}

/// Prints the link's address. It is a secret until it was used.
async fn invite(
    database: &DatabaseLocation,
    at: &ConsoleAddress,
    scope: &Scope,
) -> anyhow::Result<()> {
    let console = match (&at.console_url, &at.public_url) {
        (Some(url), _) => origin("--console-url", url, "https://console.pay.example")?,
        (None, Some(url)) => origin("--public-url", url, "https://pay.example")?,
        (None, None) => bail!("--public-url or --console-url is missing"),
    };
    let registry = open(database).await?;
    let link = registry.invite_manager(scope).await?;
    registry.close().await;
    println!("{console}{}", link.path());
    Ok(())
}
