//! The views of the consoles, one file per page, and the parts that they share.

pub(crate) mod account;
pub(crate) mod audit;
mod device;
pub(crate) mod error;
pub(crate) mod failure;
mod field;
pub(crate) mod form;
mod frame;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod invite_member;
pub(crate) mod member;
mod one_time_link;
pub(crate) mod opening;
pub(crate) mod order;
mod order_filter;
pub(crate) mod order_query;
mod order_state;
mod order_timeline;
pub(crate) mod orders;
pub(crate) mod page_context;
pub(crate) mod password;
pub(crate) mod problems;
pub(crate) mod recovery_codes;
mod role_choice;
pub(crate) mod sign_in;
mod summary;
pub(crate) mod team;
mod time;

pub(crate) use frame::document;

use crate::text::ConsoleText;
use domain::locale::Locale;
use leptos::prelude::AnyView;
use ui::embedded::EmbeddedText;

/// A page's own part.
pub(crate) struct PageBody {
    /// The title, without the name of the product.
    pub title: String,
    /// The content of `<main>`.
    pub body: AnyView,
}

impl PageBody {
    fn new(title: impl Into<String>, body: AnyView) -> Self {
        let title = title.into();
        Self { title, body }
    }
}

/// The words of the page that stands for any of these inside another page.
pub(crate) fn embedded_text(locale: Locale) -> EmbeddedText {
    let text = &ConsoleText::of(locale).layout;
    EmbeddedText {
        site: "Paydesk",
        title: text.embedded,
        lead: text.embedded_lead,
        open: text.embedded_open,
    }
}
