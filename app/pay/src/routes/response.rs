//! Answers of the pay page: a page with its headers, or a redirect.

use super::pasted_url;
use super::pay_query::PayQuery;
use super::site::Site;
use crate::scripts;
use axum::response::{IntoResponse, Response};
use domain::day::Day;
use domain::desk::{FieldError, PayPage, Place};
use domain::ids::PayToken;
use http::header::{RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use std::sync::Arc;
use ui::context::RenderContext;
use ui::cookies::{self, CookieScope};
use ui::document::with_language;
use ui::headers::{self, PagePolicy};
use ui::html::IntoHtml as _;
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
        let view = || pages::order::view(&context, screen, scripts().into_html());
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
            Some(path) => self.pages.see_other(&path),
            None => self.error_page(&PayQuery::of(uri), headers, &PageError::UnknownOrder),
        }
    }

    /// Has the browser keep a cookie for this path: for this many seconds, or
    /// until the browser ends.
    pub(super) fn set_cookie(
        &self,
        response: &mut Response,
        named: (&str, &str),
        path: &str,
        max_age_s: Option<u32>,
    ) {
        let scope = CookieScope {
            path,
            max_age_s,
            same_site: "Lax",
            https: self.pages.settings().public_url.starts_with("https://"),
        };
        if let Some(cookie) = cookies::header(named, &scope) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }

    /// 303 to a page of an order, in the chosen language.
    pub(super) fn go_to_place(&self, query: &PayQuery, token: &PayToken, to: Place) -> Response {
        self.go_to(query, &to.path(token))
    }

    /// 303 to a path on this origin, in the chosen language.
    pub(super) fn go_to(&self, query: &PayQuery, path: &str) -> Response {
        match query.locale() {
            Some(locale) => self.pages.see_other(&with_language(path, locale)),
            None => self.pages.see_other(path),
        }
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
