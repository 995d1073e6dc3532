//! Answers of the pay page: a page with its headers, or a redirect.

use super::pasted_url;
use super::pay_query::PayQuery;
use super::site::Site;
use crate::scripts;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use domain::day::Day;
use domain::desk::{FieldError, PayPage, Place};
use domain::ids::PayToken;
use http::header::{LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use std::sync::Arc;
use ui::context::RenderContext;
use ui::document::with_language;
use ui::headers::{self, PagePolicy};
use ui::page_error::PageError;
use ui::pages::error::ErrorSource;
use ui::pages::{self, Message, OrderScreen};

impl Site {
    /// The render context of an answer to this request.
    pub(super) fn context(
        &self,
        query: &PayQuery,
        headers: &HeaderMap,
        page: Option<&PayPage>,
    ) -> RenderContext {
        let of_order = page.and_then(|page| page.locale);
        let asked = query.lang.as_deref();
        let today = Day::in_china(self.pages.settings().clock.now());
        let document = self.pages.context(asked, of_order, headers);
        let provider = Arc::clone(&self.pages.settings().provider);
        RenderContext::new(document, today, &scripts::ISLANDS, provider)
    }

    /// The answer with a part of an order's page, for an open page or to keep. An
    /// error is its status alone.
    pub(super) async fn part<R: IntoResponse>(
        &self,
        token: &str,
        query: &PayQuery,
        headers: &HeaderMap,
        part: impl FnOnce(&RenderContext, &PayPage) -> R,
    ) -> Response {
        let mut response = match self.load(token).await {
            Ok(page) => {
                let context = self.context(query, headers, Some(&page));
                part(&context, &page).into_response()
            }
            Err(error) => error.status().into_response(),
        };
        headers::plain(response.headers_mut(), self.pages.settings());
        response
    }

    /// A page of an order.
    pub(super) fn order_page(
        &self,
        query: &PayQuery,
        headers: &HeaderMap,
        status: StatusCode,
        screen: &OrderScreen,
    ) -> Response {
        let context = self.context(query, headers, Some(&screen.page));
        let policy = match screen.place {
            Place::Bank => PagePolicy::LeavesForNetwork,
            _ => PagePolicy::Own,
        };
        let scripts = || scripts::of_order(&context.document, screen.place);
        let view = || pages::order::view(&context, screen, scripts());
        let page = &self.pages;
        let mut response = page.page(headers, status, &context.document, policy, view);
        if let Some(Message::TooMany { wait_s }) = screen.message {
            retry_after(response.headers_mut(), wait_s);
        }
        if let Some(wait_s) = screen.form.errors.iter().find_map(FieldError::wait_s) {
            retry_after(response.headers_mut(), wait_s.into());
        }
        response
    }

    /// The page of an error.
    pub(super) fn error_page(
        &self,
        query: &PayQuery,
        headers: &HeaderMap,
        error: &PageError,
    ) -> Response {
        self.error_page_of(query, headers, error, ErrorSource::default())
    }

    /// The page of an error, with what is known of the request.
    pub(super) fn error_page_of(
        &self,
        query: &PayQuery,
        headers: &HeaderMap,
        error: &PageError,
        source: ErrorSource<'_>,
    ) -> Response {
        let context = self.context(query, headers, None);
        let view = || pages::error::view(&context, error, source);
        let (status, policy) = (error.status(), PagePolicy::Own);
        let page = &self.pages;
        let mut response = page.page(headers, status, &context.document, policy, view);
        wait_of(error, response.headers_mut());
        response
    }

    /// The answer to a URL of no order: 303 if it is a pay URL to which a chat
    /// app added something, else the page "not found".
    pub(super) fn unknown_order(&self, uri: &Uri, headers: &HeaderMap) -> Response {
        match pasted_url::without_added_text(uri) {
            Some(path) => self.see_other(&path),
            None => self.error_page(&PayQuery::of(uri), headers, &PageError::UnknownOrder),
        }
    }

    /// 303 to a page of an order, in the chosen language.
    pub(super) fn go_to_place(&self, query: &PayQuery, token: &PayToken, to: Place) -> Response {
        self.go_to(query, &to.path(token))
    }

    /// 303 to a path on this origin, in the chosen language.
    pub(super) fn go_to(&self, query: &PayQuery, path: &str) -> Response {
        match query.locale() {
            Some(locale) => self.see_other(&with_language(path, locale)),
            None => self.see_other(path),
        }
    }

    /// 303 to an ASCII URL: a path on this origin, or a URL on the registered
    /// origin of a mall.
    pub(super) fn see_other(&self, to: &str) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        headers::plain(response.headers_mut(), self.pages.settings());
        if let Ok(to) = HeaderValue::from_str(to) {
            response.headers_mut().insert(LOCATION, to);
        }
        response
    }
}

/// Adds the wait of a refusal by a limit as `Retry-After`.
pub(super) fn wait_of(error: &PageError, headers: &mut HeaderMap) {
    if let PageError::Refused(refusal) = error
        && let Some(limited) = refusal.limited
    {
        retry_after(headers, limited.wait_s);
    }
}

fn retry_after(headers: &mut HeaderMap, wait_s: i64) {
    headers.insert(RETRY_AFTER, HeaderValue::from(wait_s));
}
