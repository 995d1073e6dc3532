//! Turns what a handler found into an answer: a page with its headers, or a
//! redirect. Every answer of the pay page is made here.

use super::Site;
use super::visit::Ask;
use crate::blank::Filling;
use crate::encoding::Encoding;
use crate::headers;
use crate::look::{Look, language};
use crate::pages::{Screen, Shown};
use crate::stop::Stop;
use crate::text::Text;
use axum::body::Body;
use axum::response::Response;
use domain::day::Day;
use domain::desk::{PayPage, Place};
use domain::ids::PayToken;
use domain::ids::random_text;
use http::header::{ACCEPT_ENCODING, LOCATION};
use http::{HeaderMap, HeaderValue, StatusCode};

impl Site {
    /// How to write an answer to this request about this order.
    pub(super) fn look(&self, ask: &Ask, headers: &HeaderMap, page: Option<&PayPage>) -> Look {
        let (locale, chosen) = language(ask.lang.as_deref(), page.and_then(|p| p.locale), headers);
        Look {
            locale,
            text: Text::of(locale),
            chosen,
            islands: self.press.islands(),
            marks: self.press.marks(),
            today: Day::in_china(self.settings.clock.now()),
        }
    }

    /// A page of an order.
    pub(super) fn order(
        &self,
        ask: &Ask,
        headers: &HeaderMap,
        status: StatusCode,
        mut shown: Box<Shown>,
    ) -> Response {
        let look = self.look(ask, headers, Some(&shown.page));
        let filling = shown.settle(look.text, &look.marks);
        self.page(headers, status, &look, filling, Screen::Order(shown))
    }

    /// The page of a stop.
    pub(super) fn stop(
        &self,
        ask: &Ask,
        headers: &HeaderMap,
        stop: Stop,
        open: Option<String>,
    ) -> Response {
        let status = stop.status();
        let look = self.look(ask, headers, None);
        let screen = Screen::Stop { stop, open };
        self.page(headers, status, &look, Filling::default(), screen)
    }

    /// A page, compressed by ourselves where the browser takes brotli; the
    /// server compresses the plain one for others.
    fn page(
        &self,
        headers: &HeaderMap,
        status: StatusCode,
        look: &Look,
        filling: Filling,
        screen: Screen,
    ) -> Response {
        let accepted = headers.get(ACCEPT_ENCODING).and_then(|v| v.to_str().ok());
        let encoding = if Encoding::Brotli.is_in(accepted.unwrap_or_default()) {
            Encoding::Brotli
        } else {
            Encoding::Identity
        };
        let leaves = matches!(&screen, Screen::Order(shown) if shown.place == Place::Bank);
        let nonce = random_text(&*self.settings.entropy);
        let proof = self.press.proof(look, screen, encoding);
        let body = proof.fill(&filling.with_nonce(nonce.clone()));
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        headers::page(
            response.headers_mut(),
            &self.settings,
            &nonce,
            encoding,
            leaves,
        );
        response
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
        self.see_other(&to)
    }

    /// 303 to an address, which is ASCII: a path of ours, or what was built on
    /// the registered origin of a mall.
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
