//! Choose a way to pay. Each way is a `<details>` with its own form, whose
//! button names the amount and the next step. A way that is refused for this
//! order is shown with the reason.

use super::page_body::PageBody;
use super::ways;
use crate::amount::yuan;
use crate::context::RenderContext;
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
        <h1 class="title">{text.title}</h1>
        {none}
        <div class="ways" id="ways" tabindex="-1">{ways}</div>
    };
    PageBody::new(text.title, body.into_any())
}

/// The way that is unfolded: the one with an error or a search, else the first
/// that is not refused.
fn open_way(page: &PayPage, form: &FormState) -> Option<Product> {
    let bank = form.bank.is_some() || form.errors.iter().any(|e| e.field == Field::Bank);
    let first = page
        .offers
        .iter()
        .find(|offer| offer.refused.is_none())
        .map(|offer| offer.product);
    let gateway = page
        .offers
        .iter()
        .find(|o| o.paid_by == PaymentMethod::BankPage && o.refused.is_none())
        .map(|offer| offer.product);
    gateway.filter(|_| bank).or(first)
}

fn way(
    context: &RenderContext,
    page: &PayPage,
    form: &FormState,
    offer: &Offer,
    open: Option<Product>,
) -> AnyView {
    let text = &context.text.choose;
    let (icon, words) = (
        icon::product(offer.product),
        (context.text.product)(offer.product),
    );
    let head = |hint: &'static str| {
        view! {
            <span class="way__icon">{icon}</span>
            <span class="way__words">
                <span class="way__name">{words.name}</span>
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
        .into_any();
    }
    let body = match offer.paid_by {
        PaymentMethod::Agreement => ways::quick::view(context, page),
        PaymentMethod::Qr => ways::qr::view(context, page, offer.product),
        PaymentMethod::BankPage => ways::gateway::view(context, page, form),
    };
    view! {
        <details class="way" name="way" open=open == Some(offer.product)>
            <summary class="way__head">{head(words.hint_on(page.screen))}</summary>
            <div class="way__body">{body}</div>
        </details>
    }
    .into_any()
}

/// The regulation that a limit is from, for those who want to read it.
fn limit_source(context: &RenderContext, source: &'static str) -> AnyView {
    let lang = foreign::lang(context.document.locale, source);
    view! {
        <details class="way__source">
            <summary>{context.text.choose.limit_source}</summary>
            <p lang=lang>{source}</p>
        </details>
    }
    .into_any()
}
