//! `paydesk merchant add` registers a contracted merchant; `paydesk merchant
//! account` adds or changes its accounts at networks.

use super::mall::open;
use crate::cli::{MerchantAccounts, MerchantAdd};
use crate::settings::networks::first_network_account;
use anyhow::Context;
use domain::brand::{Brand, Colour, Font, Logos, Radius};
use domain::merchant::{AccountNumber, Merchant};
use domain::product::Product;
use engine::logo_image::LogoImage;
use engine::registry::not_offered_yet;
use std::path::Path;
use std::sync::Arc;

/// Adds it and prints its id.
pub(crate) async fn add(flags: &MerchantAdd) -> anyhow::Result<()> {
    let products = flags
        .product
        .iter()
        .map(|name| product(name))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let display_name = flags.display_name.as_ref().unwrap_or(&flags.short_name);
    let colour = Colour::parse(&flags.colour).context("--colour: not #rrggbb")?;
    let logo = flags.logo_file.as_deref().map(read_logo).transpose()?;
    let brand = Brand {
        logos: Logos {
            square: logo.as_ref().map(|logo| logo.id.clone()),
            ..Logos::default()
        },
        radius: one_of("--radius", &flags.radius, &Radius::ALL, Radius::name)?,
        font: one_of("--font", &flags.font, &Font::ALL, Font::name)?,
        support: flags.support.clone(),
        ..Brand::plain(display_name, colour)
    };

    let registry = open(&flags.database).await?;
    let merchant = Merchant {
        id: registry.new_merchant_id(),
        legal_name: flags.legal_name.clone(),
        short_name: flags.short_name.clone(),
        uscc: flags.uscc.clone(),
        accounts: accounts(flags),
        mcc: flags.mcc.clone(),
        products,
        brand: Arc::new(brand),
        active: true,
        created_at: registry.now(),
    };
    registry
        .add_merchant_with_logo(&merchant, &flags.malls, logo)
        .await?;
    registry.close().await;
    println!("{}", merchant.id);
    warn_of_products(&merchant);
    Ok(())
}

/// Puts them, or none if one is refused.
pub(crate) async fn put_accounts(flags: &MerchantAccounts) -> anyhow::Result<()> {
    let registry = open(&flags.database).await?;
    let merchant = registry
        .put_accounts(&flags.merchant, &flags.accounts)
        .await?;
    registry.close().await;
    warn_of_products(&merchant);
    Ok(())
}

/// Says on the error stream which products cannot be offered yet.
fn warn_of_products(merchant: &Merchant) {
    for (product, networks) in not_offered_yet(merchant) {
        let networks: Vec<_> = networks.iter().map(ToString::to_string).collect();
        let why = if networks.is_empty() {
            "no network of this program carries it".to_owned()
        } else {
            let networks = networks.join(" or ");
            format!("it needs an account at {networks} (`paydesk merchant account`)")
        };
        eprintln!("warning: {} cannot be offered yet: {why}", product.name());
    }
}

/// `--account`, and `--network-no` for the first network.
fn accounts(flags: &MerchantAdd) -> Vec<AccountNumber> {
    let first = flags.network_no.as_deref().map(first_network_account);
    first.into_iter().chain(flags.accounts.clone()).collect()
}

fn product(name: &str) -> anyhow::Result<Product> {
    Product::parse(name).with_context(|| {
        let names = Product::ALL.map(Product::name).join(", ");
        format!("--product: {name} is not one of {names}")
    })
}

fn one_of<T: Copy>(
    flag: &str,
    given: &str,
    known: &[T],
    name: fn(T) -> &'static str,
) -> anyhow::Result<T> {
    let found = known.iter().copied().find(|value| name(*value) == given);
    found.with_context(|| {
        let names: Vec<_> = known.iter().copied().map(name).collect();
        format!("{flag}: {given} is not one of {}", names.join(", "))
    })
}

/// The file's image, checked.
fn read_logo(path: &Path) -> anyhow::Result<LogoImage> {
    let bytes = std::fs::read(path)
        .with_context(|| format!("--logo-file: {} cannot be read", path.display()))?;
    LogoImage::read(&bytes).context("--logo-file")
}
