//! The language of the sandbox's pages: `?lang`, else the browser's, else Chinese.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::locale::Locale;
use maud::{Markup, html};
use url::form_urlencoded::{Serializer, parse};

use super::payer_text::PayerText;
use crate::accept_language;

/// The parameter that chooses it.
const PARAMETER: &str = "lang";

/// The language of one answer.
pub(super) struct PageLanguage {
    pub(super) locale: Locale,
    /// True when the URL names it. Links and forms then name it too.
    is_asked: bool,
    /// The query without the language, to switch it on the same page.
    rest: String,
}

impl PageLanguage {
    /// Its texts.
    pub(super) const fn text(&self) -> &'static PayerText {
        PayerText::of(self.locale)
    }

    /// A path of the sandbox in this language.
    pub(super) fn link(&self, path: &str) -> String {
        if self.is_asked {
            let mark = if path.contains('?') { '&' } else { '?' };
            format!("{path}{mark}{PARAMETER}={}", self.locale.tag())
        } else {
            path.to_owned()
        }
    }

    /// The link to the same page in the other language.
    pub(super) fn switch_link(&self) -> Markup {
        let text = self.text();
        html! {
            a.top__language href=(self.switch()) lang=(text.other_tag) hreflang=(text.other_tag) {
                (text.other_language)
            }
        }
    }

    fn switch(&self) -> String {
        let mark = if self.rest.is_empty() { "" } else { "&" };
        let other = self.text().other_tag;
        format!("?{}{mark}{PARAMETER}={other}", self.rest)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for PageLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let asked = parse(query)
            .find(|(name, _)| name == PARAMETER)
            .and_then(|(_, tag)| Locale::parse(&tag));
        let rest = Serializer::new(String::new())
            .extend_pairs(parse(query).filter(|(name, _)| name != PARAMETER))
            .finish();
        Ok(Self {
            locale: asked
                .or_else(|| accept_language::preferred(&parts.headers))
                .unwrap_or_default(),
            is_asked: asked.is_some(),
            rest,
        })
    }
}
