//! One store: the form that adds or changes it, and closing it or opening it
//! again.

use super::PageBody;
use super::facts::code;
use super::field::TextField;
use super::form::{form, with_way_back};
use super::page_context::PageContext;
use super::problems::Problems;
use super::summary;
use domain::console::{ConsoleField, Right, StoreForm};
use domain::merchant_store::MerchantStore;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The form of a new store.
pub(crate) fn new(page: &PageContext<'_>, typed: &StoreForm, problems: &Problems) -> PageBody {
    let text = &page.text.stores;
    let list = page.scope_path("/stores");
    let fields = fields(page, typed, problems);
    let body = view! {
        {summary::errors(page, problems)}
        <p class="crumb"><a href=page.link(&list)>{text.to_list}</a></p>
        <h1 class="title">{text.add}</h1>
        <p class="lead">{text.add_lead}</p>
        {with_way_back(page, fields, text.add, &list)}
    };
    PageBody::new(text.add, body.into_html())
}

/// The page of a store, with its form as it is or as typed. `done` is the change
/// that led to it.
pub(crate) fn view(
    page: &PageContext<'_>,
    store: &MerchantStore,
    (typed, done): (&StoreForm, Option<&str>),
    problems: &Problems,
) -> PageBody {
    let text = &page.text.stores;
    let notice = match done {
        Some("add") => Some(text.added),
        Some("change") => Some(text.saved),
        Some("close") => Some(text.is_closed),
        Some("open") => Some(text.is_open),
        _ => None,
    };
    let save = view! {
        <input type="hidden" name="revision" value=store.revision.to_string() />
        {fields(page, typed, problems)}
        <button class="button button--own">{text.save}</button>
    };
    let to = |action: &str| format!("{}?do={action}", page.path);
    let orders = page.scope_path(&format!("/orders?store={}", store.id));
    let invite = page.scope_path(&format!("/team/invite?store={}", store.id));
    let invite = (page.may(Right::ManageTeam) && store.is_open).then(|| {
        view! { <a class="button button--quiet" href=page.link(&invite)>{text.invite}</a> }
    });
    let body = view! {
        {summary::errors(page, problems)}
        {summary::notice(notice)}
        <p class="crumb"><a href=page.link(&page.scope_path("/stores"))>{text.to_list}</a></p>
        <h1 class="title">{foreign::name(page.document.locale, &store.name)}</h1>
        <dl class="facts facts--order">{code(text.id, store.id.as_str())}</dl>
        <p class="part__lead">{text.id_hint}</p>
        <p class="actions">
            <a class="button button--quiet" href=page.link(&orders)>{text.see_orders}</a>
            {invite}
        </p>
        <section class="part">
            <h2 class="part__title">{text.change}</h2>
            {form(page, &to("change"), "form form--narrow", save.into_html())}
        </section>
        {open_or_closed(page, store, &to)}
    };
    PageBody::new(store.name.clone(), body.into_html())
}

/// Closes an open store, or opens a closed one.
fn open_or_closed(
    page: &PageContext<'_>,
    store: &MerchantStore,
    to: &dyn Fn(&str) -> String,
) -> Html {
    let text = &page.text.stores;
    let (title, lead, action, class, label) = if store.is_open {
        let class = "button button--quiet button--danger";
        (
            text.close,
            text.close_lead,
            "close",
            class,
            text.close_button,
        )
    } else {
        let class = "button button--quiet";
        (
            text.open_again,
            text.open_again_lead,
            "open",
            class,
            text.open_button,
        )
    };
    let button = view! { <button class=class>{label}</button> };
    view! {
        <section class="part">
            <h2 class="part__title">{title}</h2>
            <p class="part__lead">{lead}</p>
            {form(page, &to(action), "part__form", button.into_html())}
        </section>
    }
    .into_html()
}

fn fields(page: &PageContext<'_>, typed: &StoreForm, problems: &Problems) -> Html {
    let text = &page.text.stores;
    let field = |(field, label, hint), value, width| TextField {
        hint: Some(hint),
        width,
        ..TextField::line(field, label, value)
    };
    let name = (ConsoleField::StoreName, text.name, text.name_hint);
    let number = (ConsoleField::StoreNo, text.number, text.number_hint);
    let address = (ConsoleField::StoreAddress, text.address, text.address_hint);
    view! {
        {field(name, &typed.name, "").view(page, problems)}
        {field(number, &typed.store_no, "input--code").view(page, problems)}
        {field(address, &typed.address, "").view(page, problems)}
    }
    .into_html()
}
