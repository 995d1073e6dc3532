//! One merchant in the provider's console.

use super::activity;
use super::directory::state;
use super::facts::{code, fact, part};
use super::page_context::PageContext;
use super::{PageBody, freeze_table, time};
use domain::console::{MerchantDetail, OrdersOf, Right};
use domain::merchant::{AccountNumber, Merchant};
use domain::money::Money;
use domain::product::Product;
use leptos::prelude::*;
use ui::amount::yuan;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;
use ui::words;

/// The page.
pub(crate) fn view(page: &PageContext<'_>, found: &MerchantDetail) -> PageBody {
    let text = &page.text.directory;
    let merchant = &found.merchant;
    let of = OrdersOf::Merchant(merchant.id.clone());
    let list = page.link(&page.scope_path("/merchants"));
    let body = view! {
        <p class="crumb"><a href=list>{text.merchants}</a></p>
        <h1 class="title">{foreign::name(page.document.locale, &merchant.short_name)}</h1>
        {activity::view(page, &found.activity, &of)}
        {facts(page, merchant)}
        {contract(page, found)}
        {freezes(page, found)}
        {channels(page, &merchant.accounts)}
        {malls(page, found)}
        {brand(page, merchant)}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(merchant.short_name.clone(), body.into_html())
}

fn facts(page: &PageContext<'_>, merchant: &Merchant) -> Html {
    let text = &page.text.directory;
    let legal_name = foreign::name(page.document.locale, &merchant.legal_name);
    let rows = vec![
        fact(text.state, state(page, merchant.active)),
        fact(text.legal_name, legal_name.into_html()),
        code(text.uscc, &merchant.uscc),
        code(text.id, merchant.id.as_str()),
        code(text.mcc, &merchant.mcc),
        fact(text.created, time::minute(merchant.created_at)),
    ];
    part(text.facts, rows)
}

/// Products and fees, and the way to change them.
fn contract(page: &PageContext<'_>, found: &MerchantDetail) -> Html {
    let (text, of_contract) = (&page.text.directory, &page.text.applications);
    let merchant = &found.merchant;
    let mut rows = vec![fact(text.products, products(page, &merchant.products))];
    rows.extend(found.fees.iter().map(|fee| {
        let name = words::product(page.document.locale, fee.product);
        let rate = Money::fen(i64::from(fee.basis_points)).decimal();
        let told = (of_contract.fee)(&rate, &yuan(fee.minimum), &fee.from.to_string());
        fact(name, told.into_html())
    }));
    let change = page.may(Right::ChangeContracts).then(|| {
        let to = page.link(&page.scope_path(&format!("/merchants/{}/contract", merchant.id)));
        view! { <a class="button button--quiet" href=to>{of_contract.contract}</a> }
    });
    view! { {part(text.contract, rows)} {change} }.into_html()
}

/// The names of products.
fn products(page: &PageContext<'_>, products: &[Product]) -> Html {
    let locale = page.document.locale;
    let names = products
        .iter()
        .map(|product| words::product(locale, *product));
    names.collect::<Vec<_>>().join(" · ").into_html()
}

fn channels(page: &PageContext<'_>, accounts: &[AccountNumber]) -> Html {
    let text = &page.text.directory;
    let rows: Vec<_> = accounts
        .iter()
        .map(|account| {
            let name = words::network(page.document.locale, &account.channel);
            let of = account.products.as_deref();
            let of = of.map_or_else(|| text.all_products.into_html(), |of| products(page, of));
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td data-label=text.account><code>{account.number.clone()}</code></td>
                    <td data-label=text.products>{of}</td>
                </tr>
            }
        })
        .collect();
    let table = if rows.is_empty() {
        view! { <p class="part__lead">{text.no_channels}</p> }.into_html()
    } else {
        view! {
            <table class="table" aria-labelledby="channels">
                <thead>
                    <tr>
                        <th scope="col">{text.channel}</th>
                        <th scope="col">{text.account}</th>
                        <th scope="col">{text.products}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_html()
    };
    view! {
        <section class="part">
            <h2 class="part__title" id="channels">{text.channels}</h2>
            {table}
        </section>
    }
    .into_html()
}

fn malls(page: &PageContext<'_>, found: &MerchantDetail) -> Html {
    let text = &page.text.directory;
    let links = found.malls.iter().map(|(id, name)| {
        let path = page.scope_path(&format!("/malls/{id}"));
        (path, name.as_str())
    });
    activity::links(page, (text.sells_on, text.no_malls), links)
}

/// Its freezes, with the way to freeze it.
fn freezes(page: &PageContext<'_>, found: &MerchantDetail) -> Html {
    let text = &page.text.freezes;
    let list = if found.freezes.is_empty() {
        view! { <p class="part__lead">{text.none_of_merchant}</p> }.into_html()
    } else {
        freeze_table::view(page, "freezes", &found.freezes)
    };
    let path = page.scope_path(&format!("/merchants/{}/freeze", found.merchant.id));
    let freeze = page.may(Right::AskFreeze).then(|| {
        view! {
            <p class="actions">
                <a class="button button--quiet" href=page.link(&path)>{text.freeze_merchant}</a>
            </p>
        }
    });
    view! {
        <section class="part">
            <h2 class="part__title" id="freezes">{text.of_merchant}</h2>
            {list}
            {freeze}
        </section>
    }
    .into_html()
}

fn brand(page: &PageContext<'_>, merchant: &Merchant) -> Html {
    let text = &page.text.directory;
    let locale = page.document.locale;
    let brand = &merchant.brand;
    let colour = brand.colour.to_string();
    let swatch = view! {
        <span class="swatch">
            <svg class="swatch__colour" viewBox="0 0 1 1" aria-hidden="true">
                <rect width="1" height="1" fill=colour.clone() />
            </svg>
            {colour}
        </span>
    };
    let support = brand.support.as_deref();
    let support = support.map_or_else(
        || text.not_given.into_html(),
        |support| foreign::name(locale, support).into_html(),
    );
    let rows = vec![
        fact(
            text.display_name,
            foreign::name(locale, &brand.display_name).into_html(),
        ),
        fact(text.colour, swatch.into_html()),
        fact(text.support, support),
    ];
    part(text.brand, rows)
}
