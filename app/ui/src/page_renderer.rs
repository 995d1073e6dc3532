//! Answers requests with pages: chooses language and encoding, renders, and
//! sets the headers.

use crate::document::{self, Document, DocumentContext};
use crate::embedded::{self, EmbeddedText};
use crate::encoding::Encoding;
use crate::headers::{self, PagePolicy};
use crate::language::language;
use crate::render::{Fragment, StaticFragments};
use crate::settings::{PageAssets, PageSettings};
use axum::body::Body;
use axum::response::Response;
use domain::ids::random_text;
use domain::locale::Locale;
use http::header::ACCEPT_ENCODING;
use http::{HeaderMap, StatusCode};

/// What the pages of one package are rendered with.
pub struct PageRenderer {
    assets: PageAssets,
    fragments: StaticFragments,
    settings: PageSettings,
}

impl PageRenderer {
    /// A renderer. `fragments` are those that the views use beside the
    /// document's.
    pub fn new(
        assets: PageAssets,
        settings: PageSettings,
        fragments: impl IntoIterator<Item = (Fragment, String)>,
    ) -> Self {
        let of_document = document::fragments(&assets);
        Self {
            assets,
            fragments: StaticFragments::new(of_document.into_iter().chain(fragments)),
            settings,
        }
    }

    /// The settings.
    pub fn settings(&self) -> &PageSettings {
        &self.settings
    }

    /// The context of the document that answers a request. `asked` is the
    /// language in its URL, `of_order` the order's.
    pub fn context(
        &self,
        asked: Option<&str>,
        of_order: Option<Locale>,
        headers: &HeaderMap,
    ) -> DocumentContext {
        let (locale, keep_language) = language(asked, of_order, headers);
        DocumentContext {
            locale,
            keep_language,
            bundle: self.assets.bundle,
            nonce: random_text(&*self.settings.entropy),
        }
    }

    /// A page: brotli if the browser accepts it, else uncompressed; the server
    /// then compresses it.
    pub fn page(
        &self,
        headers: &HeaderMap,
        status: StatusCode,
        context: &DocumentContext,
        policy: PagePolicy,
        view: impl FnOnce() -> Document,
    ) -> Response {
        let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
        let encoding = if Encoding::Brotli.is_in(accepted.unwrap_or_default()) {
            Encoding::Brotli
        } else {
            Encoding::Identity
        };
        let page = document::render(context, view);
        let mut response = Response::new(Body::from(page.body(&self.fragments, encoding)));
        *response.status_mut() = status;
        headers::page(
            response.headers_mut(),
            &self.settings,
            &context.nonce,
            encoding,
            policy,
        );
        response
    }

    /// The answer to a request from inside another page (rule R1). `open` is the
    /// requested URL without its origin. 200: an `<object>` shows nothing else.
    pub fn embedded(
        &self,
        headers: &HeaderMap,
        asked: Option<&str>,
        text: fn(Locale) -> EmbeddedText,
        open: &str,
    ) -> Response {
        let context = DocumentContext {
            bundle: None,
            ..self.context(asked, None, headers)
        };
        let view = || embedded::document(&text(context.locale), open);
        let policy = PagePolicy::Embedded;
        self.page(headers, StatusCode::OK, &context, policy, view)
    }
}
