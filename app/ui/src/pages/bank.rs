//! The form with the network's signed fields that leads to the bank's page. A
//! script submits it; without scripts its button does.
//!
//! The script submits once the page is parsed and painted: while a bank is slow,
//! its words and the ways out stay. It does so on a normal navigation only, so
//! that the shopper can stay after a reload; "back" leads to the page of the
//! order's state, after a query. The network accepts a form for some minutes
//! only, so the page is reloaded before that.

use super::page_body::PageBody;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::bank_tile::tile;
use crate::parts::{asked, next_steps};
use domain::desk::{BankForm, PayPage};
use leptos::prelude::*;

/// The script, at the end of the page's own part.
const LEAVE_SCRIPT: &str = include_str!("bank.js");

/// The reload without scripts.
const REFRESH_S: u32 = 240;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage) -> PageBody {
    let text = &context.text.bank;
    let attempt = page.attempt.as_ref();
    let bank = attempt.and_then(|a| a.bank);
    let name = bank.map_or(text.any, |bank| bank.name(context.document.locale));
    let title = (text.title)(name);
    let check = context
        .document
        .link(&format!("/return/{}", page.token.as_str()));
    let form = attempt
        .and_then(|a| a.bank_form.as_ref())
        .map(|form| bank_form(context, form, name, check.clone()));
    let script = form.is_some().then(|| {
        view! { <script nonce=context.document.nonce.clone()>{LEAVE_SCRIPT}</script> }
    });
    let body = view! {
        <div class="leaving">
            {tile(bank)}
            <h1 class="title">{title.clone()}</h1>
        </div>
        <p class="lead">{(text.lead)(&yuan(page.amount))}</p>
        <p class="leaving__going" id="going" role="status" hidden=true>{text.going}</p>
        {form}
        {asked::asked(context, page)}
        <p class="next">{text.after}</p>
        <div class="actions">
            <a class="button button--quiet" href=check>{text.done}</a>
            {next_steps::another_way(context, page, context.text.layout.another_way)}
        </div>
        {script}
    };
    PageBody {
        refresh_s: Some(REFRESH_S),
        ..PageBody::new(title, body.into_html())
    }
}

/// The form. `check` is where "back" leads.
fn bank_form(context: &RenderContext, form: &BankForm, bank: &str, check: String) -> Html {
    let fields: Vec<_> = form
        .fields
        .iter()
        .map(
            |(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone() /> },
        )
        .collect();
    view! {
        <form
            id="bank-form"
            method="post"
            action=form.action.clone()
            accept-charset="utf-8"
            data-check=check
        >
            {fields}
            <button class="button button--main">{(context.text.bank.go)(bank)}</button>
        </form>
    }
    .into_html()
}
