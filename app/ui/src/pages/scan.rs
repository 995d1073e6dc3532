//! A QR code to scan. It is a picture that can be kept: on a phone the page and
//! the app that pays are on one screen.

use super::page_body::PageBody;
use crate::amount::yuan;
use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::{asked, next_steps, qr_code};
use domain::desk::PayPage;
use domain::product::Product;
use domain::visit::Screen;
use leptos::prelude::*;

/// The reload without scripts.
const REFRESH_S: u32 = 10;

/// The page.
pub(super) fn view(context: &RenderContext, page: &PayPage) -> PageBody {
    let text = &context.text.scan;
    let product = page.attempt.as_ref().map_or(Product::Scan, |a| a.product);
    let words = (context.text.qr)(product, page.screen);
    let steps: Vec<_> = words
        .steps
        .iter()
        .map(|step| view! { <li>{*step}</li> })
        .collect();
    let check = context
        .document
        .link(&format!("/return/{}", page.token.as_str()));
    let another_way = next_steps::another_way(context, page, context.text.layout.another_way);
    // On a phone the code is hard to scan, so the other ways come first; and the
    // answer to "I have paid" is seen without scrolling.
    let asked = asked::asked(context, page);
    let (above, beside, asked_above, asked_below) = match page.screen {
        Screen::Phone => (Some(another_way), None, Some(asked), None),
        Screen::Pc => (None, Some(another_way), None, Some(asked)),
    };
    let body = view! {
        <h1 class="title">{words.title}</h1>
        <p class="lead">{words.lead}</p>
        {asked_above}
        {above.map(|way| view! { <div class="actions">{way}</div> })}
        <div class="scan">
            <div class="scan__code">
                {picture(context, page)}
                {words.save.map(|label| save(page, label))}
            </div>
            <div class="scan__words">
                <ol class="steps">{steps}</ol>
                {asked_below}
                <p class="next">{text.by_itself}</p>
            </div>
        </div>
        <p class="hint scan__phone">{words.on_phone}</p>
        <div class="actions">
            <a class="button button--quiet" href=check>{text.done}</a>
            {beside}
        </div>
    };
    PageBody {
        refresh_s: Some(REFRESH_S),
        ..PageBody::new(words.title, body.into_html())
    }
}

fn picture(context: &RenderContext, page: &PayPage) -> Option<Html> {
    let code = page.attempt.as_ref()?.qr.as_deref()?;
    let label = (context.text.scan.picture)(&yuan(page.amount));
    let picture = qr_code::picture(code, label)?;
    Some(view! { <div class="scan__frame">{picture}</div> }.into_html())
}

/// A link to the code as a file. Where an app's browser keeps no files, it opens
/// the picture, which can be kept by a long press.
fn save(page: &PayPage, label: &'static str) -> Html {
    let href = format!("/pay/{}/code.png", page.token.as_str());
    view! { <a class="button button--small" href=href download="payment-code.png">{label}</a> }
        .into_html()
}
