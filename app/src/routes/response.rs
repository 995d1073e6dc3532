//! Answers of the pay page: a page with its headers, or a redirect.

use super::page_query::PageQuery;
use super::site::Site;
use crate::context::RenderContext;
use crate::document;
use crate::encoding::Encoding;
use crate::headers;
use crate::language::language;
use crate::page_error::PageError;
use crate::pages::{self, OrderScreen, Screen};
use crate::text::Text;
use axum::body::Body;
use axum::response::Response;
use domain::day::Day;
use domain::desk::{PayPage, Place};
use domain::ids::{PayToken, random_text};
use http::header::{ACCEPT_ENCODING, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};
use std::sync::Arc;

impl Site {
    /// The render context of an answer to this request.
    pub(super) fn context(
        &self,
        query: &PageQuery,
        headers: &HeaderMap,
        page: Option<&PayPage>,
    ) -> RenderContext {
        let of_order = page.and_then(|page| page.locale);
        let (locale, keep_language) = language(query.lang.as_deref(), of_order, headers);
        RenderContext {
            locale,
            text: Text::of(locale),
            keep_language,
            assets: Arc::clone(&self.assets),
            nonce: random_text(&*self.settings.entropy),
            today: Day::in_china(self.settings.clock.now()),
        }
    }

    /// A page of an order.
    pub(super) fn order_page(
        &self,
        query: &PageQuery,
        headers: &HeaderMap,
        status: StatusCode,
        screen: Box<OrderScreen>,
    ) -> Response {
        let context = self.context(query, headers, Some(&screen.page));
        self.page(headers, status, &context, &Screen::Order(screen))
    }

    /// The page of an error. `open` is the URL to open at top level, for a
    /// framed page.
    pub(super) fn error_page(
        &self,
        query: &PageQuery,
        headers: &HeaderMap,
        error: PageError,
        open: Option<String>,
    ) -> Response {
        let status = error.status();
        let context = self.context(query, headers, None);
        let screen = Screen::Error { error, open };
        self.page(headers, status, &context, &screen)
    }

    /// A page: brotli if the browser accepts it, else uncompressed; the server
    /// then compresses it.
    fn page(
        &self,
        headers: &HeaderMap,
        status: StatusCode,
        context: &RenderContext,
        screen: &Screen,
    ) -> Response {
        let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
        let encoding = if Encoding::Brotli.is_in(accepted.unwrap_or_default()) {
            Encoding::Brotli
        } else {
            Encoding::Identity
        };
        let to_network = matches!(screen, Screen::Order(order) if order.place == Place::Bank);
        let page = document::render(context, || pages::view(context, screen));
        let mut response = Response::new(Body::from(page.body(&self.fragments, encoding)));
        *response.status_mut() = status;
        headers::page(
            response.headers_mut(),
            &self.settings,
            &context.nonce,
            encoding,
            to_network,
        );
        response
    }

    /// 303 to a page of an order, in the chosen language.
    pub(super) fn go_to_place(&self, query: &PageQuery, token: &PayToken, to: Place) -> Response {
        self.go_to(query, &to.path(token))
    }

    /// 303 to a path on this origin, in the chosen language.
    pub(super) fn go_to(&self, query: &PageQuery, path: &str) -> Response {
        match query.locale() {
            Some(locale) => self.see_other(&format!("{path}?lang={}", locale.tag())),
            None => self.see_other(path),
        }
    }

    /// 303 to an ASCII URL: a path on this origin, or a URL on the registered
    /// origin of a mall.
    pub(super) fn see_other(&self, to: &str) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        headers::plain(response.headers_mut(), &self.settings);
        if let Ok(to) = HeaderValue::from_str(to) {
            response.headers_mut().insert(LOCATION, to);
        }
        response
    }
}
