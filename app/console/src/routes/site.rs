//! The state of every handler, and the checks that come before a page: who is
//! signed in, and whether a form is one of its own.

use super::asked::Asked;
use super::browser_cookie;
use super::form_data::FormData;
use super::session_cookie::SessionCookie;
use crate::pages::brand::PreviewParts;
use crate::pages::failure::Failure;
use crate::pages::form::TOKEN;
use crate::pages::page_context::Caller;
use crate::pages::passkey;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use domain::console::{
    BrowserToken, ConsoleError, ConsoleVisit, Right, Scope, SharedConsole, Unread,
};
use http::header::ORIGIN;
use std::ops::Deref;
use std::sync::Arc;
use ui::fetch_metadata;
use ui::page_renderer::PageRenderer;
use ui::preview::PreviewRenderer;
use ui::settings::{Bundle, PageAssets, PageSettings};

/// The largest form, in bytes.
pub(super) const BODY_LIMIT: usize = 16 * 1024;

/// A body as axum read it.
pub(super) type Body = Result<Bytes, BytesRejection>;

/// The state of the router.
#[derive(Clone)]
pub(super) struct Site(Arc<Parts>);

/// The files of the preview of a brand.
#[derive(Clone, Copy, Debug)]
pub struct PreviewAssets {
    /// Those of the pay page.
    pub pay: PageAssets,
    /// The pay page's style inside a shadow root.
    pub css: &'static str,
    /// The script and wasm of the live preview; `None` in a build without.
    pub bundle: Option<Bundle>,
}

/// The parts of that state.
pub(super) struct Parts {
    pub console: SharedConsole,
    pub pages: PageRenderer,
    /// Renders the pay page as a whole, without its islands.
    pub pay_pages: PageRenderer,
    pub preview: PreviewParts,
    /// True where browsers reach the server by https.
    pub https: bool,
}

impl Site {
    pub(super) fn new(
        console: SharedConsole,
        assets: PageAssets,
        preview: PreviewAssets,
        settings: PageSettings,
    ) -> Self {
        let provider = Arc::clone(&settings.provider);
        let pay = PageAssets {
            bundle: None,
            ..preview.pay
        };
        let fragments = ui::pages::fragments(&provider).collect::<Vec<_>>();
        Self(Arc::new(Parts {
            console,
            pay_pages: PageRenderer::new(pay, settings.clone(), fragments),
            preview: PreviewParts {
                renderer: PreviewRenderer::new(Arc::clone(&provider)),
                provider,
                css: preview.css,
                bundle: preview.bundle,
            },
            https: settings.public_url.starts_with("https://"),
            pages: PageRenderer::new(assets, settings, [passkey::fragment()]),
        }))
    }

    /// The session's cookie.
    pub(super) fn cookie(&self, asked: &Asked) -> Option<SessionCookie> {
        SessionCookie::read(&asked.headers, self.https)
    }

    /// Where a request comes from, with the cookie of its browser: a new one where
    /// it has none.
    pub(super) fn browser_visit(&self, asked: &Asked) -> (ConsoleVisit, BrowserToken) {
        let entropy = &*self.pages.settings().entropy;
        let browser = browser_cookie::read_or_new(&asked.headers, self.https, entropy);
        let visit = ConsoleVisit {
            browser: Some(browser.clone()),
            ..asked.visit.clone()
        };
        (visit, browser)
    }

    /// Who is signed in, where it confirmed who it is a moment ago.
    pub(super) async fn confirmed_caller(&self, asked: &Asked) -> Result<Caller, Failure> {
        let caller = self.caller(asked).await?;
        let now = self.pages.settings().clock.now();
        if caller.by.is_confirmed(now) {
            Ok(caller)
        } else {
            Err(Failure::Unconfirmed)
        }
    }

    /// Who is signed in, as a member of the scope of the page if that has one.
    pub(super) async fn page_caller(&self, asked: &Asked) -> Option<Caller> {
        let scope = asked.path.split('/').nth(2).unwrap_or_default();
        match self.caller_in(asked, scope).await {
            Ok((caller, _)) => Some(caller),
            Err(_) => self.caller(asked).await.ok(),
        }
    }

    /// Who is signed in.
    pub(super) async fn caller(&self, asked: &Asked) -> Result<Caller, Failure> {
        let cookie = self.cookie(asked).ok_or(Failure::SignedOut)?;
        Ok(Caller {
            by: self.console.signed_in(&cookie.token).await?,
            form_token: cookie.form_token,
            membership: None,
            unread: Unread::default(),
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
        caller.unread = self.console.unread(&caller.by, &scope).await?;
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

    /// The same on a page of a merchant; the provider's console has none.
    pub(super) async fn merchants_caller(
        &self,
        asked: &Asked,
        scope: &str,
        right: Right,
    ) -> Result<(Caller, Scope), Failure> {
        if Scope::parse(scope) == Some(Scope::Provider) {
            self.caller_in(asked, scope).await?;
            return Err(Failure::NotFound);
        }
        self.caller_with(asked, scope, right).await
    }

    /// A form of this site, before there is a session to bind it to. A browser
    /// names the form's origin in one of two headers; a form with neither is
    /// refused.
    pub(super) fn form(&self, asked: &Asked, body: Body) -> Result<FormData, Failure> {
        self.check_origin(asked)?;
        let body = body.map_err(|_| Failure::TooLarge)?;
        FormData::read(&body).ok_or(Failure::BadForm)
    }

    /// Refuses a form of another site.
    pub(super) fn check_origin(&self, asked: &Asked) -> Result<(), Failure> {
        let own_origin = &self.pages.settings().public_url;
        let is_own = fetch_metadata::refuse_cross_site(&asked.headers, own_origin).is_ok();
        let names_origin = ["sec-fetch-site", ORIGIN.as_str()]
            .iter()
            .any(|name| asked.headers.contains_key(*name));
        if !is_own || !names_origin {
            return Err(Failure::StaleForm);
        }
        Ok(())
    }

    /// A form of this session.
    pub(super) fn own_form(
        &self,
        asked: &Asked,
        body: Body,
    ) -> Result<(SessionCookie, FormData), Failure> {
        let form = self.form(asked, body)?;
        Ok((self.check_token(asked, &form)?, form))
    }

    /// Refuses a form of another session.
    pub(super) fn check_token(
        &self,
        asked: &Asked,
        form: &FormData,
    ) -> Result<SessionCookie, Failure> {
        let cookie = self.cookie(asked).ok_or(Failure::SignedOut)?;
        if cookie.is_form_token(form.secret(TOKEN).expose()) {
            Ok(cookie)
        } else {
            Err(Failure::StaleForm)
        }
    }
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
