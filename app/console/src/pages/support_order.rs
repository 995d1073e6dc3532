//! One order of any merchant: what to tell the shopper and what to do next, who
//! the merchant is, and the order as its merchant sees it.

use super::PageBody;
use super::facts::{code, fact, part};
use super::freeze_table;
use super::order;
use super::page_context::{Caller, PageContext};
use domain::console::{Right, ShopperFact, SupportOrder};
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The page.
pub(crate) fn view(page: &PageContext<'_>, caller: &Caller, found: &SupportOrder) -> PageBody {
    let above = view! {
        {answer(page, &found.facts)}
        {merchant(page, found)}
        {freezes(page, found)}
        <p class="next">{page.text.shopper.on_record}</p>
    };
    order::with(page, caller, &found.detail, (back(page), above.into_html()))
}

/// The list as it was left, else the look-up.
fn back(page: &PageContext<'_>) -> (&'static str, String) {
    if page.query.is_empty() {
        (page.text.shopper.back, page.scope_path("/support"))
    } else {
        let list = format!("/orders?{}", page.query);
        (page.text.order.to_list, page.scope_path(&list))
    }
}

fn answer(page: &PageContext<'_>, facts: &[ShopperFact]) -> Html {
    let text = &page.text.shopper;
    let facts: Vec<_> = facts
        .iter()
        .map(|fact| {
            let advice = (text.advice)(fact);
            view! {
                <li class="advice">
                    <p class="advice__tell">{advice.tell}</p>
                    <p class="advice__next">
                        <span class="advice__label">{text.next}</span>
                        " "
                        {advice.next}
                    </p>
                </li>
            }
        })
        .collect();
    view! {
        <section class="part">
            <h2 class="part__title" id="tell">{text.title}</h2>
            <ul class="advices" aria-labelledby="tell">{facts}</ul>
        </section>
    }
    .into_html()
}

fn merchant(page: &PageContext<'_>, found: &SupportOrder) -> Html {
    let text = &page.text.shopper;
    let locale = page.document.locale;
    let name = foreign::name(locale, &found.display_name);
    let path = page.link(&page.scope_path(&format!("/merchants/{}", found.merchant)));
    let name = if page.may(Right::SeeDesk) {
        view! { <a href=path>{name}</a> }.into_html()
    } else {
        name.into_html()
    };
    let support = found.support.as_deref().map_or_else(
        || text.no_support.into_html(),
        |support| foreign::name(locale, support).into_html(),
    );
    let rows = vec![
        fact(text.merchant, name),
        fact(text.support, support),
        fact(
            text.legal_name,
            foreign::name(locale, &found.legal_name).into_html(),
        ),
        code(page.text.directory.id, found.merchant.as_str()),
    ];
    part(text.merchant, rows)
}

/// The order's own freezes, with the way to freeze it.
fn freezes(page: &PageContext<'_>, found: &SupportOrder) -> Option<Html> {
    let text = &page.text.freezes;
    let may_freeze = page.may(Right::AskFreeze);
    if found.freezes.is_empty() && !may_freeze {
        return None;
    }
    let list =
        (!found.freezes.is_empty()).then(|| freeze_table::view(page, "freezes", &found.freezes));
    let path = page.scope_path(&format!("/orders/{}/freeze", found.detail.row.id));
    let freeze = may_freeze.then(|| {
        view! {
            <p class="actions">
                <a class="button button--quiet" href=page.link(&path)>{text.freeze_order}</a>
            </p>
        }
    });
    let section = view! {
        <section class="part">
            <h2 class="part__title" id="freezes">{text.of_merchant}</h2>
            {list}
            {freeze}
        </section>
    };
    Some(section.into_html())
}
