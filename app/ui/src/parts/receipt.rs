//! The receipt: amount, payee, time, method, the numbers by which mall,
//! merchant and network find the payment, and the address that proves it.

use crate::context::RenderContext;
use crate::html::{Html, IntoHtml as _};
use crate::parts::fact;
use crate::parts::qr_code::picture;
use crate::parts::receipt_facts::{ReceiptFact, ReceiptReader, facts};
use domain::desk::PayPage;
use leptos::prelude::*;

/// The receipt of a paid order.
pub(crate) fn receipt(context: &RenderContext, page: &PayPage) -> Html {
    let text = &context.text.result;
    let rows: Vec<_> = facts(context, page, ReceiptReader::Shopper)
        .into_iter()
        .map(|fact| line(context, fact))
        .collect();
    let code = picture(&page.receipt_url, text.verify.to_owned());
    view! {
        <section class="receipt" aria-labelledby="receipt-title">
            <h2 class="receipt__title" id="receipt-title">{text.receipt}</h2>
            <dl class="facts">{rows}</dl>
            <div class="receipt__proof">
                <div class="receipt__qr">{code}</div>
                <div>
                    <a id="verify" href=page.receipt_url.clone()>{text.verify}</a>
                    <p class="next">{text.verify_lead}</p>
                    <p class="receipt__url">{page.receipt_url.clone()}</p>
                </div>
            </div>
        </section>
    }
    .into_html()
}

/// The link that saves the receipt as an image. A script makes a PNG of it.
pub(crate) fn save(context: &RenderContext, page: &PayPage) -> Html {
    let text = &context.text.result;
    let token = page.token.as_str();
    let href = context.document.link(&format!("/pay/{token}/receipt.svg"));
    let name = format!("receipt-{}.svg", page.order_id);
    view! {
        <a class="button button--quiet" id="save" href=href download=name data-png=text.save_png>
            {text.save}
        </a>
    }
    .into_html()
}

fn line(context: &RenderContext, fact: ReceiptFact) -> Html {
    let ReceiptFact {
        term,
        value,
        is_number,
    } = fact;
    if is_number {
        number(context, term, value)
    } else {
        fact::row(context, term, value)
    }
}

/// A number with a button that copies it. A script shows the button where the
/// browser has a clipboard.
fn number(context: &RenderContext, term: &'static str, value: String) -> Html {
    let text = &context.text.result;
    let name = (text.copy_what)(term);
    view! {
        <div class="facts__row">
            <dt>{term}</dt>
            <dd class="facts__code">
                <span>{value.clone()}</span>
                <button
                    class="copy"
                    type="button"
                    hidden=true
                    data-copy=value
                    data-done=text.copied
                    data-failed=text.not_copied
                    aria-label=name
                    aria-live="polite"
                >
                    {text.copy}
                </button>
            </dd>
        </div>
    }
    .into_html()
}
