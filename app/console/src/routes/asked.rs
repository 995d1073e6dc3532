//! What every handler reads of a request.

use axum::extract::{FromRequestParts, OriginalUri};
use domain::console::ConsoleVisit;
use domain::locale::Locale;
use domain::visit::VisitorAddress;
use http::request::Parts;
use http::{HeaderMap, Method};
use std::convert::Infallible;
use ui::document::with_language;
use ui::query::QueryParameters;

/// The most characters of a browser's name of itself that are kept.
const AGENT_MAX: usize = 200;

/// The parameters that a page's link to its other language repeats.
const KEPT: [&str; 14] = [
    "to", "after", "ask", "q", "of", "state", "from", "until", "number", "amount", "day",
    "happened", "page", "mall",
];

/// A request, without its body.
pub(super) struct Asked {
    pub headers: HeaderMap,
    pub query: QueryParameters,
    /// The whole path.
    pub path: String,
    raw_query: String,
    /// True for GET and HEAD.
    pub reads: bool,
    /// Where it comes from.
    pub visit: ConsoleVisit,
}

impl Asked {
    /// The language in the URL.
    pub(super) fn lang(&self) -> Option<&str> {
        self.query.first("lang")
    }

    /// The path with the whole query but the language.
    pub(super) fn target(&self) -> String {
        let pairs = self.raw_query.split('&').filter(|pair| !pair.is_empty());
        let pairs: Vec<_> = pairs.filter(|pair| !pair.starts_with("lang=")).collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        format!("{}{mark}{}", self.path, pairs.join("&"))
    }

    /// A path on this origin, with the language if the URL has one.
    pub(super) fn link(&self, path: &str) -> String {
        match self.lang().and_then(Locale::parse) {
            Some(locale) => with_language(path, locale),
            None => path.to_owned(),
        }
    }

    /// The query without language: what a link to the same page repeats.
    pub(super) fn kept_query(&self) -> String {
        let pairs = KEPT.iter();
        let pairs = pairs.filter_map(|name| Some((*name, self.query.first(name)?)));
        let pairs = pairs.filter(|(_, value)| !value.is_empty());
        let pairs: Vec<_> = pairs.collect();
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let original = parts.extensions.get::<OriginalUri>();
        let uri = original.map_or(&parts.uri, |original| &original.0);
        let address = parts.extensions.get::<VisitorAddress>();
        let agent = parts.headers.get(http::header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok());
        Ok(Self {
            query: QueryParameters::read(uri.query().unwrap_or_default()),
            path: uri.path().to_owned(),
            raw_query: uri.query().unwrap_or_default().to_owned(),
            reads: matches!(parts.method, Method::GET | Method::HEAD),
            visit: ConsoleVisit {
                ip: address.map(|address| address.0),
                agent: agent.unwrap_or_default().chars().take(AGENT_MAX).collect(),
                browser: None,
            },
            headers: parts.headers.clone(),
        })
    }
}
