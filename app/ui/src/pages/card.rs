//! The card form of quick pay. Expiry and security code are shown for credit
//! cards and for unknown ones. The network signs every card before it is paid
//! with, so the form names the agreement; whether the card is remembered is the
//! shopper's choice.

use super::page_body::PageBody;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::agreements::agreements;
use crate::parts::field::TextField;
use crate::parts::next_steps;
use domain::card::{CardKind, hint};
use domain::desk::{CardEntry, Field, FieldError, FormState, PayPage, Place};
use domain::input::compact;
use leptos::prelude::*;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage, form: &FormState) -> PageBody {
    let text = &context.text.card;
    let empty = CardEntry {
        remember: true,
        ..CardEntry::default()
    };
    let card = form.card.as_ref().unwrap_or(&empty);
    let errors = &form.errors[..];
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
            {holder_fields(context, card, errors)}
            {credit_fields(context, card, errors)}
            {page.buyer_known.then(|| remember(context, card.remember))}
            {agreements(context)}
            <button class="button button--main">{text.submit}</button>
            <p class="next">{(text.next)(&yuan(page.amount))}</p>
            <p class="next">{text.privacy}</p>
        </form>
        <div class="actions">{next_steps::another_way(context, page, context.text.layout.another_way)}</div>
        {islands}
    };
    PageBody {
        form: Some("card-form"),
        ..PageBody::new(text.title, body.into_any())
    }
}

/// The box to remember the card. Unchecked, the card pays once.
fn remember(context: &RenderContext, checked: bool) -> AnyView {
    let text = &context.text.card;
    view! {
        <div class="check">
            <input
                class="check__box"
                type="checkbox"
                id="remember"
                name="remember"
                value="true"
                checked=checked
                aria-describedby="remember-hint"
            />
            <label class="check__label" for="remember">{text.remember}</label>
            <p class="check__hint" id="remember-hint">{text.remember_hint}</p>
        </div>
    }
    .into_any()
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

fn holder_fields(context: &RenderContext, card: &CardEntry, errors: &[FieldError]) -> AnyView {
    let text = &context.text.card;
    let fields = [
        number_field(context, card.number.expose()),
        TextField {
            field: Field::Name,
            label: text.name,
            hint: text.name_hint,
            autocomplete: "cc-name",
            inputmode: "text",
            width: "",
            value: card.name.expose(),
        },
        TextField {
            field: Field::IdNumber,
            label: text.id_number,
            hint: text.id_number_hint,
            autocomplete: "off",
            inputmode: "text",
            width: "input--code",
            value: card.id_number.expose(),
        },
        TextField {
            field: Field::Phone,
            label: text.phone,
            hint: text.phone_hint,
            autocomplete: "tel",
            inputmode: "tel",
            width: "input--code",
            value: card.phone.expose(),
        },
    ];
    fields
        .into_iter()
        .map(|field| field.view(context, errors))
        .collect::<Vec<_>>()
        .into_any()
}

/// The fields of a credit card. The security code is never shown again.
fn credit_fields(context: &RenderContext, card: &CardEntry, errors: &[FieldError]) -> AnyView {
    let text = &context.text.card;
    let expiry = TextField {
        field: Field::Expiry,
        label: text.expiry,
        hint: text.expiry_hint,
        autocomplete: "cc-exp",
        inputmode: "text",
        width: "input--code",
        value: card.expiry.expose(),
    };
    let code = TextField {
        field: Field::SecurityCode,
        label: text.security_code,
        hint: text.security_code_hint,
        autocomplete: "cc-csc",
        inputmode: "numeric",
        width: "input--code",
        value: "",
    };
    let known = hint(&compact(card.number.expose()));
    let debit = known.is_some_and(|known| known.kind == CardKind::Debit);
    view! {
        <fieldset class="credit" id="credit" hidden=debit>
            <legend class="credit__title">{text.credit_only}</legend>
            <div class="credit__row">{expiry.view(context, errors)}{code.view(context, errors)}</div>
        </fieldset>
    }
    .into_any()
}
