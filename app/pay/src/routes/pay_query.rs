//! The query of a page's URL.

use axum::extract::FromRequestParts;
use domain::locale::Locale;
use http::Uri;
use http::request::Parts;
use std::convert::Infallible;
use ui::query::QueryParameters;

/// The parameters of the pages. Of a repeated one the first is read, and
/// unknown ones are ignored, so that a URL with appended parameters still shows
/// its page.
#[derive(Clone, Debug, Default)]
pub(super) struct PayQuery {
    /// The language the shopper chose.
    pub lang: Option<String>,
    /// The search text for banks.
    pub bank: Option<String>,
    /// The saved card that the shopper wants to remove.
    pub remove: Option<String>,
    /// The action of a form.
    pub action: Option<String>,
    /// A signed link's content.
    pub order: Option<String>,
    /// The code of a refused signed link, when its page is shown in another
    /// language.
    pub refused: Option<String>,
    /// The mall that signed it.
    pub mall: Option<String>,
    /// The action that led to this page, where the page says what it did.
    pub done: Option<String>,
}

impl PayQuery {
    pub(super) fn of(uri: &Uri) -> Self {
        let query = QueryParameters::read(uri.query().unwrap_or_default());
        let own = |name| query.first(name).map(str::to_owned);
        Self {
            lang: own("lang"),
            bank: own("bank"),
            remove: own("remove"),
            action: own("do"),
            order: own("order").map(|link| without_added_text(&link).to_owned()),
            refused: own("refused"),
            mall: own("mall"),
            done: own("done"),
        }
    }

    /// True for the URL of a page with values of its own.
    pub(super) fn has_values(&self) -> bool {
        self.bank.is_some() || self.remove.is_some() || self.done.is_some()
    }

    /// The chosen language, if it is supported.
    pub(super) fn locale(&self) -> Option<Locale> {
        self.lang.as_deref().and_then(Locale::parse)
    }
}

/// A signed link's content without what a chat app added to the URL: a full
/// stop, a bracket, the rest of a sentence. It is base64url with full stops
/// inside.
fn without_added_text(link: &str) -> &str {
    let ours = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let end = link.find(|c| !ours(c)).unwrap_or(link.len());
    link[..end].trim_end_matches('.')
}

impl<S: Send + Sync> FromRequestParts<S> for PayQuery {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri))
    }
}
