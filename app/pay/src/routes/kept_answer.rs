//! The answer to a form, which the browser keeps until another form leads to
//! the same page.
//!
//! A page that is itself the answer to a POST is lost on "back", on "forward",
//! and when a phone drops the page while its owner reads the SMS code: the
//! browser shows a page of its own. So a form is answered with 303, and what
//! its page shows beyond the order is in a cookie of that page's path: typed
//! values, their errors, the sealed card. It is sealed for the order and some
//! minutes (rule R8). A browser that keeps no cookies is answered with the page.

use super::kept_card::KeptCard;
use super::pay_query::PayQuery;
use super::site::Site;
use axum::response::Response;
use domain::clock::At;
use domain::desk::{CardEntry, FieldError, FieldProblem, FormState, PayPage, Place};
use domain::ids::PayToken;
use domain::secret::Secret;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use ui::cookies;
use ui::pages::{Message, OrderScreen};
use zeroize::Zeroizing;

/// The name of the cookie.
const NAME: &str = "form";

/// Its value before the first answer, from which a form's request tells that
/// the browser keeps cookies.
const NOTHING: &str = "0";

/// The longest answer that is kept, in bytes: sealed, it still fits the 4 KiB
/// that nginx has for the head of an answer.
const ANSWER_MAX: usize = 1_500;

/// For how many seconds the page says what was wrong, and what was done. It may
/// be loaded again later.
const NEWS_S: i64 = 60;

/// A page that a form led to, without the order.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptAnswer {
    place: Place,
    at: At,
    /// Of [`StatusCode`].
    status: u16,
    message: Option<Message>,
    errors: Vec<FieldError>,
    card: Option<KeptCard>,
    sealed: Option<String>,
    bank: Option<String>,
}

impl KeptAnswer {
    fn new(screen: &OrderScreen, status: StatusCode, at: At) -> Self {
        let form = &screen.form;
        Self {
            place: screen.place,
            at,
            status: status.as_u16(),
            message: screen.message,
            errors: form.errors.clone(),
            card: form.card.as_ref().map(KeptCard::from),
            sealed: form.sealed.clone(),
            bank: form.bank.clone(),
        }
    }

    /// The page with its status. Old news is left out, and waits are those that
    /// are left.
    pub(super) fn screen(self, page: PayPage, now: At) -> (OrderScreen, StatusCode) {
        let (errors, message) = self.news(now);
        let is_news = message.is_some() || !errors.is_empty();
        let status = StatusCode::from_u16(self.status).ok().filter(|_| is_news);
        let screen = OrderScreen {
            page,
            place: self.place,
            form: FormState {
                errors,
                card: self.card.map(CardEntry::from),
                sealed: self.sealed,
                bank: self.bank,
                ..FormState::default()
            },
            message,
        };
        (screen, status.unwrap_or(StatusCode::OK))
    }

    /// What is still to be said: the mistakes, and the result of the action.
    pub(super) fn news(&self, now: At) -> (Vec<FieldError>, Option<Message>) {
        if now >= self.at.plus_s(NEWS_S) {
            return (Vec::new(), None);
        }
        let passed_s = now.ms().saturating_sub(self.at.ms()).max(0) / 1000;
        let errors = self.errors.iter();
        let errors = errors.filter_map(|error| still_wrong(*error, passed_s));
        let message = self.message.and_then(|message| match message {
            Message::TooMany { wait_s } if wait_s <= passed_s => None,
            Message::TooMany { wait_s } => Some(Message::TooMany {
                wait_s: wait_s - passed_s,
            }),
            other => Some(other),
        });
        (errors.collect(), message)
    }

    /// As text; `None` if it is too long to be kept.
    fn text(&self) -> Option<Secret> {
        // Its room does not grow, so that no copy of a card is left in memory.
        let mut bytes = Zeroizing::new([0; ANSWER_MAX]);
        let mut rest = &mut bytes[..];
        serde_json::to_writer(&mut rest, self).ok()?;
        let length = ANSWER_MAX - rest.len();
        std::str::from_utf8(&bytes[..length]).ok().map(Secret::new)
    }
}

/// The mistake after so many seconds; `None` for a wait that is over.
fn still_wrong(error: FieldError, passed_s: i64) -> Option<FieldError> {
    let FieldProblem::TooSoon { wait_s } = error.problem else {
        return Some(error);
    };
    let left = i64::from(wait_s) - passed_s;
    let wait_s = u32::try_from(left).ok().filter(|left| *left > 0)?;
    Some(FieldError {
        problem: FieldProblem::TooSoon { wait_s },
        ..error
    })
}

impl Site {
    /// What the browser keeps for this page of an order.
    pub(super) fn kept_answer(
        &self,
        headers: &HeaderMap,
        token: &PayToken,
        place: Place,
    ) -> Option<KeptAnswer> {
        cookies::read(headers, NAME).find_map(|sealed| {
            let text = self.desk.open_answer(token, sealed)?;
            let kept: KeptAnswer = serde_json::from_str(text.expose()).ok()?;
            (kept.place == place).then_some(kept)
        })
    }

    /// 303 to the page that answers a form, which the browser keeps. `None` if
    /// it keeps no cookies, or the answer is too long.
    pub(super) fn go_to_answer(
        &self,
        query: &PayQuery,
        headers: &HeaderMap,
        status: StatusCode,
        screen: &OrderScreen,
    ) -> Option<Response> {
        if !keeps_cookies(headers) {
            return None;
        }
        let now = self.pages.settings().clock.now();
        let text = KeptAnswer::new(screen, status, now).text()?;
        let token = &screen.page.token;
        let sealed = self.desk.seal_answer(token, &text);
        let mut response = self.go_to_place(query, token, screen.place);
        let path = screen.place.path(token);
        self.set_cookie(&mut response, (NAME, &sealed), &path, None);
        Some(response)
    }

    /// Has the browser keep nothing for the page at this path: before its first
    /// form, to find out whether it keeps cookies, and when a form leads there
    /// without values.
    pub(super) fn keep_nothing(&self, response: &mut Response, path: &str) {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        self.set_cookie(response, (NAME, NOTHING), path, None);
    }
}

/// True where the browser is known to keep cookies.
pub(super) fn keeps_cookies(headers: &HeaderMap) -> bool {
    cookies::read(headers, NAME).next().is_some()
}
