//! Answers: a page, a redirect, or the page of a failure.

use super::asked::Asked;
use super::browser_cookie;
use super::return_path;
use super::session_cookie::{self, SessionCookie};
use super::site::Site;
use crate::pages::failure::Failure;
use crate::pages::page_context::{Caller, PageContext};
use crate::pages::problems::Problems;
use crate::pages::{PageBody, document, error, opening};
use crate::text::ConsoleText;
use axum::response::{IntoResponse as _, Response};
use domain::console::{BrowserToken, SessionToken};
use http::header::{COOKIE, REFRESH, RETRY_AFTER, SET_COOKIE};
use http::{HeaderValue, StatusCode};
use ui::document::DocumentContext;
use ui::headers::PagePolicy;

const SIGN_IN: &str = "/console/sign-in";

/// In an answer that is never sent: the person has to confirm who it is
/// (`confirm`).
#[derive(Clone)]
pub(super) struct Unconfirmed;

impl Site {
    /// A page. `caller` is who is signed in.
    pub(super) fn page(
        &self,
        asked: &Asked,
        caller: Option<&Caller>,
        status: StatusCode,
        view: impl FnOnce(&PageContext<'_>) -> PageBody,
    ) -> Response {
        let context = self.pages.context(asked.lang(), None, &asked.headers);
        self.page_with(asked, caller, (status, context, PagePolicy::Own), view)
    }

    fn page_with(
        &self,
        asked: &Asked,
        caller: Option<&Caller>,
        (status, context, policy): (StatusCode, DocumentContext, PagePolicy),
        view: impl FnOnce(&PageContext<'_>) -> PageBody,
    ) -> Response {
        let cookie = self.cookie(asked);
        let token = match (caller, &cookie) {
            (Some(caller), _) => Some(caller.form_token.as_str()),
            (None, cookie) => cookie.as_ref().map(|cookie| cookie.form_token.as_str()),
        };
        let page = PageContext {
            text: ConsoleText::of(context.locale),
            document: context,
            path: &asked.path,
            query: asked.kept_query(),
            caller,
            form_token: token,
            now: self.pages.settings().clock.now(),
        };
        let whole = || document(&page, view(&page));
        let headers = &asked.headers;
        self.pages
            .page(headers, status, &page.document, policy, whole)
    }

    /// A page with a form and the live preview, whose bundle takes the place of the
    /// islands'.
    pub(super) fn preview_page(
        &self,
        asked: &Asked,
        caller: Option<&Caller>,
        problems: &Problems,
        view: impl FnOnce(&PageContext<'_>) -> PageBody,
    ) -> Response {
        let context = DocumentContext {
            bundle: None,
            ..self.pages.context(asked.lang(), None, &asked.headers)
        };
        let policy = PagePolicy::Preview;
        self.page_with(asked, caller, (problems.status(), context, policy), view)
    }

    /// A page with a form, with the status of its problems.
    pub(super) fn form_page(
        &self,
        asked: &Asked,
        caller: Option<&Caller>,
        problems: &Problems,
        view: impl FnOnce(&PageContext<'_>) -> PageBody,
    ) -> Response {
        let mut response = self.page(asked, caller, problems.status(), view);
        if let Some(wait_s) = problems.wait_s() {
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from(wait_s));
        }
        response
    }

    /// What a handler found: its answer, or the page of its failure.
    pub(super) async fn answer(&self, asked: &Asked, found: Result<Response, Failure>) -> Response {
        match found {
            Ok(response) => response,
            Err(Failure::SignedOut) => self.sign_in_first(asked),
            Err(Failure::Unconfirmed) => {
                let mut response = StatusCode::FORBIDDEN.into_response();
                response.extensions_mut().insert(Unconfirmed);
                response
            }
            Err(failure) => self.failed(asked, &failure).await,
        }
    }

    /// The page of a failure, with the navigation of who is signed in.
    async fn failed(&self, asked: &Asked, failure: &Failure) -> Response {
        let caller = self.page_caller(asked).await;
        let view = |page: &PageContext<'_>| error::view(page, failure);
        let mut response = self.page(asked, caller.as_ref(), failure.status(), view);
        if let Failure::TooMany(wait_s) = failure {
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from(*wait_s));
        }
        response
    }

    /// To the page of sign-in, which leads back to this one. Browsers keep the
    /// cookie back from a visit that another site began, so that one may come
    /// from a person who is signed in: it goes on from a page of ours.
    fn sign_in_first(&self, asked: &Asked) -> Response {
        let query = asked.kept_query();
        let mut path = asked.path.clone();
        if asked.reads && !query.is_empty() {
            path = format!("{path}?{query}");
        }
        let to = asked.link(&return_path::with(SIGN_IN, Some(&path)));
        let site = asked.headers.get("sec-fetch-site");
        let from_elsewhere = site.is_some_and(|site| site == "cross-site");
        if !asked.reads || !from_elsewhere || self.cookie(asked).is_some() {
            return self.pages.see_other(&to);
        }
        let refresh = HeaderValue::from_str(&format!("0; url={to}"));
        let view = |page: &PageContext<'_>| opening::view(page, to);
        let mut response = self.page(asked, None, StatusCode::OK, view);
        if let Ok(refresh) = refresh {
            response.headers_mut().insert(REFRESH, refresh);
        }
        response
    }

    /// 303 to a path of the console, in the chosen language.
    pub(super) fn go(&self, asked: &Asked, path: &str) -> Response {
        self.pages.see_other(&asked.link(path))
    }

    /// Has the browser keep a new session. Returns its cookie.
    pub(super) fn begin(&self, token: SessionToken) -> SessionCookie {
        SessionCookie::new(token, &*self.pages.settings().entropy)
    }

    /// The cookies of a request, with this session in place of its own.
    pub(super) fn with_session(
        &self,
        asked: &Asked,
        session: &SessionCookie,
    ) -> Option<HeaderValue> {
        let mut cookies = session.pair(self.https);
        for line in asked.headers.get_all(COOKIE) {
            cookies.push_str("; ");
            cookies.push_str(line.to_str().ok()?);
        }
        HeaderValue::from_str(&cookies).ok()
    }

    /// Has the browser keep the cookie by which it is known.
    pub(super) fn set_browser_cookie(&self, response: &mut Response, browser: &BrowserToken) {
        if let Some(cookie) = browser_cookie::header(browser, self.https) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }

    /// Sets the cookie of a session; without one, has the browser forget it.
    pub(super) fn set_cookie(&self, response: &mut Response, cookie: Option<&SessionCookie>) {
        let cookie = match cookie {
            Some(cookie) => cookie.header(self.https),
            None => session_cookie::forget(self.https),
        };
        if let Some(cookie) = cookie {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
}
