//! The list of a merchant's stores.

use super::page_context::PageContext;
use super::problems::Problems;
use super::{PageBody, empty_list, summary};
use domain::console::StorePage;
use domain::merchant_store::MerchantStore;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// A page of the list.
pub(crate) fn view(page: &PageContext<'_>, found: &StorePage, is_first: bool) -> PageBody {
    let text = &page.text.stores;
    let list = if found.stores.is_empty() && is_first {
        empty_list::view(text.none, Some(text.none_next), None)
    } else {
        table(page, &found.stores)
    };
    body(
        page,
        &Problems::default(),
        (list, pages(page, found, is_first)),
    )
}

/// The page for an address that names no place in the list.
pub(crate) fn no_such_page(page: &PageContext<'_>, problems: &Problems) -> PageBody {
    let first = pages(page, &StorePage::default(), false);
    body(page, problems, (().into_html(), first))
}

fn body(page: &PageContext<'_>, problems: &Problems, (list, pages): (Html, Html)) -> PageBody {
    let text = &page.text.stores;
    let add = page.link(&page.scope_path("/stores/new"));
    let body = view! {
        {summary::errors(page, problems)}
        <div class="heading">
            <h1 class="title" id="stores">{text.title}</h1>
            <a class="button button--own" href=add>{text.add}</a>
        </div>
        <p class="lead">{text.lead}</p>
        {list}
        {pages}
    };
    PageBody::new(text.title, body.into_html())
}

fn table(page: &PageContext<'_>, stores: &[MerchantStore]) -> Html {
    let text = &page.text.stores;
    let rows: Vec<_> = stores.iter().map(|of| row(page, of)).collect();
    view! {
        <table class="table" aria-labelledby="stores">
            <thead>
                <tr>
                    <th scope="col">{text.name}</th>
                    <th scope="col">{text.number}</th>
                    <th scope="col">{text.id}</th>
                    <th scope="col">{text.state}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_html()
}

fn row(page: &PageContext<'_>, store: &MerchantStore) -> Html {
    let text = &page.text.stores;
    let locale = page.document.locale;
    let path = page.link(&page.scope_path(&format!("/stores/{}", store.id)));
    let address = store.address.as_deref().map(|address| {
        view! { <span class="table__more">{foreign::name(locale, address)}</span> }
    });
    view! {
        <tr>
            <th scope="row">
                <a class="table__link" href=path>{foreign::name(locale, &store.name)}</a>
                {address}
            </th>
            <td data-label=text.number><code>{store.store_no.clone()}</code></td>
            <td data-label=text.id><code>{store.id.to_string()}</code></td>
            <td data-label=text.state>{state(page, store.is_open)}</td>
        </tr>
    }
    .into_html()
}

/// Open or closed, as a word.
fn state(page: &PageContext<'_>, is_open: bool) -> Html {
    let text = &page.text.stores;
    if is_open {
        text.open.into_html()
    } else {
        view! { <strong>{text.closed}</strong> }.into_html()
    }
}

/// The ways to the next page and to the beginning.
fn pages(page: &PageContext<'_>, found: &StorePage, is_first: bool) -> Html {
    let text = &page.text.stores;
    let path = page.scope_path("/stores");
    if found.next.is_none() && is_first {
        return ().into_html();
    }
    let first = (!is_first).then(|| {
        view! { <a class="button button--small" href=page.link(&path)>{text.first}</a> }
    });
    // A store's number needs no escape in an address.
    let next = found.next.as_deref().map(|no| {
        let to = page.link(&format!("{path}?after={no}"));
        view! { <a class="button button--quiet" rel="next" href=to>{text.next}</a> }
    });
    view! { <nav class="actions actions--pages" aria-label=text.pages>{first}{next}</nav> }
        .into_html()
}
