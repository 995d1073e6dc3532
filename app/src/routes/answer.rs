//! Turns what a handler found into an answer: a page with its headers, or a
//! redirect. Every answer of the pay page is made here.

use super::Site;
use super::visit::Ask;
use crate::document;
use crate::headers;
use crate::look::{Look, language};
use crate::pages::{self, Screen};
use crate::stop::Stop;
use crate::text::Text;
use axum::body::Body;
use axum::response::Response;
use domain::desk::{PayPage, Place};
use domain::ids::PayToken;
use domain::ids::random_body;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};

impl Site {
    /// How to write an answer to this request about this order.
    pub(super) fn look(&self, ask: &Ask, headers: &HeaderMap, page: Option<&PayPage>) -> Look {
        let (locale, chosen) = language(ask.lang.as_deref(), page.and_then(|p| p.locale), headers);
        Look {
            locale,
            text: Text::of(locale),
            chosen,
            islands: self.assets.js.is_some() && self.assets.wasm.is_some(),
            nonce: random_body(&*self.settings.entropy),
            now: self.settings.clock.now(),
        }
    }

    /// A page.
    pub(super) fn page(&self, status: StatusCode, look: &Look, screen: &Screen) -> Response {
        let html = document::render(look, &self.assets, || pages::draw(look, screen));
        let mut response = Response::new(Body::from(html));
        *response.status_mut() = status;
        headers::page(response.headers_mut(), &self.settings, &look.nonce);
        response
    }

    /// The page of a stop.
    pub(super) fn stop(
        &self,
        ask: &Ask,
        headers: &HeaderMap,
        stop: Stop,
        open: Option<String>,
    ) -> Response {
        let status =
            StatusCode::from_u16(stop.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let look = self.look(ask, headers, None);
        self.page(status, &look, &Screen::Stop { stop, open })
    }

    /// 303 to a page of an order, in the language chosen.
    pub(super) fn go(&self, ask: &Ask, token: &PayToken, place: Place) -> Response {
        self.go_to(ask, &place.path(token))
    }

    /// 303 to a path of ours.
    pub(super) fn go_to(&self, ask: &Ask, path: &str) -> Response {
        let chosen = ask.lang.as_deref().and_then(domain::locale::Locale::parse);
        let to = chosen.map_or_else(
            || path.to_owned(),
            |locale| format!("{path}?lang={}", locale.tag()),
        );
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        headers::plain(response.headers_mut(), &self.settings);
        if let Ok(to) = HeaderValue::from_str(&to) {
            response.headers_mut().insert(LOCATION, to);
        }
        response
    }
}
