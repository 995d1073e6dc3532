//! The page that is shown inside another page, in place of any page that was
//! asked for there (rule R1): words, and a link to open that page on its own.
//! It has no order, no amount, no form and no script.

use crate::document::{Document, DocumentHead};
use crate::html::IntoHtml as _;
use crate::parts::{icon, layout};
use leptos::prelude::*;

/// The words of the page in one language.
pub struct EmbeddedText {
    /// The name of the site.
    pub site: &'static str,
    /// The heading.
    pub title: &'static str,
    /// Why there is nothing else.
    pub lead: &'static str,
    /// The link to the page that was asked for.
    pub open: &'static str,
}

/// The page. `open` is the URL of the page that was asked for, without its
/// origin.
pub(crate) fn document(text: &EmbeddedText, open: &str) -> Document {
    let panel = view! {
        <div class="outcome">
            <span class="outcome__mark">{icon::window()}</span>
            <h1 class="title">{text.title}</h1>
            <p class="lead">{text.lead}</p>
        </div>
        <div class="actions">
            <a class="button button--main" href=open.to_owned() target="_top" rel="noopener">
                {text.open}
            </a>
        </div>
    };
    Document {
        head: DocumentHead {
            title: text.title.to_owned(),
            site: text.site.to_owned(),
            refresh_s: None,
            brand: None,
            outcome: true,
        },
        body: layout::single_panel(().into_html(), panel.into_html(), ().into_html()),
    }
}
