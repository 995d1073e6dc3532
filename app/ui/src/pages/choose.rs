//! Choose a way to pay. Each way is a radio button with its own form, whose
//! button names the amount and the next step; the form of the chosen way is
//! shown (`style/31-ways.css`), without scripts too. A way that is refused for
//! this order is shown with the reason.

use super::page_body::PageBody;
use super::ways;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::{foreign, icon};
use domain::desk::{Field, FormState, Offer, PayPage};
use domain::limits;
use domain::payment_method::PaymentMethod;
use domain::product::Product;
use domain::refusal::Code;
use leptos::prelude::*;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage, form: &FormState) -> PageBody {
    let text = &context.text.choose;
    let removed = form.remove.as_ref();
    let removed = removed.and_then(|id| page.cards.iter().find(|card| card.id == *id));
    if let Some(card) = removed {
        let question = ways::quick::remove_question(context, page, card);
        return PageBody::new(text.remove, question);
    }
    let open = open_way(page, form);
    let ways: Vec<_> = page
        .offers
        .iter()
        .map(|offer| way(context, page, form, offer, open))
        .collect();
    let none = page
        .offers
        .is_empty()
        .then(|| view! { <p class="lead">{text.none_offered}</p> });
    let body = view! {
        <h1 class="title" id="ways-title">{text.title}</h1>
        {none}
        <div class="ways" id="ways" role="radiogroup" aria-labelledby="ways-title" tabindex="-1">
            {ways}
        </div>
        {context.islands.map(|slots| (slots.named_button)())}
    };
    // A search is in the URL, which a link to the other language keeps; a form with
    // mistakes is kept by the browser.
    let is_search = form.bank.is_some() && form.errors.is_empty();
    let asks_number = page.cards.is_empty() && usable(page, PaymentMethod::Agreement).is_some();
    PageBody {
        form: (asks_number && !is_search).then_some(ways::quick::NEW_CARD_FORM),
        ..PageBody::new(text.title, body.into_html())
    }
}

/// The product that is paid so, unless it is refused for this order.
fn usable(page: &PayPage, paid_by: PaymentMethod) -> Option<Product> {
    let mut offers = page.offers.iter();
    let offer = offers.find(|o| o.paid_by == paid_by && o.refused.is_none());
    offer.map(|offer| offer.product)
}

/// The way that is open: the one with an error, a search or typed values, else
/// the one used last, else the first that is not refused.
fn open_way(page: &PayPage, form: &FormState) -> Option<Product> {
    let wrong = |field| form.errors.iter().any(|e| e.field == field);
    let typed = if form.bank.is_some() || wrong(Field::Bank) {
        usable(page, PaymentMethod::BankPage)
    } else if form.card.is_some() || wrong(Field::Number) {
        usable(page, PaymentMethod::Agreement)
    } else {
        None
    };
    let mut offered = page.offers.iter().filter(|offer| offer.refused.is_none());
    let first = offered.clone().next();
    let last = page.last_way.map(|way| way.product);
    let last = offered.find(|offer| Some(offer.product) == last);
    typed.or(last.or(first).map(|offer| offer.product))
}

fn way(
    context: &RenderContext,
    page: &PayPage,
    form: &FormState,
    offer: &Offer,
    open: Option<Product>,
) -> Html {
    let text = &context.text.choose;
    let (icon, words) = (
        icon::product(offer.product),
        (context.text.product)(offer.product),
    );
    let is_last = page
        .last_way
        .is_some_and(|way| way.product == offer.product);
    let head = |hint: &'static str| {
        let last = is_last.then(|| view! { " " <span class="way__last">{text.used_last}</span> });
        view! {
            <span class="way__icon">{icon}</span>
            <span class="way__words">
                <span class="way__name">{words.name} {last}</span>
                <span class="way__hint">{hint}</span>
            </span>
        }
    };
    if let Some(refusal) = &offer.refused {
        let limit = limits::limit(offer.product, context.today)
            .filter(|_| refusal.code == Code::LimitExceeded);
        let reason = match limit {
            Some(limit) => (text.limit)(&yuan(limit.per_day)),
            None => (context.text.refused)(refusal.code).to_owned(),
        };
        let source = limit.map(|limit| limit_source(context, limit.source));
        return view! {
            <div class="way way--refused">
                <div class="way__head">{head(text.cannot)}</div>
                <p class="way__why">{reason}</p>
                {source}
            </div>
        }
        .into_html();
    }
    let body = match offer.paid_by {
        PaymentMethod::Agreement => ways::quick::view(context, page, form),
        PaymentMethod::Qr => ways::qr::view(context, page, offer.product),
        PaymentMethod::BankPage => ways::gateway::view(context, page, form),
    };
    let id = format!("way-{}", offer.product.name());
    view! {
        <div class="way">
            <input
                class="way__radio"
                type="radio"
                name="open-way"
                id=id.clone()
                checked=open == Some(offer.product)
            />
            <label class="way__head" for=id>{head(words.hint_on(page.screen))}</label>
            <div class="way__body">{body}</div>
        </div>
    }
    .into_html()
}

/// The regulation that a limit is from, for those who want to read it.
fn limit_source(context: &RenderContext, source: &'static str) -> Html {
    let lang = foreign::lang(context.document.locale, source);
    view! {
        <details class="way__source">
            <summary>{context.text.choose.limit_source}</summary>
            <p lang=lang>{source}</p>
        </details>
    }
    .into_html()
}
