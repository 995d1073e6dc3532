//! Pick a way to pay. Each way is a fold with a form of its own, whose button
//! says the amount and what comes next. A way that this order cannot use
//! stays in sight and says why.

use super::{Sheet, ways};
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::icon;
use domain::desk::{Field, FormState, Offer, PayPage};
use domain::limits;
use domain::product::Product;
use domain::refusal::Code;
use leptos::prelude::*;

/// The page.
pub(super) fn draw(context: &RenderContext, page: &PayPage, form: &FormState) -> Sheet {
    let text = &context.text.choose;
    let open = opened(page, form);
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
    Sheet {
        live: true,
        ..Sheet::new(text.title, body.into_any())
    }
}

/// The fold that is open: the one with a mistake or a search in it, else the
/// first that can be used.
fn opened(page: &PayPage, form: &FormState) -> Option<Product> {
    let bank = form.bank.is_some() || form.errors.iter().any(|e| e.field == Field::Bank);
    let first = page
        .offers
        .iter()
        .find(|offer| offer.refused.is_none())
        .map(|offer| offer.product);
    let gateway = page
        .offers
        .iter()
        .any(|o| o.product == Product::GatewayPersonal && o.refused.is_none());
    if bank && gateway {
        Some(Product::GatewayPersonal)
    } else {
        first
    }
}

fn way(
    context: &RenderContext,
    page: &PayPage,
    form: &FormState,
    offer: &Offer,
    open: Option<Product>,
) -> AnyView {
    let text = &context.text.choose;
    let (drawing, name, hint) = match offer.product {
        Product::QuickAgreement => (icon::card(), text.quick, text.quick_hint),
        Product::Scan => (icon::qr(), text.scan, text.scan_hint),
        Product::GatewayPersonal => (icon::bank(), text.gateway, text.gateway_hint),
    };
    let head = |hint: &'static str| {
        view! {
            <span class="way__icon">{drawing}</span>
            <span class="way__words">
                <span class="way__name">{name}</span>
                <span class="way__hint">{hint}</span>
            </span>
        }
    };
    if let Some(refusal) = &offer.refused {
        let why = why(context, offer.product, refusal.code);
        return view! {
            <div class="way way--refused">
                <div class="way__head">{head(text.cannot)}</div>
                <p class="way__why">{why}</p>
            </div>
        }
        .into_any();
    }
    let body = match offer.product {
        Product::QuickAgreement => ways::quick::draw(context, page),
        Product::Scan => ways::scan::draw(context, page),
        Product::GatewayPersonal => ways::gateway::draw(context, page, form),
    };
    view! {
        <details class="way" name="way" open=open == Some(offer.product)>
            <summary class="way__head">{head(hint)}</summary>
            <div class="way__body">{body}</div>
        </details>
    }
    .into_any()
}

/// Why a way cannot be picked; a limit by its number and its source.
fn why(context: &RenderContext, product: Product, code: Code) -> String {
    match limits::limit(product, context.today) {
        Some(limit) if code == Code::LimitExceeded => {
            (context.text.choose.limit)(&yuan(limit.per_day), limit.source)
        }
        _ => (context.text.refused)(code).to_owned(),
    }
}
