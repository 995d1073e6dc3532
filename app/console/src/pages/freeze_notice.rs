//! What a merchant is told of freezes: that, since when and whom to ask; not why.

use super::page_context::PageContext;
use super::time;
use domain::console::FreezeNotice;
use leptos::prelude::*;
use ui::html::{Html, IntoHtml};
use ui::settings::Provider;

/// The notices; empty without a freeze.
pub(crate) fn view(page: &PageContext<'_>, provider: &Provider, notices: &[FreezeNotice]) -> Html {
    if notices.is_empty() {
        return ().into_html();
    }
    let text = &page.text.freezes;
    let lines: Vec<_> = notices
        .iter()
        .map(|of| {
            let order = of.order.as_ref().map(|(_, number)| number.as_str());
            let words = (text.notice)(of.stops, order, &time::minute_text(of.since));
            view! { <p>{words}</p> }
        })
        .collect();
    let whom = [provider.name.as_deref(), provider.phone.as_deref()];
    let whom: Vec<_> = whom.into_iter().flatten().collect();
    view! {
        <div class="warning" role="note">
            {lines}
            <p>{(text.whom_to_ask)(&whom.join(" "))}</p>
        </div>
    }
    .into_html()
}
