//! A document before it is rendered: its head and its body. `html` is the frame
//! of every document.

#[cfg(feature = "ssr")]
pub(crate) mod html;

use crate::html::Html;
use crate::settings::Bundle;
use domain::brand::Brand;
use domain::locale::Locale;

use std::sync::Arc;

/// The data of a document, created for one answer.
pub struct DocumentContext {
    /// The language.
    pub locale: Locale,
    /// True when links name the language, as the URL of this page does.
    pub keep_language: bool,
    /// Script and wasm of the islands, where they were built.
    pub bundle: Option<Bundle>,
    /// The nonce of inline elements, as in the content security policy.
    pub nonce: String,
}

impl DocumentContext {
    /// A path on this origin, with the language if the visitor chose one.
    pub fn link(&self, path: &str) -> String {
        if self.keep_language {
            with_language(path, self.locale)
        } else {
            path.to_owned()
        }
    }
}

/// A path with the language in its query.
pub fn with_language(path: &str, locale: Locale) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}lang={}", locale.tag())
}

/// The head of a page.
pub struct DocumentHead {
    /// The title, without the name of the site.
    pub title: String,
    /// The name after it: the merchant's, or the product's.
    pub site: String,
    /// Reload after so many seconds, without scripts.
    pub refresh_s: Option<u32>,
    /// The merchant's brand; `None` without an order.
    pub brand: Option<Arc<Brand>>,
    /// True for a page in whose style `style/outcome/` has a part: the pages that
    /// do not ask for data.
    pub outcome: bool,
}

/// A page before it is rendered.
pub struct Document {
    /// Its head.
    pub head: DocumentHead,
    /// Everything inside `<body>`.
    pub body: Html,
}

/// The title of a document, with the name of the site.
pub(crate) fn title(title: &str, site: &str) -> String {
    format!("{title} · {site}")
}
