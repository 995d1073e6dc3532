//! Quick pay: for a first-timer the card number, to which the other fields are
//! added; for a returning buyer the saved cards, each with a link to remove it,
//! and a new card.

use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::pages::card;
use crate::parts::bank_tile::tile;
use crate::parts::card_fields::{self, CardFields};
use crate::parts::named_button::NamedButton;
use crate::parts::saved_card::{bank_name, kind, spoken_name};
use domain::card::hint;
use domain::desk::{FormState, PayPage, Place, SavedCard};
use domain::input::compact;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// The id of the form of a first-timer.
pub(in crate::pages) const NEW_CARD_FORM: &str = "new-card";

/// The forms.
pub(in crate::pages) fn view(context: &RenderContext, page: &PayPage, form: &FormState) -> Html {
    if page.cards.is_empty() {
        new_card(context, page, form)
    } else {
        saved_cards(context, page)
    }
}

/// The card number. The answer is the card form with this number, so the form
/// posts to that page. Once the number names a bank, a script unfolds the card
/// form's other fields here, and the form posts the whole card.
fn new_card(context: &RenderContext, page: &PayPage, form: &FormState) -> Html {
    let (text, locale) = (&context.text.choose, context.document.locale);
    let action = context.form_action(&page.token, Place::Card, "confirm_payment");
    let number = form.card.as_ref().map_or("", |card| card.number.expose());
    let unfolded = context.islands.map(|slots| {
        view! { {unfolded(context, page, form)} {(slots.card_form)()} }
    });
    view! {
        <form
            id=NEW_CARD_FORM
            method="post"
            action=action
            novalidate=true
            data-debit=text.debit
            data-credit=text.credit
            data-whole=context.form_action(&page.token, Place::Code, "send_code")
        >
            <input type="hidden" name="at" value=Place::Choose.segment() />
            <input type="hidden" name="way" value="new_card" />
            {card::number_field(context, number).view(locale, &form.errors)}
            <div id="number-only">
                <button class="button button--main">{text.next_step}</button>
                <p class="next">{text.next_new_card}</p>
            </div>
            {unfolded}
        </form>
    }
    .into_html()
}

/// The other fields. What was typed there is kept where the number names a bank;
/// without it they were not open.
fn unfolded(context: &RenderContext, page: &PayPage, form: &FormState) -> Html {
    let (text, locale) = (&context.text.card, context.document.locale);
    let asks_to_remember = page.buyer_known;
    let typed = form.card.as_ref();
    let typed = typed.filter(|card| hint(&compact(card.number.expose())).is_some());
    let fields = if let Some(card) = typed {
        let fields = CardFields {
            card,
            errors: &form.errors,
            asks_to_remember,
        };
        fields.view(locale, &context.provider)
    } else {
        let fragment = card_fields::fragment(locale, asks_to_remember);
        InertElement::new(fragment.placeholder()).into_html()
    };
    view! {
        <fieldset class="card-fields" id="card-fields" aria-label=text.title hidden=true disabled=true>
            {fields}
            <p class="next">{(text.next)(&yuan(page.amount))}</p>
        </fieldset>
    }
    .into_html()
}

/// The first card is preselected.
fn saved_cards(context: &RenderContext, page: &PayPage) -> Html {
    let text = &context.text.choose;
    let amount = yuan(page.amount);
    let action = context.form_action(&page.token, Place::Choose, "confirm_payment");
    let cards: Vec<_> = page
        .cards
        .iter()
        .enumerate()
        .map(|(i, card)| card_choice(context, page, card, i == 0))
        .collect();
    let go = NamedButton {
        any: (text.pay_with_card)(page.brand.button, &amount),
        named: (text.pay_with_named)(page.brand.button, "%", &amount),
        first: page.cards.first().map(|card| spoken_name(context, card)),
    };
    view! {
        <form method="post" action=action>
            <fieldset class="choices">
                <legend class="choices__title">{text.saved_cards}</legend>
                {cards}
                <div class="choice">
                    <input class="choice__radio" type="radio" name="way" id="way-new" value="new_card" />
                    <label class="choice__label" for="way-new">
                        <span class="tile" aria-hidden="true">"+"</span>
                        <span class="choice__words">
                            <span class="choice__name">{text.new_card}</span>
                            <span class="choice__hint">{text.new_card_hint}</span>
                        </span>
                    </label>
                </div>
            </fieldset>
            {go.view()}
            <p class="next">{text.next_quick}</p>
        </form>
    }
    .into_html()
}

fn card_choice(context: &RenderContext, page: &PayPage, card: &SavedCard, first: bool) -> Html {
    let text = &context.text.choose;
    let id = format!("way-{}", card.id.as_str());
    let name = spoken_name(context, card);
    let path = Place::Choose.path(&page.token);
    let remove = context
        .document
        .link(&format!("{path}?remove={}", card.id.as_str()));
    view! {
        <div class="choice">
            <input
                class="choice__radio"
                type="radio"
                name="way"
                id=id.clone()
                value=card.id.as_str().to_owned()
                checked=first
                data-name=name.clone()
            />
            <label class="choice__label" for=id>
                {tile(card.bank)}
                <span class="choice__words">
                    <span class="choice__name">{bank_name(context, card)}</span>
                    <span class="choice__kind">{kind(context, card)}</span>
                    <span class="choice__hint">{(text.code_goes_to)(&card.phone_masked)}</span>
                </span>
            </label>
            <a class="choice__remove" href=remove aria-label=(text.remove_which)(&name)>
                {text.remove}
            </a>
        </div>
    }
    .into_html()
}

/// The question before a card is removed, on a page of its own.
pub(in crate::pages) fn remove_question(
    context: &RenderContext,
    page: &PayPage,
    card: &SavedCard,
) -> Html {
    let text = &context.text.choose;
    let action = context.form_action(&page.token, Place::Choose, "remove_card");
    let keep = context.page_path(&page.token, Place::Choose);
    let name = spoken_name(context, card);
    view! {
        <h1 class="title">{(text.remove_title)(&name)}</h1>
        <p class="lead">{text.remove_lead}</p>
        <form class="actions" method="post" action=action>
            <input type="hidden" name="card" value=card.id.as_str().to_owned() />
            <button class="button button--quiet">{text.remove}</button>
            <a class="button button--quiet" href=keep>{text.keep_card}</a>
        </form>
    }
    .into_html()
}
