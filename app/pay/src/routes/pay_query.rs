//! The query of a page's URL.

use axum::extract::FromRequestParts;
use domain::locale::Locale;
use http::Uri;
use http::request::Parts;
use serde::Deserialize;
use std::convert::Infallible;

/// Unreadable and unknown parameters are ignored, so that a URL with appended
/// parameters still shows its page.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct PayQuery {
    /// The language the shopper chose.
    pub lang: Option<String>,
    /// The search text for banks.
    pub bank: Option<String>,
    /// The saved card that the shopper wants to remove.
    pub remove: Option<String>,
    /// The action of a form.
    #[serde(rename = "do")]
    pub action: Option<String>,
    /// A signed link's content.
    pub order: Option<String>,
    /// The code of a refused signed link, when its page is shown in another
    /// language.
    pub refused: Option<String>,
}

impl PayQuery {
    pub(super) fn of(uri: &Uri) -> Self {
        serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default()
    }

    /// The chosen language, if it is supported.
    pub(super) fn locale(&self) -> Option<Locale> {
        self.lang.as_deref().and_then(Locale::parse)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PayQuery {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri))
    }
}
