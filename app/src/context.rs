//! The data that a view needs beside the order.

use crate::settings::PageAssets;
use crate::text::Text;
use domain::day::Day;
use domain::desk::Place;
use domain::ids::PayToken;
use domain::locale::Locale;
use std::sync::Arc;

/// The data of every page and part, created for one answer.
pub(crate) struct RenderContext {
    /// The language.
    pub locale: Locale,
    /// Its texts.
    pub text: &'static Text,
    /// True when links name the language, as the URL of this page does.
    pub keep_language: bool,
    /// The files of the browser half.
    pub assets: Arc<PageAssets>,
    /// The nonce of inline elements, as in the content security policy.
    pub nonce: String,
    /// The present day in China.
    pub today: Day,
}

impl RenderContext {
    /// True when the browser half was built, so that islands work.
    pub(crate) fn islands(&self) -> bool {
        self.assets.islands().is_some()
    }

    /// A path on this origin, with the language if the shopper chose one.
    pub(crate) fn link(&self, path: &str) -> String {
        let mark = if path.contains('?') { '&' } else { '?' };
        if self.keep_language {
            format!("{path}{mark}lang={}", self.locale.tag())
        } else {
            path.to_owned()
        }
    }

    /// The path of a page of an order, with the language.
    pub(crate) fn page_path(&self, token: &PayToken, place: Place) -> String {
        self.link(&place.path(token))
    }

    /// The URL that a form posts to: the path of a page, and the action.
    pub(crate) fn form_action(&self, token: &PayToken, to: Place, action: &str) -> String {
        self.link(&format!("{}?do={action}", to.path(token)))
    }
}
