//! One mall in the provider's console.

use super::activity;
use super::directory::state;
use super::facts::{code, fact, part};
use super::page_context::PageContext;
use super::{PageBody, time};
use domain::console::{MallDetail, OrdersOf};
use domain::mall::Mall;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The page.
pub(crate) fn view(page: &PageContext<'_>, found: &MallDetail) -> PageBody {
    let text = &page.text.directory;
    let mall = &found.mall;
    let of = OrdersOf::Mall(mall.id.clone());
    let list = page.link(&page.scope_path("/malls"));
    let merchants = found.merchants.iter().map(|(id, name)| {
        let path = page.scope_path(&format!("/merchants/{id}"));
        (path, name.as_str())
    });
    let body = view! {
        <p class="crumb"><a href=list>{text.malls}</a></p>
        <h1 class="title">{foreign::name(page.document.locale, &mall.name)}</h1>
        {activity::view(page, &found.activity, &of)}
        {facts(page, mall)}
        {connection(page, mall)}
        {activity::links(page, (text.has_merchants, text.no_merchants), merchants)}
        <p class="next">{page.text.layout.beijing}</p>
    };
    PageBody::new(mall.name.clone(), body.into_html())
}

fn facts(page: &PageContext<'_>, mall: &Mall) -> Html {
    let text = &page.text.directory;
    let rows = vec![
        fact(text.state, state(page, mall.active)),
        code(text.operator_uscc, &mall.operator_uscc),
        code(text.id, mall.id.as_str()),
        fact(text.created, time::minute(mall.created_at)),
    ];
    part(text.facts, rows)
}

/// Where it is told, and where shoppers go back to.
fn connection(page: &PageContext<'_>, mall: &Mall) -> Html {
    let text = &page.text.directory;
    let webhook = mall.webhook_url.as_deref();
    let webhook = webhook.map_or_else(
        || fact(text.webhook, text.no_webhook.into_html()),
        |address| code(text.webhook, address),
    );
    let rows = vec![
        code(text.return_origins, &mall.return_origins.join(" ")),
        webhook,
    ];
    part(text.connection, rows)
}
