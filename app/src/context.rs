//! What a view needs to know beside the order.

use crate::settings::PageAssets;
use crate::text::Text;
use domain::day::Day;
use domain::desk::Place;
use domain::ids::PayToken;
use domain::locale::Locale;
use std::sync::Arc;

/// What every page and part is given, made for one answer.
pub(crate) struct RenderContext {
    /// The language.
    pub locale: Locale,
    /// Its texts.
    pub text: &'static Text,
    /// Links name the language, because the address does.
    pub keep_language: bool,
    /// The files of the browser half.
    pub assets: Arc<PageAssets>,
    /// The nonce that the content security policy asks of inline elements.
    pub nonce: String,
    /// The day it is in China.
    pub today: Day,
}

impl RenderContext {
    /// Whether the browser half was built, so that islands work.
    pub(crate) fn islands(&self) -> bool {
        self.assets.islands().is_some()
    }

    /// A path on our origin, with the language where the shopper chose one.
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

    /// Where a form posts: the path of the page it leads to, and the action.
    pub(crate) fn form_action(&self, token: &PayToken, to: Place, action: &str) -> String {
        self.link(&format!("{}?do={action}", to.path(token)))
    }
}
