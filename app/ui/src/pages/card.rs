//! The card form of quick pay.

use super::page_body::PageBody;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::IntoHtml as _;
use crate::parts::card_fields::{self, CardFields};
use crate::parts::field::TextField;
use crate::parts::next_steps;
use domain::desk::{Field, FormState, PayPage, Place};
use leptos::prelude::*;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage, form: &FormState) -> PageBody {
    let text = &context.text.card;
    let empty = card_fields::empty();
    let card = form.card.as_ref().unwrap_or(&empty);
    let (locale, errors) = (context.document.locale, &form.errors[..]);
    let fields = CardFields {
        card,
        errors,
        asks_to_remember: page.buyer_known,
    };
    let action = context.form_action(&page.token, Place::Code, "send_code");
    let islands = context.islands.map(|slots| (slots.card_form)());
    let body = view! {
        <h1 class="title">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        <form
            class="form"
            id="card-form"
            method="post"
            action=action
            novalidate=true
            data-debit=context.text.choose.debit
            data-credit=context.text.choose.credit
            data-right=text.looks_right
        >
            <input type="hidden" name="at" value=Place::Card.segment() />
            {number_field(context, card.number.expose()).view(locale, errors)}
            {fields.view(locale, &context.provider)}
            <p class="next">{(text.next)(&yuan(page.amount))}</p>
        </form>
        <div class="actions">{next_steps::another_way(context, page, context.text.layout.another_way)}</div>
        {islands}
    };
    PageBody {
        form: Some("card-form"),
        ..PageBody::new(text.title, body.into_html())
    }
}

/// The card number, also on the page where the shopper chooses how to pay.
pub(super) fn number_field<'a>(context: &RenderContext, value: &'a str) -> TextField<'a> {
    let text = &context.text.card;
    TextField {
        field: Field::Number,
        label: text.number,
        hint: text.number_hint,
        autocomplete: "cc-number",
        inputmode: "numeric",
        width: "input--code",
        value,
    }
}
