//! Waiting for the network's word. Safe to close, and nothing to press twice.

use super::Sheet;
use crate::look::Look;
use crate::parts::{icon, ways_out};
use domain::desk::PayPage;
use leptos::prelude::*;

/// How often the page looks again without scripts.
const REFRESH_S: u32 = 5;

/// The page.
pub(super) fn draw(look: &Look, page: &PayPage) -> Sheet {
    let text = &look.text.result;
    let again = look.link(&format!("/return/{}", page.token.as_str()));
    let body = view! {
        <div class="outcome">
            <span class="outcome__mark outcome__mark--waiting">{icon::clock()}</span>
            <h1 class="title">{text.waiting}</h1>
            <p class="lead" role="status">{text.waiting_lead}</p>
            <p class="next">{text.waiting_close}</p>
        </div>
        <div class="actions">
            <a class="button button--main" href=again>{text.waiting_again}</a>
            {ways_out::home(look, page, false)}
        </div>
    };
    Sheet {
        live: true,
        refresh_s: Some(REFRESH_S),
        ..Sheet::new(text.waiting, body.into_any())
    }
}
