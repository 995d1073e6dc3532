//! Answers requests with pages: chooses language and encoding, renders, and
//! sets the headers.

use crate::document::{Document, DocumentContext, html};
use crate::embedded::{self, EmbeddedText};
use crate::encoding::Encoding;
use crate::fetch_metadata;
use crate::headers::{self, PagePolicy};
use crate::language::language;
use crate::query::QueryParameters;
use crate::render::{Fragment, StaticFragments};
use crate::settings::{PageAssets, PageSettings};
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use domain::ids::random_text;
use domain::locale::Locale;
use http::header::{ACCEPT_ENCODING, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

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
        let of_document = html::fragments(&assets);
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
        let page = html::render(context, view);
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

    /// The answer to a request from inside another page (rule R1): a page that has
    /// nothing but words and a link; no handler runs. `None` for any other
    /// request. 200: an `<object>` shows nothing else.
    pub fn embedded(
        &self,
        request: &Request,
        text: fn(Locale) -> EmbeddedText,
    ) -> Option<Response> {
        let headers = request.headers();
        if !fetch_metadata::is_embedded(headers) {
            return None;
        }
        let uri = request.uri();
        let query = QueryParameters::read(uri.query().unwrap_or_default());
        // The query of a form names its action, which a link cannot repeat.
        let open = match *request.method() {
            Method::GET => uri.to_string(),
            _ => uri.path().to_owned(),
        };
        let context = DocumentContext {
            bundle: None,
            ..self.context(query.first("lang"), None, headers)
        };
        let view = || embedded::document(&text(context.locale), &open);
        let policy = PagePolicy::Embedded;
        Some(self.page(headers, StatusCode::OK, &context, policy, view))
    }

    /// 303 to an ASCII URL.
    pub fn see_other(&self, to: &str) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        headers::plain(response.headers_mut(), &self.settings);
        if let Ok(to) = HeaderValue::from_str(to) {
            response.headers_mut().insert(LOCATION, to);
        }
        response
    }
}
