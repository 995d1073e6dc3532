//! Enter the SMS code. The form has the sealed card. If it is missing (the URL
//! was opened again, or in another browser), the page says so and links to the
//! card form.

use super::page_body::PageBody;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::field::TextField;
use crate::parts::{next_steps, receipt_facts};
use domain::desk::{Field, FormState, PageAttempt, PayPage, Place};
use leptos::prelude::*;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage, form: &FormState) -> PageBody {
    let text = &context.text.code;
    let attempt = page.attempt.as_ref();
    let saved = attempt.is_some_and(|a| a.saved_card.is_some());
    let sealed = form.sealed.clone().unwrap_or_default();
    if sealed.is_empty() && !saved {
        return without_card(context, page);
    }
    let sent = match attempt.and_then(|a| a.phone_masked.as_deref()) {
        Some(phone) => (text.sent_to)(phone),
        None => text.sent.to_owned(),
    };
    let action = context.form_action(&page.token, Place::Code, "pay_with_code");
    let input = TextField {
        field: Field::Code,
        label: text.label,
        hint: text.hint,
        autocomplete: "one-time-code",
        inputmode: "numeric",
        width: "input--otp",
        value: "",
    };
    let wait_s = attempt.map_or(0, |a| a.resend_in_s);
    let resend = context.form_action(&page.token, Place::Code, "resend_code");
    let body = view! {
        <h1 class="title">{text.title}</h1>
        <p class="lead">{sent}</p>
        <form class="form" id="code-form" method="post" action=action novalidate=true>
            <input type="hidden" name="at" value=Place::Code.segment() />
            <input type="hidden" name="sealed" value=sealed />
            {input.view(context.document.locale, &form.errors)}
            {attempt.and_then(|a| tries(context, a))}
            {attempt.map(|a| paying_with(context, a))}
            <button class="button button--main">{(text.pay)(page.brand.button, &yuan(page.amount))}</button>
            <p class="resend">
                <button class="button button--quiet" id="resend" formaction=resend formnovalidate=true>
                    {text.resend}
                </button>
                <span
                    class="resend__wait"
                    id="resend-wait"
                    data-seconds=wait_s.to_string()
                    data-sentence=(text.resend_in)(0)
                ></span>
            </p>
        </form>
        <div class="actions">
            {(!saved).then(|| change_card(context, page))}
            {next_steps::another_way(context, page, text.other_card)}
        </div>
        {context.islands.map(|slots| (slots.code_form)())}
    };
    PageBody {
        form: Some("code-form"),
        ..PageBody::new(text.title, body.into_html())
    }
}

/// Opens the card form with the card of this page's form, to correct it.
fn change_card(context: &RenderContext, page: &PayPage) -> Html {
    let action = context.form_action(&page.token, Place::Code, "change_card");
    view! {
        <button
            class="button button--quiet"
            id="change-card"
            form="code-form"
            formaction=action
            formnovalidate=true
        >
            {context.text.code.change_card}
        </button>
    }
    .into_html()
}

/// The number of tries left, once there are few.
fn tries(context: &RenderContext, attempt: &PageAttempt) -> Option<Html> {
    let left = i64::from(attempt.codes_left);
    let line = (context.text.code.tries_left)(left);
    (1..5)
        .contains(&left)
        .then(|| view! { <p class="tries">{line}</p> }.into_html())
}

fn paying_with(context: &RenderContext, attempt: &PageAttempt) -> Html {
    let how = receipt_facts::method(context, attempt);
    view! { <p class="paying"><span class="paying__label">{context.text.code.paying_with}</span> " " {how}</p> }.into_html()
}

fn without_card(context: &RenderContext, page: &PayPage) -> PageBody {
    let text = &context.text.code;
    let to_card = page.may_show(Place::Card).then(|| {
        let href = context.page_path(&page.token, Place::Card);
        view! { <a class="button button--main" href=href>{text.card_again}</a> }
    });
    let body = view! {
        <h1 class="title">{text.card_again}</h1>
        <p class="lead">{text.card_gone}</p>
        <div class="actions">{to_card}{next_steps::another_way(context, page, text.other_card)}</div>
    };
    PageBody::new(text.card_again, body.into_html())
}
