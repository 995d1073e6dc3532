//! The identity bar and the foot of every page, always in the same places (WCAG
//! 3.2.6). The bar has the way back to the mall, the merchant, the provider and
//! the language; the foot has who helps and who runs the page.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::{foreign, icon, logo, phone_link, provider};
use domain::brand::Brand;
use domain::desk::{FormState, MallHome, PayPage, Place};
use domain::locale::Locale;
use domain::refusal::Code;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// The bar of a page of an order: `form` is the id of the page's own form, with
/// the values that it is shown with.
pub(crate) fn header(
    context: &RenderContext,
    page: &PayPage,
    place: Place,
    (form, values): (Option<&'static str>, &FormState),
) -> Html {
    let locale = context.document.locale;
    let name = &page.brand.display_name;
    let logo = logo::of(context, page).unwrap_or_else(|| letter(name));
    let store = page.store.as_deref().map(|store| {
        view! { <br /><small>{foreign::name(locale, store)}</small> }
    });
    // Enter in a field presses the form's first button in the document. Without
    // this one that would be the language switch. WebKit passes over a button
    // that is not rendered, so it is clipped and not `hidden`.
    let enter = form.map(|form| {
        view! { <button class="hidden-text" form=form tabindex="-1" aria-hidden="true"></button> }
    });
    view! {
        {enter}
        <a class="skip" href="#main">{context.text.layout.skip}</a>
        <header class="bar">
            <div class="bar__inner">
                {way_back(context, page, place)}
                <p class="bar__brand">
                    {logo}
                    <span class="bar__name" lang=foreign::lang(locale, name)>{name.clone()}{store}</span>
                </p>
                {provided_by(context)}
                {language_switch(context, &place.path(&page.token), form, values)}
            </div>
        </header>
    }
    .into_html()
}

/// The first letter of a name, in place of a logo.
fn letter(name: &str) -> Html {
    let letter = name.chars().next().unwrap_or('店').to_string();
    view! { <span class="bar__letter" aria-hidden="true">{letter}</span> }.into_html()
}

/// The link to the mall. It is the signed URL where the page's own part has it
/// too; elsewhere the URL is signed on request, with the order's state at that
/// time.
pub(crate) fn way_back(context: &RenderContext, page: &PayPage, place: Place) -> Html {
    let to = if place.has_return_link() {
        page.home.clone()
    } else {
        format!("/pay/{}/home", page.token.as_str())
    };
    home_link(context, to, &page.mall_name)
}

fn home_link(context: &RenderContext, to: String, mall: &str) -> Html {
    let (before, after) = foreign::around(context.text.layout.back_to);
    view! {
        <a class="bar__home" id="home" href=to>
            {icon::back()}
            <span>
                <span class="bar__back">{before}</span>
                {foreign::name(context.document.locale, mall)}
                {after}
            </span>
        </a>
    }
    .into_html()
}

/// The provider's name, where it is set.
fn provided_by(context: &RenderContext) -> Option<Html> {
    let name = context.provider.name.as_deref()?;
    let words = context.text.provider.provided_by;
    let words = foreign::sentence(context.document.locale, words, name);
    Some(view! { <p class="bar__provider">{words}</p> }.into_html())
}

/// The language switch: a button of the page's form, so that typed values are
/// kept, or a link with the values of the URL.
fn language_switch(
    context: &RenderContext,
    path: &str,
    form: Option<&'static str>,
    values: &FormState,
) -> Html {
    let to = context.document.locale.other();
    let label = crate::text::Text::of(to).layout.language;
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
        .into_html();
    }
    let href = format!("{path}?{}", in_language(to, values));
    view! { <a class="bar__language" href=href hreflang=to.tag() lang=to.tag()>{label}</a> }
        .into_html()
}

/// The query of the same page in this language.
fn in_language(to: Locale, form: &FormState) -> String {
    let bank = form.bank.as_deref().map(|bank| ("bank", bank));
    let remove = form.remove.as_ref().map(|card| ("remove", card.as_str()));
    let values = [Some(("lang", to.tag())), bank, remove];
    let values: Vec<_> = values.into_iter().flatten().collect();
    serde_urlencoded::to_string(values).unwrap_or_default()
}

/// The bar of a page without an order. No page repeats a signed link, so on the
/// page of a `refused` one the switch names the refusal
/// (`pay::routes::signed_link`), and the mall that signed it.
pub(crate) fn plain_header(
    context: &RenderContext,
    refused: Option<Code>,
    mall: Option<&MallHome>,
) -> Html {
    let query = refused.map(|code| {
        let mall = mall.map(|mall| format!("mall={}&", mall.id));
        format!("refused={}&{}", code.name(), mall.unwrap_or_default())
    });
    let own_name = || format!("Paydesk {}", context.text.layout.product);
    bar(
        context.document.locale,
        mall.map(|mall| home_link(context, mall.origin.clone(), &mall.name)),
        &context.provider.name.clone().unwrap_or_else(own_name),
        &query.unwrap_or_default(),
    )
}

/// The bar of a page without a merchant, with the site's name. The language
/// switch leads to the same path; its query begins with `query`.
pub fn site_header(locale: Locale, name: &str, query: &str) -> Html {
    bar(locale, None, name, query)
}

fn bar(locale: Locale, home: Option<Html>, name: &str, query: &str) -> Html {
    let to = locale.other();
    let label = crate::text::Text::of(to).layout.language;
    let href = format!("?{query}lang={}", to.tag());
    view! {
        <header class="bar">
            <div class="bar__inner">
                {home}
                <p class="bar__brand">
                    {letter(name)}
                    <span class="bar__name">{foreign::name(locale, name)}</span>
                </p>
                <a class="bar__language" href=href hreflang=to.tag() lang=to.tag()>{label}</a>
            </div>
        </header>
    }
    .into_html()
}

/// A page with a header, one panel and a footer.
pub fn single_panel(header: Html, panel: Html, footer: Html) -> Html {
    view! {
        {header}
        <div class="layout layout--single">
            <main class="panel" id="main">{panel}</main>
        </div>
        {footer}
    }
    .into_html()
}

/// The foot of every page: the merchant's line of support on the pages of an
/// order, and the provider.
pub(crate) fn footer(context: &RenderContext, page: Option<&PayPage>) -> Html {
    let locale = context.document.locale;
    let support = page.and_then(|page| page.brand.support.as_deref());
    let support = support.filter(|line| !line.is_empty()).map(|line| {
        let line = phone_link::labelled(locale, context.text.layout.support, line);
        view! { <p class="foot__support">{line}</p> }
    });
    view! {
        <footer class="foot">
            {support}
            {page.and_then(|page| merchant_links(context, &page.brand))}
            <p class="foot__promise">{icon::lock()}{context.text.layout.secured}</p>
            {InertElement::new(provider::fragment(locale).placeholder())}
        </footer>
    }
    .into_html()
}

/// The merchant's own terms and privacy policy, in another window, so that nothing
/// typed is lost.
fn merchant_links(context: &RenderContext, brand: &Brand) -> Option<Html> {
    let text = &context.text.layout;
    let new_window = context.text.card.new_window;
    let links = [
        (&brand.terms, text.merchant_terms),
        (&brand.privacy, text.merchant_privacy),
    ];
    let links: Vec<_> = links
        .into_iter()
        .filter_map(|(to, label)| Some((to.clone()?, label)))
        .map(|(to, label)| {
            view! {
                <a href=to target="_blank" rel="noopener noreferrer">
                    {label}
                    <span class="hidden-text">{new_window}</span>
                </a>
            }
        })
        .collect();
    let some = !links.is_empty();
    some.then(|| view! { <p class="foot__merchant">{links}</p> }.into_html())
}
