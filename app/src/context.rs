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
    /// Its words.
    pub text: &'static Text,
    /// True when the address names the language, so that links keep it.
    pub chosen: bool,
    /// The files of the browser half.
    pub assets: Arc<PageAssets>,
    /// What the content security policy asks of inline style and scripts.
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
        if self.chosen {
            format!("{path}{mark}lang={}", self.locale.tag())
        } else {
            path.to_owned()
        }
    }

    /// The address of a page of an order.
    pub(crate) fn place(&self, token: &PayToken, place: Place) -> String {
        self.link(&place.path(token))
    }

    /// Where a form posts: the address of the page it leads to, and what to do.
    pub(crate) fn action(&self, token: &PayToken, to: Place, act: &str) -> String {
        self.link(&format!("{}?do={act}", to.path(token)))
    }
}
