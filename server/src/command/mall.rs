//! `paydesk mall add` registers a mall and its first key; `mall webhook` sets
//! where its events are sent; `mall allow` and `mall deny` change which merchants
//! it may create orders for.

use crate::cli::{DatabaseLocation, MallAdd, MallMerchants, MallWebhook};
use crate::settings::flag_value::{text, unusable};
use anyhow::Context;
use domain::mall::{KeyAlgorithm, Mall, MallKey};
use engine::mall_keys::der_from_pem;
use engine::registry::{Registry, is_private};
use engine::system::{SystemClock, SystemEntropy};
use std::sync::Arc;

/// Adds it and prints its id.
pub(crate) async fn add(flags: &MallAdd) -> anyhow::Result<()> {
    let algorithm = KeyAlgorithm::parse(&flags.algorithm)
        .with_context(|| format!("--algorithm: {} is not one of {}", flags.algorithm, names()))?;
    let pem = text("--public-key-file", &flags.public_key_file)?;
    let public_der = der_from_pem(algorithm, &pem)
        .map_err(|why| unusable("--public-key-file", &flags.public_key_file, &why))?;
    let registry = open(&flags.database).await?;
    let registry = registry.allow_webhooks(flags.webhook_allow.clone());
    let mall = Mall {
        id: registry.new_mall_id(),
        name: flags.name.clone(),
        operator_uscc: flags.operator_uscc.clone(),
        return_origins: flags.return_origin.clone(),
        webhook_url: flags.webhook_url.clone(),
        active: true,
        created_at: registry.now(),
    };
    let key = MallKey {
        key_id: flags.key_id.clone(),
        mall_id: mall.id.clone(),
        algorithm,
        public_der,
        active: true,
    };
    registry.add_mall(&mall, &key).await?;
    registry.close().await;
    if let Some(url) = &mall.webhook_url {
        warn_of(&registry, url).await;
    }
    for origin in &mall.return_origins {
        if is_private(origin) {
            tracing::warn!("shoppers on the internet cannot return to {origin}");
        }
    }
    println!("{}", mall.id);
    Ok(())
}

/// Sets where the mall's events are sent.
pub(crate) async fn set_webhook(flags: &MallWebhook) -> anyhow::Result<()> {
    let registry = open(&flags.database).await?;
    let registry = registry.allow_webhooks(flags.webhook_allow.clone());
    registry
        .set_webhook(&flags.mall, &flags.webhook_url)
        .await?;
    registry.close().await;
    warn_of(&registry, &flags.webhook_url).await;
    Ok(())
}

/// Says where no event would be sent to this address today. DNS may come later,
/// so that is no error.
async fn warn_of(registry: &Registry, webhook_url: &str) {
    if let Some(why) = registry.webhook_trouble(webhook_url).await {
        tracing::warn!(
            webhook_url,
            "no event would be delivered now: {why}; each is tried again for three days"
        );
    }
}

/// Contracts the merchants for the mall, or none if one is unknown.
pub(crate) async fn allow(flags: &MallMerchants) -> anyhow::Result<()> {
    let registry = open(&flags.database).await?;
    registry.allow(&flags.mall, &flags.merchants).await?;
    registry.close().await;
    Ok(())
}

/// Ends the contracts of the merchants for the mall, or none if one is unknown.
pub(crate) async fn deny(flags: &MallMerchants) -> anyhow::Result<()> {
    let registry = open(&flags.database).await?;
    registry.deny(&flags.mall, &flags.merchants).await?;
    registry.close().await;
    Ok(())
}

/// The registry of a database; the server's keys are not needed.
pub(super) async fn open(database: &DatabaseLocation) -> anyhow::Result<Registry> {
    let database = database.read()?;
    Ok(Registry::open(&database, Arc::new(SystemClock), Arc::new(SystemEntropy)).await?)
}

fn names() -> String {
    KeyAlgorithm::ALL.map(KeyAlgorithm::name).join(", ")
}
