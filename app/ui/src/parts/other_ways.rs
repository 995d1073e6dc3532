//! The ways to pay after a decline, each one press away: the saved cards, a new
//! card, each product. A bank is chosen on the page of the ways to pay.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::bank_tile::tile;
use crate::parts::icon;
use crate::parts::saved_card::{bank_name, kind};
use domain::attempt::DeclineReason;
use domain::desk::{Offer, PageAttempt, PayPage, Place, SavedCard};
use domain::payment_method::PaymentMethod;
use domain::product::Product;
use leptos::prelude::*;

/// The rows; empty where nothing is offered. The card that was declined is
/// among them only if it may work now.
pub(crate) fn other_ways(context: &RenderContext, page: &PayPage) -> Html {
    let offers = page.offers.iter().filter(|offer| offer.refused.is_none());
    let rows: Vec<_> = offers
        .flat_map(|offer| rows_of(context, page, offer))
        .collect();
    if rows.is_empty() {
        return ().into_html();
    }
    let action = context.form_action(&page.token, Place::Choose, "confirm_payment");
    view! {
        <section class="other" aria-labelledby="other-title">
            <h2 class="other__title" id="other-title">{context.text.result.other_ways}</h2>
            <form method="post" action=action>
                <ul class="other__rows">{rows}</ul>
            </form>
        </section>
    }
    .into_html()
}

fn rows_of(context: &RenderContext, page: &PayPage, offer: &Offer) -> Vec<Html> {
    let product = offer.product;
    match offer.paid_by {
        PaymentMethod::Agreement => {
            let usable = |card: &&SavedCard| may_use(page.attempt.as_ref(), card);
            let cards = page.cards.iter().filter(usable);
            let cards = cards.map(|card| card_row(context, page, card));
            cards.chain([new_card(context)]).collect()
        }
        PaymentMethod::Qr => {
            let words = (context.text.product)(product);
            let hint = words.hint_on(page.screen).to_owned();
            let way = product.name().to_owned();
            vec![button(
                way,
                words_of(product_icon(product), words.name, hint),
            )]
        }
        PaymentMethod::BankPage => {
            let words = (context.text.product)(product);
            let href = context.bank_list(&page.token);
            let words = words_of(product_icon(product), words.name, words.hint.to_owned());
            vec![view! { <li><a class="other__row" href=href>{words}</a></li> }.into_html()]
        }
    }
}

/// False for the card that was declined, unless only its code or the time was
/// the reason.
fn may_use(attempt: Option<&PageAttempt>, card: &SavedCard) -> bool {
    let Some(attempt) = attempt.filter(|a| a.saved_card.as_ref() == Some(&card.id)) else {
        return true;
    };
    matches!(
        attempt.declined,
        Some(DeclineReason::WrongCode | DeclineReason::TimedOut)
    )
}

fn card_row(context: &RenderContext, page: &PayPage, card: &SavedCard) -> Html {
    let declined = page.attempt.as_ref().and_then(|a| a.saved_card.as_ref());
    let hint = if declined == Some(&card.id) {
        context.text.code.resend.to_owned()
    } else {
        (context.text.choose.code_goes_to)(&card.phone_masked)
    };
    let (bank, kind) = (bank_name(context, card), kind(context, card));
    let name = format!("{bank} {kind}");
    button(
        card.id.as_str().to_owned(),
        words_of(tile(card.bank), &name, hint),
    )
}

fn new_card(context: &RenderContext) -> Html {
    let text = &context.text.choose;
    let icon = view! { <span class="other__icon">{icon::card()}</span> }.into_html();
    let words = words_of(icon, text.new_card, text.new_card_hint.to_owned());
    button(String::from("new_card"), words)
}

fn product_icon(product: Product) -> Html {
    view! { <span class="other__icon">{icon::product(product)}</span> }.into_html()
}

fn words_of(mark: Html, name: &str, hint: String) -> Html {
    view! {
        {mark}
        <span class="other__words">
            <span class="other__name">{name.to_owned()}</span>
            <span class="other__hint">{hint}</span>
        </span>
    }
    .into_html()
}

/// The row whose button begins this way to pay.
fn button(way: String, words: Html) -> Html {
    view! { <li><button class="other__row" name="way" value=way>{words}</button></li> }.into_html()
}
