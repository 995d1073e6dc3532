//! The checks of order creation. [`facts`] checks the format of each field, by
//! rules that do not change with time. [`judge`] applies rules R2 to R6, whose
//! result may change with contracts, lists and dates.
//!
//! R1 is enforced where the draft is read, R7 by [`crate::channel_id`].

use super::draft::{ItemDraft, OrderDraft};
use super::{Facts, Item};
use crate::clock::At;
use crate::day::Day;
use crate::ids::{MallId, MerchantId, StoreId};
use crate::locale::Locale;
use crate::mall::Mall;
use crate::merchant::Merchant;
use crate::merchant_store::MerchantStore;
use crate::money::{Currency, Money, MoneyError};
use crate::payee::Payee;
use crate::product::Product;
use crate::refusal::{Code, Refusal};
use crate::{display_text, goods, limits};
use std::collections::BTreeMap;

/// The time to pay in seconds, where the mall names none.
pub const EXPIRES_IN_S_DEFAULT: u32 = 1800;
/// The least and most seconds that a mall may name.
pub const EXPIRES_IN_S: std::ops::RangeInclusive<u32> = 60..=86_400;

const ITEMS_MAX: usize = 100;
const QUANTITY_MAX: u32 = 1_000_000;
const TEXT_MAX: usize = 128;
const NUMBER_MAX: usize = 64;
const METADATA_MAX: usize = 20;
const METADATA_KEY_MAX: usize = 40;
const METADATA_VALUE_MAX: usize = 500;

/// Checks the format of each field, and that the items add up to the amount.
/// Equal drafts give equal facts at any time, so that a repeated request finds
/// its order even if a contract has changed since.
///
/// # Errors
/// The first rule broken, with a pointer to the field.
pub fn facts(draft: &OrderDraft) -> Result<Facts, Refusal> {
    let amount = amount(&draft.amount, &draft.currency)?;
    let items = items(&draft.items, amount.currency())?;
    let facts = Facts {
        mall_order_no: number(&draft.mall_order_no, "/mall_order_no")?,
        merchant_id: payee(&draft.merchant_id)?,
        store_id: draft.store_id.as_deref().map(store).transpose()?,
        amount,
        subject: line(&draft.subject, "/subject")?,
        items,
        return_url: draft.return_url.clone(),
        expires_in_s: expires_in_s(draft.expires_in_s)?,
        products: products(&draft.products)?,
        buyer_ref: draft.buyer_ref.as_deref().map(buyer_ref).transpose()?,
        locale: draft.locale.as_deref().map(locale).transpose()?,
        metadata: metadata(&draft.metadata)?,
    };
    check_sum(&facts)?;
    Ok(facts)
}

/// Checks that a new order with these facts may be created now, by the
/// contracts, lists and limits of the day. `payee` is the merchant that the
/// facts name, or `None` if it does not exist; `is_carried` says of a product
/// whether the merchant has an account at a network that carries it.
///
/// # Errors
/// The first rule broken, with a pointer to the field.
///
/// # Panics
/// When `payee` is not the merchant that the facts name.
pub fn judge(
    facts: &Facts,
    mall: &Mall,
    payee: Option<&Payee>,
    is_carried: impl Fn(&Merchant, Product) -> bool,
    now: At,
) -> Result<(), Refusal> {
    let payee = payee.ok_or_else(no_merchant)?;
    let merchant = &payee.merchant;
    assert_eq!(
        merchant.id, facts.merchant_id,
        "the merchant the facts name"
    );
    payee.may_be_paid_from(mall)?;
    goods::check_mcc(&merchant.mcc)?;
    goods::check_items(&facts.subject, &facts.items)?;
    let mut offered = merchant.offer(&facts.products)?;
    let mut asked = facts.products.iter();
    if let Some(missing) = asked.find(|product| !is_carried(merchant, **product)) {
        let detail = format!(
            "the merchant has no account to be paid by {}",
            missing.name()
        );
        return Err(at(Code::ProductNotContracted, "/products", &detail));
    }
    offered.retain(|product| is_carried(merchant, *product));
    mall.allows_return(&facts.return_url)?;
    check_limits(&offered, facts.amount, now)
}

/// Checks that a new order may name its store now: `store` is the one that the
/// facts name, or `None` if it does not exist.
///
/// # Errors
/// [`Code::StoreUnknown`] where it is not the payee's, [`Code::StoreClosed`].
pub fn judge_store(facts: &Facts, store: Option<&MerchantStore>) -> Result<(), Refusal> {
    if facts.store_id.is_none() {
        return Ok(());
    }
    let own = store.filter(|store| store.merchant == facts.merchant_id);
    match own.map(|store| store.is_open) {
        None => Err(no_store()),
        Some(true) => Ok(()),
        Some(false) => Err(at(
            Code::StoreClosed,
            "/store_id",
            "the merchant has closed this store",
        )),
    }
}

/// Rule R6 at creation: refuses an order over the limit of every product that
/// it offers. What the payer has already spent today is checked at payment.
fn check_limits(offered: &[Product], amount: Money, now: At) -> Result<(), Refusal> {
    let nothing = Money::new(0, amount.currency());
    let today = Day::in_china(now);
    let mut refusal = None;
    for product in offered {
        match limits::check(*product, amount, nothing, today) {
            Ok(()) => return Ok(()),
            Err(over) => {
                refusal = Some(Refusal {
                    pointer: Some(String::from("/amount/value")),
                    ..over
                });
            }
        }
    }
    let none = || {
        Refusal::at(
            Code::ProductNotContracted,
            "/merchant_id",
            "the merchant has no account for a product under contract",
        )
    };
    Err(refusal.unwrap_or_else(none))
}

/// Rule R3: the items add up to the amount exactly.
fn check_sum(facts: &Facts) -> Result<(), Refusal> {
    let mut sum = Money::new(0, facts.amount.currency());
    for (i, item) in facts.items.iter().enumerate() {
        let too_large = |_| {
            at(
                Code::AmountInvalid,
                format!("/items/{i}"),
                "the items add up to too much",
            )
        };
        sum = item
            .unit_price
            .times(item.quantity)
            .and_then(|line| sum.plus(line))
            .map_err(too_large)?;
    }
    if sum == facts.amount {
        return Ok(());
    }
    let detail = format!("the items add up to {sum}, the amount is {}", facts.amount);
    Err(Refusal::at(Code::ItemsSumDiffers, "/amount/value", detail))
}

/// Reads an amount of more than zero, without more decimals than the currency.
pub(crate) fn amount(value: &str, currency: &str) -> Result<Money, Refusal> {
    let currency = Currency::parse(currency).map_err(|_| {
        at(
            Code::CurrencyNotSupported,
            "/amount/currency",
            "CNY is settled here, no other currency",
        )
    })?;
    price(value, currency, "/amount/value")
}

fn price(value: &str, currency: Currency, pointer: &str) -> Result<Money, Refusal> {
    let money = Money::parse(value, currency).and_then(Money::for_order);
    money.map_err(|e: MoneyError| at(Code::AmountInvalid, pointer, &e.to_string()))
}

fn items(drafts: &[ItemDraft], currency: Currency) -> Result<Vec<Item>, Refusal> {
    if drafts.is_empty() || drafts.len() > ITEMS_MAX {
        return Err(invalid("/items", "an order names 1 to 100 items"));
    }
    let read = |(i, draft): (usize, &ItemDraft)| {
        let quantity = u32::try_from(draft.quantity)
            .ok()
            .filter(|q| (1..=QUANTITY_MAX).contains(q));
        Ok(Item {
            name: line(&draft.name, &format!("/items/{i}/name"))?,
            quantity: quantity.ok_or_else(|| {
                invalid(
                    &format!("/items/{i}/quantity"),
                    "a quantity is 1 to 1,000,000",
                )
            })?,
            unit_price: price(
                &draft.unit_price,
                currency,
                &format!("/items/{i}/unit_price"),
            )?,
        })
    };
    drafts.iter().enumerate().map(read).collect()
}

/// Checks a number that the mall assigned: 1 to 64 letters, digits, points,
/// underscores and hyphens.
///
/// # Errors
/// [`Code::FieldInvalid`] at the pointer.
pub fn number(number: &str, pointer: &str) -> Result<String, Refusal> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    if (1..=NUMBER_MAX).contains(&number.len()) && number.bytes().all(plain) {
        Ok(number.to_owned())
    } else {
        Err(invalid(pointer, "1 to 64 of A-Z a-z 0-9 . _ -"))
    }
}

/// Checks a line of text that people read.
pub(crate) fn line(text: &str, pointer: &str) -> Result<String, Refusal> {
    display_text::check(text, TEXT_MAX, pointer)?;
    Ok(text.to_owned())
}

fn expires_in_s(asked: Option<i64>) -> Result<u32, Refusal> {
    let Some(asked) = asked else {
        return Ok(EXPIRES_IN_S_DEFAULT);
    };
    let seconds = u32::try_from(asked)
        .ok()
        .filter(|s| EXPIRES_IN_S.contains(s));
    seconds.ok_or_else(|| invalid("/expires_in_s", "60 to 86400 seconds"))
}

/// Sorted as on the page and without duplicates, so that equal sets are equal.
fn products(names: &[String]) -> Result<Vec<Product>, Refusal> {
    let mut asked = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let unknown = || invalid(&format!("/products/{i}"), "no product by this name");
        asked.push(Product::parse(name).ok_or_else(unknown)?);
    }
    Ok(Product::ALL
        .into_iter()
        .filter(|p| asked.contains(p))
        .collect())
}

fn buyer_ref(name: &str) -> Result<String, Refusal> {
    let ok = (1..=NUMBER_MAX).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_graphic());
    if ok {
        Ok(name.to_owned())
    } else {
        Err(invalid("/buyer_ref", "1 to 64 visible ASCII characters"))
    }
}

fn locale(tag: &str) -> Result<Locale, Refusal> {
    Locale::parse(tag).ok_or_else(|| invalid("/locale", "zh-CN or en"))
}

fn metadata(pairs: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, Refusal> {
    if pairs.len() > METADATA_MAX {
        return Err(invalid("/metadata", "at most 20 pairs"));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    for (key, value) in pairs {
        if !(1..=METADATA_KEY_MAX).contains(&key.len()) || !key.bytes().all(plain) {
            return Err(invalid(
                "/metadata",
                "a key is 1 to 40 of A-Z a-z 0-9 . _ -",
            ));
        }
        if value.chars().count() > METADATA_VALUE_MAX {
            return Err(invalid(
                &format!("/metadata/{key}"),
                "at most 500 characters",
            ));
        }
    }
    Ok(pairs.clone())
}

/// Rule R2, by the id's prefix: a mall is not a payee.
fn payee(id: &str) -> Result<MerchantId, Refusal> {
    if MallId::parse(id).is_some() {
        return Err(at(
            Code::PayeeIsPlatform,
            "/merchant_id",
            "this is the id of a mall; only contracted merchants are paid",
        ));
    }
    MerchantId::parse(id).ok_or_else(no_merchant)
}

fn no_merchant() -> Refusal {
    at(
        Code::MerchantUnknown,
        "/merchant_id",
        "no active merchant by this id",
    )
}

fn store(id: &str) -> Result<StoreId, Refusal> {
    StoreId::parse(id).ok_or_else(no_store)
}

fn no_store() -> Refusal {
    at(
        Code::StoreUnknown,
        "/store_id",
        "the merchant has no store by this id",
    )
}

fn invalid(pointer: &str, detail: &str) -> Refusal {
    at(Code::FieldInvalid, pointer, detail)
}

fn at(code: Code, pointer: impl Into<String>, detail: &str) -> Refusal {
    Refusal::at(code, pointer, detail)
}

#[cfg(test)]
mod tests;
