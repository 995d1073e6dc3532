//! The page of the console.

use crate::clock::{Clock, china_time};
use crate::text::ConsoleText;
use domain::clock::At;
use domain::locale::Locale;
use leptos::prelude::*;
use ui::document::{Document, DocumentContext, DocumentHead};
use ui::embedded::EmbeddedText;
use ui::parts::layout;

/// What the console is, and the time in China.
pub(crate) fn view(context: &DocumentContext, now: At) -> Document {
    let text = ConsoleText::of(context.locale);
    let island = context.bundle.map(|_| view! { <Clock /> });
    let panel = view! {
        <h1 class="title">{text.title}</h1>
        <p class="lead">{text.lead}</p>
        <div class="receipt">
            <dl class="facts">
                <div class="facts__row">
                    <dt>{text.beijing_time}</dt>
                    <dd class="facts__code">
                        <time
                            id="clock"
                            data-ms=now.ms().to_string()
                            data-fast=text.clock_fast
                            data-slow=text.clock_slow
                        >
                            {china_time(now)}
                        </time>
                        " (UTC+8)"
                    </dd>
                </div>
            </dl>
            <p class="next" id="clock-still">{text.as_opened}</p>
            <p class="next" id="clock-note" role="status" hidden=true></p>
        </div>
        {island}
    };
    document(context, text.title, panel.into_any())
}

/// The words of the page that stands for this one inside another page.
pub(crate) fn embedded_text(locale: Locale) -> EmbeddedText {
    let text = ConsoleText::of(locale);
    EmbeddedText {
        site: "Paydesk",
        title: text.embedded,
        lead: text.embedded_lead,
        open: text.embedded_open,
    }
}

fn document(context: &DocumentContext, title: &str, panel: AnyView) -> Document {
    let name = format!("Paydesk {}", ConsoleText::of(context.locale).product);
    let header = layout::site_header(context.locale, &name, "");
    Document {
        head: DocumentHead {
            title: title.to_owned(),
            site: String::from("Paydesk"),
            refresh_s: None,
            brand: None,
            outcome: false,
        },
        body: layout::single_panel(header, panel, ().into_any()),
    }
}
