//! The data that a view of the pay page needs beside the order.

use crate::document::DocumentContext;
use crate::island_slots::IslandSlots;
use crate::settings::Provider;
use crate::text::Text;
use domain::day::Day;
use domain::desk::Place;
use domain::ids::PayToken;
use std::sync::Arc;

/// The data of every view, created for one answer.
pub struct RenderContext {
    /// Language, nonce and files of the document.
    pub document: DocumentContext,
    /// The texts of the language.
    pub(crate) text: &'static Text,
    /// The present day in China.
    pub(crate) today: Day,
    /// The islands; `None` in a page without them.
    pub(crate) islands: Option<&'static IslandSlots>,
    /// The provider that runs the page.
    pub(crate) provider: Arc<Provider>,
    /// The path of the logos.
    pub(crate) logo_folder: String,
    /// In a preview true for the dark scheme; `None` where the browser decides.
    pub(crate) dark: Option<bool>,
}

/// The path of the logos that are public.
pub const LOGO_FOLDER: &str = "/brand";

impl RenderContext {
    /// The context of a page. The islands are left out of a document without a
    /// bundle.
    pub fn new(
        document: DocumentContext,
        today: Day,
        islands: &'static IslandSlots,
        provider: Arc<Provider>,
    ) -> Self {
        Self {
            text: Text::of(document.locale),
            today,
            provider,
            logo_folder: LOGO_FOLDER.to_owned(),
            dark: None,
            islands: document.bundle.is_some().then_some(islands),
            document,
        }
    }

    /// The context of a preview: without islands, in one scheme, with the logos of
    /// this path.
    pub(crate) fn of_preview(
        document: DocumentContext,
        today: Day,
        provider: Arc<Provider>,
        (dark, logo_folder): (Option<bool>, String),
    ) -> Self {
        Self {
            text: Text::of(document.locale),
            today,
            provider,
            logo_folder,
            dark,
            islands: None,
            document,
        }
    }

    /// The path of a page of an order, with the language.
    pub(crate) fn page_path(&self, token: &PayToken, place: Place) -> String {
        self.document.link(&place.path(token))
    }

    /// The ways to pay with the list of all banks open: an empty search.
    pub(crate) fn bank_list(&self, token: &PayToken) -> String {
        let path = Place::Choose.path(token);
        self.document.link(&format!("{path}?bank="))
    }

    /// The URL that a form posts to: the path of a page, and the action.
    pub(crate) fn form_action(&self, token: &PayToken, to: Place, action: &str) -> String {
        let path = to.path(token);
        self.document.link(&format!("{path}?do={action}"))
    }
}
