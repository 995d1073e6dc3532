//! Quick pay: the buyer's saved cards, each with a button to remove it, and a
//! new card. The first is preselected.

use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::bank_tile::tile;
use crate::parts::saved_card;
use domain::desk::{PayPage, Place, SavedCard};
use leptos::prelude::*;

/// The forms.
pub(in crate::pages) fn view(context: &RenderContext, page: &PayPage) -> AnyView {
    let text = &context.text.choose;
    let action = context.form_action(&page.token, Place::Choose, "confirm_payment");
    let next = (context.text.card.next)(&yuan(page.amount));
    if page.cards.is_empty() {
        return view! {
            <form method="post" action=action>
                <input type="hidden" name="way" value="new_card" />
                <button class="button button--main">{text.new_card}</button>
                <p class="next">{next}</p>
            </form>
        }
        .into_any();
    }
    let cards: Vec<_> = page
        .cards
        .iter()
        .enumerate()
        .map(|(i, card)| card_choice(context, card, i == 0))
        .collect();
    let remove = context.form_action(&page.token, Place::Choose, "remove_card");
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
            <button class="button button--main">{text.continue_quick}</button>
            <p class="next">{text.next_quick}</p>
        </form>
        <form method="post" action=remove id="remove-card"></form>
    }
    .into_any()
}

fn card_choice(context: &RenderContext, card: &SavedCard, first: bool) -> AnyView {
    let text = &context.text.choose;
    let id = format!("way-{}", card.id.as_str());
    let (bank, kind) = saved_card::name(context, card);
    let remove = (text.remove_which)(&format!("{bank} {kind}"));
    view! {
        <div class="choice">
            <input
                class="choice__radio"
                type="radio"
                name="way"
                id=id.clone()
                value=card.id.as_str().to_owned()
                checked=first
            />
            <label class="choice__label" for=id>
                {tile(card.bank)}
                <span class="choice__words">
                    <span class="choice__name">{bank}</span>
                    <span class="choice__kind">{kind}</span>
                    <span class="choice__hint">{(text.code_goes_to)(&card.phone_masked)}</span>
                </span>
            </label>
            <button
                class="choice__remove"
                form="remove-card"
                name="card"
                value=card.id.as_str().to_owned()
                aria-label=remove
            >
                {text.remove}
            </button>
        </div>
    }
    .into_any()
}
