//! What a merchant or a mall does at the moment, and with whom.

use super::facts::fact;
use super::page_context::PageContext;
use super::time;
use domain::console::{Activity, OrderCount, OrdersOf, Right};
use leptos::prelude::*;
use ui::amount::grouped;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// Its open orders and its last payment, with a link to its orders.
pub(super) fn view(page: &PageContext<'_>, activity: &Activity, of: &OrdersOf) -> Html {
    let text = &page.text.directory;
    let open = match activity.open {
        OrderCount::Exactly(count) => grouped(count),
        OrderCount::More => text.more.to_owned(),
    };
    let paid = activity
        .last_paid
        .map_or_else(|| text.never_paid.into_html(), time::minute);
    let path = page.scope_path(&format!("/orders?of={}", of.as_str()));
    let orders = page.may(Right::SeeOrders).then(|| {
        view! {
            <p class="actions">
                <a class="button button--own" href=page.link(&path)>{text.see_orders}</a>
            </p>
        }
    });
    view! {
        <section class="part">
            <h2 class="part__title">{text.activity}</h2>
            <dl class="facts facts--order">
                {fact(text.open_orders, open.into_html())}
                {fact(text.last_paid, paid)}
            </dl>
            {orders}
        </section>
    }
    .into_html()
}

/// Links to the pages of the malls of a merchant, or of a mall's merchants.
pub(super) fn links<'a>(
    page: &PageContext<'_>,
    (title, none): (&'static str, &'static str),
    links: impl Iterator<Item = (String, &'a str)>,
) -> Html {
    let links: Vec<_> = links
        .map(|(path, name)| {
            let name = foreign::name(page.document.locale, name);
            view! { <li><a class="line-link" href=page.link(&path)>{name}</a></li> }
        })
        .collect();
    let list = if links.is_empty() {
        view! { <p class="part__lead">{none}</p> }.into_html()
    } else {
        view! { <ul class="links">{links}</ul> }.into_html()
    };
    view! {
        <section class="part">
            <h2 class="part__title">{title}</h2>
            {list}
        </section>
    }
    .into_html()
}
