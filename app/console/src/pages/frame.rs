//! The frame of every page: the bar, the navigation of a person who is signed
//! in, and the page's own part.

use super::PageBody;
use super::form::form;
use super::page_context::{Caller, PageContext};
use super::{notifications, sections};
use crate::text::ConsoleText;
use domain::console::Unread;
use leptos::prelude::*;
use ui::document::{Document, DocumentHead};
use ui::html::{Html, IntoHtml};
use ui::parts::foreign;

/// The whole page.
pub(crate) fn document(page: &PageContext<'_>, own: PageBody) -> Document {
    let text = page.text;
    let (class, navigation) = match page.caller {
        Some(caller) => ("shell", Some(navigation(page, caller))),
        None => ("gate", None),
    };
    let body = view! {
        <a class="skip" href="#main">{text.layout.skip}</a>
        {bar(page)}
        <div class=class>
            {navigation}
            <main class="content" id="main">{own.body}</main>
        </div>
    };
    Document {
        head: DocumentHead {
            title: own.title,
            site: text.layout.product.to_owned(),
            refresh_s: own.refresh_s,
            brand: None,
            outcome: false,
        },
        body: body.into_html(),
    }
}

fn bar(page: &PageContext<'_>) -> Html {
    let layout = &page.text.layout;
    let scope = page.membership().map(|of| {
        let name = page.console_name(&of.scope_name, of.store.as_ref());
        let name = foreign::name(page.document.locale, &name);
        view! { <p class="top__scope">{name}</p> }
    });
    let person = page.caller.map(|caller| {
        let name = foreign::name(page.document.locale, &caller.by.person.name);
        let here = (page.path == ACCOUNT).then_some("page");
        let out = view! { <button class="top__link">{layout.sign_out}</button> };
        view! {
            <a class="top__link top__person" href=page.link(ACCOUNT) aria-current=here>{name}</a>
            {form(page, "/console/sign-out", "top__form", out.into_html())}
        }
    });
    view! {
        <header class="top">
            <div class="top__inner">
                <a class="top__product" href=page.link("/console")>
                    <span class="bar__letter" aria-hidden="true">"P"</span>
                    <span class="top__name">{layout.product}</span>
                </a>
                {scope}
                <div class="top__end">{language_switch(page)}{person}</div>
            </div>
        </header>
    }
    .into_html()
}

/// The path of the person's own account.
pub(super) const ACCOUNT: &str = "/console/account";

/// A link to the same page in the other language.
fn language_switch(page: &PageContext<'_>) -> Html {
    let to = page.document.locale.other();
    let and = if page.query.is_empty() { "" } else { "&" };
    let href = format!("{}?{}{and}lang={}", page.path, page.query, to.tag());
    let label = ConsoleText::of(to).layout.language;
    view! { <a class="top__link" href=href hreflang=to.tag() lang=to.tag()>{label}</a> }.into_html()
}

/// The name of the link to the notifications, where some are unread.
fn unread(page: &PageContext<'_>, unread: Unread) -> Option<String> {
    let text = &page.text.notifications;
    match unread.0 {
        0 => None,
        count if count > Unread::MAX => Some((text.link)(text.many)),
        count => Some((text.link)(&count.to_string())),
    }
}

/// The pages that the person may see. Below a page of the navigation are pages
/// that belong to it.
fn navigation(page: &PageContext<'_>, caller: &Caller) -> Html {
    let layout = &page.text.layout;
    let mut links = Vec::new();
    if caller.membership.is_some() {
        links.push((sections::first(page).to_owned(), page.scope_path("")));
        let sections = sections::of(page).into_iter();
        let told = page.scope_path(notifications::PATH);
        links.extend(sections.map(|section| {
            let unread = (section.path == told).then(|| unread(page, caller.unread));
            let name = unread.flatten();
            (
                name.unwrap_or_else(|| section.name.to_owned()),
                section.path,
            )
        }));
    } else {
        let consoles = caller.by.memberships.iter().map(|of| {
            let path = format!("/console/{}", of.scope);
            (page.console_name(&of.scope_name, of.store.as_ref()), path)
        });
        links.extend(consoles);
    }
    links.push((layout.account.to_owned(), ACCOUNT.to_owned()));
    if caller.by.memberships.len() > 1 {
        links.push((layout.switch.to_owned(), "/console".to_owned()));
    }
    let home = page.scope_path("");
    let links: Vec<_> = links
        .into_iter()
        .map(|(name, path)| {
            let rest = page.path.strip_prefix(path.as_str());
            let below = path != home && path != "/console";
            let here = match rest {
                Some("") => Some("page"),
                Some(rest) if below && rest.starts_with('/') => Some("true"),
                _ => None,
            };
            let name = foreign::name(page.document.locale, &name);
            view! { <li><a class="side__link" href=page.link(&path) aria-current=here>{name}</a></li> }
        })
        .collect();
    view! {
        <nav class="side" aria-label=layout.navigation>
            <ul class="side__list">{links}</ul>
        </nav>
    }
    .into_html()
}
