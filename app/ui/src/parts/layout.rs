//! The header and footer of every page: merchant, language, help line and legal
//! line, always in the same places (WCAG 3.2.6).

use crate::context::RenderContext;
use domain::desk::{PayPage, Place};
use domain::locale::Locale;
use domain::refusal::Code;
use leptos::prelude::*;

/// The language to switch to.
const fn other_locale(locale: Locale) -> Locale {
    match locale {
        Locale::ZhCn => Locale::En,
        Locale::En => Locale::ZhCn,
    }
}

/// The header of a page of an order.
pub(crate) fn header(
    context: &RenderContext,
    page: &PayPage,
    place: Place,
    form: Option<&'static str>,
) -> AnyView {
    let name = page.brand.display_name.clone();
    let logo = if page.brand.logo.is_some() {
        let source = format!("/pay/{}/logo", page.token.as_str());
        view! { <img class="bar__logo" src=source alt="" height="36" /> }.into_any()
    } else {
        let letter = name.chars().next().unwrap_or('店').to_string();
        view! { <span class="bar__letter" aria-hidden="true">{letter}</span> }.into_any()
    };
    let switch = language_switch(context, page, place, form);
    // Enter in a field presses the form's first button in the document. Without
    // this one that would be the language switch.
    let enter = form.map(|form| view! { <button form=form hidden=true tabindex="-1"></button> });
    view! {
        {enter}
        <a class="skip" href="#main">{context.text.layout.skip}</a>
        <header class="bar">
            <div class="bar__inner">
                <p class="bar__brand">{logo}<span class="bar__name">{name}</span></p>
                {switch}
            </div>
        </header>
    }
    .into_any()
}

/// The language switch: a button of the page's form, so that typed values are
/// kept, or a link without a form.
fn language_switch(
    context: &RenderContext,
    page: &PayPage,
    place: Place,
    form: Option<&'static str>,
) -> AnyView {
    let to = other_locale(context.document.locale);
    let label = crate::text::Text::of(to).layout.language;
    let path = place.path(&page.token);
    if let Some(form) = form {
        let action = format!("{path}?do=keep&lang={}", to.tag());
        return view! {
            <button
                class="bar__language"
                form=form
                formaction=action
                formnovalidate=true
                lang=to.tag()
            >
                {label}
            </button>
        }
        .into_any();
    }
    let href = format!("{path}?lang={}", to.tag());
    view! { <a class="bar__language" href=href hreflang=to.tag() lang=to.tag()>{label}</a> }
        .into_any()
}

/// The header of a page without an order. No page repeats a signed link, so on
/// the page of a `refused` one the switch names the refusal
/// (`pay::routes::signed_link`).
pub(crate) fn plain_header(context: &RenderContext, refused: Option<Code>) -> AnyView {
    let query = refused.map(|code| format!("refused={}&", code.name()));
    site_header(
        context.document.locale,
        context.text.layout.product,
        &query.unwrap_or_default(),
    )
}

/// The header of a page without a merchant. The language switch leads to the
/// same path; its query begins with `query`.
pub fn site_header(locale: Locale, product: &'static str, query: &str) -> AnyView {
    let to = other_locale(locale);
    let label = crate::text::Text::of(to).layout.language;
    let href = format!("?{query}lang={}", to.tag());
    view! {
        <header class="bar">
            <div class="bar__inner">
                <p class="bar__brand">
                    <span class="bar__letter" aria-hidden="true">"P"</span>
                    <span class="bar__name">"Paydesk " {product}</span>
                </p>
                <a class="bar__language" href=href hreflang=to.tag() lang=to.tag()>{label}</a>
            </div>
        </header>
    }
    .into_any()
}

/// A page with a header, one panel and a footer.
pub fn single_panel(header: AnyView, panel: AnyView, footer: AnyView) -> AnyView {
    view! {
        {header}
        <div class="layout layout--single">
            <main class="panel" id="main">{panel}</main>
        </div>
        {footer}
    }
    .into_any()
}

/// The footer of every page. It links to the mall unless the page's own part
/// does, by a URL of this site: the signed one is created on request, with the
/// order's state at that time.
pub(crate) fn footer(context: &RenderContext, shown: Option<(&PayPage, Place)>) -> AnyView {
    let home = shown.filter(|(_, place)| !place.has_return_link());
    let home = home.map(|(page, _)| {
        let to = format!("/pay/{}/home", page.token.as_str());
        let label = (context.text.layout.back_to)(&page.mall_name);
        view! { <p class="foot__home"><a href=to id="home">{label}</a></p> }
    });
    let support = shown
        .and_then(|(page, _)| page.brand.support.clone())
        .filter(|line| !line.is_empty());
    let support = support.map(|line| {
        view! { <p class="foot__support">{context.text.layout.support} " " {line}</p> }
    });
    view! {
        <footer class="foot">
            {home}
            {support}
            <p class="foot__promise">{crate::parts::icon::lock()}{context.text.layout.secured}</p>
        </footer>
    }
    .into_any()
}
