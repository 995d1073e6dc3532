//! Type the code from the SMS. The card travels sealed in the form itself; a
//! visitor who has no sealed card (a refresh by address, another browser) is
//! told so and led back.

use super::Sheet;
use crate::islands::mended::Mended;
use crate::islands::resend::Resend;
use crate::islands::web_otp::WebOtp;
use crate::look::{Look, yuan};
use crate::parts::field::TextField;
use crate::parts::{receipt, ways_out};
use domain::desk::{Field, FormState, PageAttempt, PayPage, Place};
use leptos::prelude::*;

/// The page.
pub(super) fn draw(look: &Look, page: &PayPage, form: &FormState) -> Sheet {
    let text = &look.text.code;
    let attempt = page.attempt.as_ref();
    let remembered = attempt.is_some_and(|a| a.saved_card.is_some());
    let sealed = form.sealed.clone().unwrap_or_default();
    if sealed.is_empty() && !remembered {
        return without_card(look, page);
    }
    let sent = match attempt.and_then(|a| a.phone_masked.as_deref()) {
        Some(phone) => (text.sent_to)(phone),
        None => text.sent.to_owned(),
    };
    let action = look.action(&page.token, Place::Code, "pay_with_code");
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
    let resend = look.action(&page.token, Place::Code, "resend_code");
    let body = view! {
        <h1 class="title">{text.title}</h1>
        <p class="lead">{sent}</p>
        {attempt.map(|a| paying_with(look, a))}
        <form class="form" id="code-form" method="post" action=action novalidate=true>
            <input type="hidden" name="at" value=Place::Code.segment() />
            <input type="hidden" name="sealed" value=sealed />
            {input.draw(look, &form.errors)}
            {attempt.and_then(|a| tries(look, a))}
            <button class="button button--main">{(text.pay)(&yuan(page.amount))}</button>
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
        <div class="actions">{ways_out::another_way(look, page, text.other_card)}</div>
        {look.islands.then(|| view! { <Resend /> <WebOtp /> <Mended /> })}
    };
    Sheet {
        form: Some("code-form"),
        live: true,
        ..Sheet::new(text.title, body.into_any())
    }
}

/// Few tries are left: said before the last is gone, not from the start.
fn tries(look: &Look, attempt: &PageAttempt) -> Option<AnyView> {
    let left = i64::from(attempt.codes_left);
    let line = (look.text.code.tries_left)(left);
    (1..5)
        .contains(&left)
        .then(|| view! { <p class="tries">{line}</p> }.into_any())
}

fn paying_with(look: &Look, attempt: &PageAttempt) -> AnyView {
    let how = receipt::method(look, attempt);
    view! { <p class="paying"><span class="paying__label">{look.text.code.paying_with}</span> " " {how}</p> }.into_any()
}

fn without_card(look: &Look, page: &PayPage) -> Sheet {
    let text = &look.text.code;
    let to_card = page.also.contains(&Place::Card).then(|| {
        let href = look.place(&page.token, Place::Card);
        view! { <a class="button button--main" href=href>{text.card_again}</a> }
    });
    let body = view! {
        <h1 class="title">{text.card_again}</h1>
        <p class="lead">{text.card_gone}</p>
        <div class="actions">{to_card}{ways_out::another_way(look, page, text.other_card)}</div>
    };
    Sheet {
        live: true,
        ..Sheet::new(text.card_again, body.into_any())
    }
}
