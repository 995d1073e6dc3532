//! Waiting for the network's result. The page is safe to close. A shopper who
//! returned from the bank without paying can go back there, or pay in another
//! way.

use super::page_body::PageBody;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::{asked, icon, next_steps};
use domain::desk::{PayPage, Place};
use leptos::prelude::*;

/// The reload without scripts.
const REFRESH_S: u32 = 5;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage) -> PageBody {
    let text = &context.text.result;
    let again = context
        .document
        .link(&format!("/return/{}", page.token.as_str()));
    let may_pay_at_bank = page.also.contains(&Place::Bank);
    let lead = if may_pay_at_bank {
        text.waiting_bank
    } else {
        text.waiting_lead
    };
    let body = view! {
        <div class="outcome">
            <span class="outcome__mark outcome__mark--waiting">{icon::clock()}</span>
            <h1 class="title">{text.waiting}</h1>
            <p class="lead">{lead}</p>
            {asked::asked(context, page)}
            <p class="next">{text.waiting_close}</p>
        </div>
        <div class="actions">
            <a class="button button--main" href=again>{text.waiting_again}</a>
            {next_steps::to_mall(context, page, false)}
        </div>
        {may_pay_at_bank.then(|| pay_or_cancel(context, page))}
    };
    PageBody {
        refresh_s: Some(REFRESH_S),
        ..PageBody::new(text.waiting, body.into_html())
    }
}

/// While the payer can still pay at the bank: back to the bank, or another way.
fn pay_or_cancel(context: &RenderContext, page: &PayPage) -> Html {
    let bank = page.attempt.as_ref().and_then(|a| a.bank);
    let name = bank.map_or(context.text.bank.any, |bank| {
        bank.name(context.document.locale)
    });
    let href = context.page_path(&page.token, Place::Bank);
    view! {
        <section class="unpaid">
            <h2 class="unpaid__title">{context.text.result.waiting_unpaid}</h2>
            <div class="actions">
                <a class="button button--quiet" href=href>{(context.text.bank.go)(name)}</a>
                {next_steps::another_way(context, page, context.text.layout.another_way)}
            </div>
        </section>
    }
    .into_html()
}
