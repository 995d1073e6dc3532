//! Waiting for the network's word. Safe to close, and nothing to press twice.
//! Who came back from the bank without paying can go on, or give up.

use super::Sheet;
use crate::context::RenderContext;
use crate::parts::{icon, ways_out};
use domain::desk::{PayPage, Place};
use leptos::prelude::*;

/// How often the page looks again without scripts.
const REFRESH_S: u32 = 5;

/// The page.
pub(super) fn draw(context: &RenderContext, page: &PayPage) -> Sheet {
    let text = &context.text.result;
    let again = context.link(&format!("/return/{}", page.token.as_str()));
    let body = view! {
        <div class="outcome">
            <span class="outcome__mark outcome__mark--waiting">{icon::clock()}</span>
            <h1 class="title">{text.waiting}</h1>
            <p class="lead" role="status">{text.waiting_lead}</p>
            <p class="next">{text.waiting_close}</p>
        </div>
        <div class="actions">
            <a class="button button--main" href=again>{text.waiting_again}</a>
            {ways_out::home(context, page, false)}
        </div>
        {page.also.contains(&Place::Bank).then(|| unpaid(context, page))}
    };
    Sheet {
        live: true,
        refresh_s: Some(REFRESH_S),
        ..Sheet::new(text.waiting, body.into_any())
    }
}

/// The bank's page is still open to the shopper.
fn unpaid(context: &RenderContext, page: &PayPage) -> AnyView {
    let bank = page.attempt.as_ref().and_then(|a| a.bank);
    let name = bank.map_or(context.text.bank.any, |bank| bank.name(context.locale));
    let href = context.place(&page.token, Place::Bank);
    view! {
        <section class="unpaid">
            <h2 class="unpaid__title">{context.text.result.waiting_unpaid}</h2>
            <div class="actions">
                <a class="button button--quiet" href=href>{(context.text.bank.go)(name)}</a>
                {ways_out::another_way(context, page, context.text.frame.another_way)}
            </div>
        </section>
    }
    .into_any()
}
