//! The pages, one file per state of an order: pure functions from
//! [`domain::desk::PayPage`] to HTML.

mod bank;
mod card;
mod choose;
mod code;
mod declined;
mod ended;
#[cfg(feature = "ssr")]
pub mod error;
pub mod order;
mod order_screen;
mod page_body;
mod paid;
pub mod receipt;
mod scan;
mod waiting;
mod ways;

pub use order_screen::{Message, OrderScreen};
pub use paid::refund_changes;

#[cfg(feature = "ssr")]
use crate::embedded::EmbeddedText;
use crate::parts::{card_fields, provider};
use crate::render::Fragment;
use crate::settings::Provider;
#[cfg(feature = "ssr")]
use crate::text::Text;
#[cfg(feature = "ssr")]
use domain::locale::Locale;

/// The static fragments of these pages.
pub fn fragments(of: &Provider) -> impl Iterator<Item = (Fragment, String)> {
    ways::bank_list::fragments()
        .into_iter()
        .chain(provider::fragments(of))
        .chain(card_fields::fragments(of))
}

/// The words of the page that stands for these pages inside another page.
#[cfg(feature = "ssr")]
pub fn embedded_text(locale: Locale) -> EmbeddedText {
    let Text {
        layout, error_page, ..
    } = Text::of(locale);
    EmbeddedText {
        site: layout.product,
        title: error_page.embedded,
        lead: error_page.embedded_lead,
        open: error_page.embedded_open,
    }
}
