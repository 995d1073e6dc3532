//! The state of every handler, and the checks that come before a page: who is
//! signed in, and whether a form is one of its own.

use super::asked::Asked;
use super::form_data::FormData;
use super::session_cookie::SessionCookie;
use crate::pages::failure::Failure;
use crate::pages::form::TOKEN;
use crate::pages::page_context::Caller;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use domain::console::{ConsoleError, Right, Scope, SharedConsole};
use http::header::ORIGIN;
use std::ops::Deref;
use std::sync::Arc;
use ui::fetch_metadata;
use ui::page_renderer::PageRenderer;
use ui::settings::{PageAssets, PageSettings};

/// The largest form, in bytes.
pub(super) const BODY_LIMIT: usize = 16 * 1024;

/// A body as axum read it.
pub(super) type Body = Result<Bytes, BytesRejection>;

/// The state of the router.
#[derive(Clone)]
pub(super) struct Site(Arc<Parts>);

/// The parts of that state.
pub(super) struct Parts {
    pub console: SharedConsole,
    pub pages: PageRenderer,
    /// True where browsers reach the server by https.
    pub https: bool,
}

impl Site {
    pub(super) fn new(console: SharedConsole, assets: PageAssets, settings: PageSettings) -> Self {
        Self(Arc::new(Parts {
            console,
            https: settings.public_url.starts_with("https://"),
            pages: PageRenderer::new(assets, settings, []),
        }))
    }

    /// The session's cookie.
    pub(super) fn cookie(&self, asked: &Asked) -> Option<SessionCookie> {
        SessionCookie::read(&asked.headers, self.https)
    }

    /// Who is signed in.
    pub(super) async fn caller(&self, asked: &Asked) -> Result<Caller, Failure> {
        let cookie = self.cookie(asked).ok_or(Failure::SignedOut)?;
        Ok(Caller {
            by: self.console.signed_in(&cookie.token).await?,
            form_token: cookie.form_token,
            membership: None,
        })
    }

    /// Who is signed in, as a member of a scope. Another scope is not found.
    pub(super) async fn caller_in(
        &self,
        asked: &Asked,
        scope: &str,
    ) -> Result<(Caller, Scope), Failure> {
        let mut caller = self.caller(asked).await?;
        let scope = Scope::parse(scope).ok_or(Failure::NotFound)?;
        let mut memberships = caller.by.memberships.iter();
        let own = memberships.find(|own| own.scope == scope);
        let own = own.cloned().ok_or(ConsoleError::NotFound)?;
        caller.membership = Some(own);
        Ok((caller, scope))
    }

    /// The same, as one who has this right there. It is checked before anything
    /// else of the request is answered.
    pub(super) async fn caller_with(
        &self,
        asked: &Asked,
        scope: &str,
        right: Right,
    ) -> Result<(Caller, Scope), Failure> {
        let (caller, scope) = self.caller_in(asked, scope).await?;
        let checked = self.console.check(&caller.by, &scope, right, &asked.visit);
        match checked.await {
            Ok(()) => Ok((caller, scope)),
            Err(error) => Err(Failure::of(error, Some(&scope))),
        }
    }

    /// A form of this site, before there is a session to bind it to. A browser
    /// names the form's origin in one of two headers; a form with neither is
    /// refused.
    pub(super) fn form(&self, asked: &Asked, body: Body) -> Result<FormData, Failure> {
        let own_origin = &self.pages.settings().public_url;
        let is_own = fetch_metadata::refuse_cross_site(&asked.headers, own_origin).is_ok();
        let names_origin = ["sec-fetch-site", ORIGIN.as_str()]
            .iter()
            .any(|name| asked.headers.contains_key(*name));
        if !is_own || !names_origin {
            return Err(Failure::StaleForm);
        }
        let body = body.map_err(|_| Failure::TooLarge)?;
        FormData::read(&body).ok_or(Failure::BadForm)
    }

    /// A form of this session.
    pub(super) fn own_form(
        &self,
        asked: &Asked,
        body: Body,
    ) -> Result<(SessionCookie, FormData), Failure> {
        let form = self.form(asked, body)?;
        let cookie = self.cookie(asked).ok_or(Failure::SignedOut)?;
        if !cookie.is_form_token(form.secret(TOKEN).expose()) {
            return Err(Failure::StaleForm);
        }
        Ok((cookie, form))
    }
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
