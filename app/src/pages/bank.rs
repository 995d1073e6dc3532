//! Leaving for the bank's page: a form with the network's signed fields, sent
//! by itself, or by its button where scripts are off.
//!
//! It is sent by itself only when the shopper arrives: after "back" or a
//! refresh the button waits, so that nobody is trapped. The network takes a
//! form for minutes only, so the page loads itself again before that.

use super::Sheet;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::bank_tile::tile;
use crate::parts::ways_out;
use domain::desk::{BankForm, PayPage};
use leptos::prelude::*;

/// Sends the form when this is a fresh arrival.
const SEND: &str = "if(performance.getEntriesByType('navigation')[0]?.type==='navigate')\
    document.getElementById('bank-form').submit();\
    setTimeout(()=>location.reload(),240000)";

/// The same without scripts, in seconds.
const REFRESH_S: u32 = 240;

/// The page.
pub(super) fn draw(context: &RenderContext, page: &PayPage) -> Sheet {
    let text = &context.text.bank;
    let attempt = page.attempt.as_ref();
    let bank = attempt.and_then(|a| a.bank);
    let name = bank.map_or(text.any, |bank| bank.name(context.locale));
    let title = (text.title)(name);
    let form = attempt
        .and_then(|a| a.bank_form.as_ref())
        .map(|form| leave(context, form, name));
    let check = context.link(&format!("/return/{}", page.token.as_str()));
    let body = view! {
        <div class="leaving">
            {tile(bank)}
            <h1 class="title">{title.clone()}</h1>
        </div>
        <p class="lead">{(text.lead)(&yuan(page.amount))}</p>
        {form}
        <p class="next">{text.after}</p>
        <div class="actions">
            <a class="button button--quiet" href=check>{text.done}</a>
            {ways_out::another_way(context, page, context.text.frame.another_way)}
        </div>
    };
    Sheet {
        live: true,
        refresh_s: Some(REFRESH_S),
        ..Sheet::new(title, body.into_any())
    }
}

fn leave(context: &RenderContext, form: &BankForm, bank: &str) -> AnyView {
    let fields: Vec<_> = form
        .fields
        .iter()
        .map(
            |(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> },
        )
        .collect();
    view! {
        <form id="bank-form" method="post" action=form.action.clone() accept-charset="utf-8">
            {fields}
            <button class="button button--main">{(context.text.bank.go)(bank)}</button>
        </form>
        <script nonce=context.nonce.clone()>{SEND}</script>
    }
    .into_any()
}
