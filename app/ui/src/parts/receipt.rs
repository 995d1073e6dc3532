//! The receipt: amount, payee, time, method, and the numbers by which mall,
//! merchant and network find the payment.

use crate::amount::yuan;
use crate::context::RenderContext;
use crate::parts::deadline::china;
use crate::parts::foreign;
use domain::desk::{PageAttempt, PayPage};
use leptos::prelude::*;

/// The receipt of a paid order.
pub(crate) fn receipt(context: &RenderContext, page: &PayPage) -> AnyView {
    let text = &context.text.result;
    let order = &context.text.order;
    let attempt = page.attempt.as_ref();
    let paid_at = attempt.and_then(|a| a.paid_at.as_deref()).and_then(time);
    let method = attempt.map(|a| method(context, a));
    let network =
        attempt.and_then(|a| Some((text.network_no.of(&a.channel), a.network_id.clone()?)));
    let name = |term, name: &str| {
        let lang = foreign::lang(context.document.locale, name);
        let name = name.to_owned();
        view! { <div class="facts__row"><dt>{term}</dt><dd lang=lang>{name}</dd></div> }
    };
    view! {
        <section class="receipt" aria-labelledby="receipt-title">
            <h2 class="receipt__title" id="receipt-title">{text.receipt}</h2>
            <dl class="facts">
                {name(order.payee, &page.payee)}
                {row(text.amount, yuan(page.amount))}
                {paid_at.map(|at| row(text.time, format!("{at} {}", text.beijing_time)))}
                {method.map(|how| row(text.method, how))}
                {name(order.mall, &page.mall_name)}
                {number(context, order.number, page.mall_order_no.clone())}
                {number(context, text.order_id, page.order_id.as_str().to_owned())}
                {network.map(|(name, no)| number(context, name, no))}
            </dl>
        </section>
    }
    .into_any()
}

/// A term and its value.
pub(crate) fn row(term: &'static str, value: String) -> AnyView {
    view! { <div class="facts__row"><dt>{term}</dt><dd>{value}</dd></div> }.into_any()
}

/// A number with a button that copies it.
fn number(context: &RenderContext, term: &'static str, value: String) -> AnyView {
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
                    aria-label=name
                    aria-live="polite"
                >
                    {text.copy}
                </button>
            </dd>
        </div>
    }
    .into_any()
}

/// RFC 3339 as a time in China.
pub(crate) fn time(rfc3339: &str) -> Option<String> {
    let at: jiff::Timestamp = rfc3339.parse().ok()?;
    Some(china(at.as_millisecond(), "%Y-%m-%d %H:%M:%S"))
}

/// How it was paid: product, bank, last digits of the card.
pub(crate) fn method(context: &RenderContext, attempt: &PageAttempt) -> String {
    let product = (context.text.product)(attempt.product).name;
    let bank = attempt
        .bank
        .map(|bank| bank.name(context.document.locale).to_owned());
    let card = attempt
        .card_last4
        .as_deref()
        .map(context.text.choose.ending);
    let parts = [Some(product.to_owned()), bank, card];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn a_time_is_read_and_rubbish_is_left_out() {
        assert_eq!(
            time("2026-10-30T12:00:00.123Z").as_deref(),
            Some("2026-10-30 20:00:00")
        );
        assert_eq!(time("yesterday"), None);
    }
}
