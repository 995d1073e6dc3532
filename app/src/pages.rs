//! The pages, one file per state of an order: pure functions from
//! [`domain::desk::PayPage`] to HTML.

mod bank;
mod card;
mod choose;
mod code;
mod declined;
mod ended;
mod error;
mod order;
mod page_body;
mod paid;
mod scan;
mod screen;
mod waiting;
mod ways;

pub(crate) use screen::{Message, OrderScreen, Screen};

use crate::context::RenderContext;
use crate::document::Document;
use crate::island_loader::island_loader;
use crate::poll::POLL_SCRIPT;
use crate::render::Fragment;
use crate::settings::PageAssets;

/// The text of a static fragment.
pub(crate) fn static_text(fragment: Fragment, assets: &PageAssets) -> String {
    match fragment {
        Fragment::StyleSheet => assets.css.to_owned(),
        Fragment::IslandLoader => assets
            .islands()
            .map_or_else(String::new, |(js, wasm)| island_loader(js, wasm)),
        Fragment::PollScript => POLL_SCRIPT.to_owned(),
        Fragment::Banks(locale) => ways::gateway::all_banks(locale),
    }
}

/// The document of a screen.
pub(crate) fn view(context: &RenderContext, screen: &Screen) -> Document {
    match screen {
        Screen::Order(order) => order::view(context, order),
        Screen::Error { error, open } => error::view(context, error, open.as_deref()),
    }
}
