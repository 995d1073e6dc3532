//! The QR code to pay with, and what to do with it.

use super::page_body::PageBody;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::next_steps;
use crate::parts::qr_code::qr_code;
use domain::desk::PayPage;
use domain::product::Product;
use leptos::prelude::*;

/// The reload without scripts.
const REFRESH_S: u32 = 10;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage) -> PageBody {
    let text = &context.text.scan;
    let attempt = page.attempt.as_ref();
    let product = attempt.map_or(Product::Scan, |a| a.product);
    let words = (context.text.qr)(product, page.screen);
    let qr = attempt.and_then(|a| a.qr.as_deref());
    let label = (text.picture)(&yuan(page.amount));
    let picture = qr.and_then(|content| qr_code(content, label));
    let steps: Vec<_> = words
        .steps
        .iter()
        .map(|step| view! { <li>{*step}</li> })
        .collect();
    let check = context
        .document
        .link(&format!("/return/{}", page.token.as_str()));
    let body = view! {
        <h1 class="title">{words.title}</h1>
        <p class="lead">{words.lead}</p>
        <div class="scan">
            <div class="scan__frame">{picture}</div>
            <div class="scan__words">
                <ol class="steps">{steps}</ol>
                <p class="next">{text.by_itself}</p>
            </div>
        </div>
        <p class="hint scan__phone">{words.on_phone}</p>
        <div class="actions">
            <a class="button button--quiet" href=check>{text.done}</a>
            {next_steps::another_way(context, page, context.text.layout.another_way)}
        </div>
    };
    PageBody {
        refresh_s: Some(REFRESH_S),
        ..PageBody::new(words.title, body.into_any())
    }
}
