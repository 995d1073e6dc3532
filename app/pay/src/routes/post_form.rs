//! POST of a page's form: reads the arguments of the named server function,
//! calls it, and answers with 303 to a page: the next one, or the same one with
//! errors (422) and its values kept (`kept_answer`).

use super::kept_answer::keeps_cookies;
use super::last_way;
use super::order_path::OrderPath;
use super::pay_query::PayQuery;
use super::site::Site;
use super::visitor::Visitor;
use crate::actions::outcome::{ActionOutcome, ShownPage};
use crate::actions::{
    Cancel, ChangeCard, ConfirmPayment, MoreTime, PayWithCode, RemoveCard, ResendCode, SendCode,
};
use crate::secret_field::SecretField;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use domain::desk::{CardEntry, FormState, NextPage, Place, Visit};
use domain::ids::PayToken;
use domain::refusal::{Code, Refusal};
use http::{HeaderMap, StatusCode};
use leptos::server_fn::ServerFn;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ui::fetch_metadata;
use ui::page_error::PageError;
use ui::pages::{Message, OrderScreen};

/// A form of any page of an order.
pub(super) async fn post_form(
    State(site): State<Site>,
    OrderPath { token, .. }: OrderPath,
    Visitor(visit): Visitor,
    query: PayQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let allowed = fetch_metadata::refuse_cross_site(&headers, &site.pages.settings().public_url);
    let body = allowed.and_then(|()| {
        let too_large = Refusal::new(Code::BodyTooLarge, "the form is too large");
        body.map_err(|_| PageError::Refused(too_large))
    });
    let body = match body {
        Ok(body) => body,
        Err(error) => {
            site.name_order(&token).await;
            return site.error_page(&query, &headers, &error);
        }
    };
    let action = query.action.clone().unwrap_or_default();
    let mut done = site.run(&action, &token, &body, &visit).await;
    let keeps = matches!(action.as_str(), "keep" | "more_time");
    if let Ok(done) = &mut done
        && keeps
    {
        site.keep_mistakes(&headers, &token, done);
    }
    let begun = done.as_ref().ok();
    let begun = begun.and_then(|done| last_way::begun(&action, &token, &body, &done.outcome));
    let answer = site.answer(&token, done, &visit).await;
    let is_unread = match &answer {
        Ok(FormAnswer::Go(_)) => action == "keep",
        Ok(FormAnswer::Show(..)) => false,
        Err(error) => matches!(error, PageError::BadForm),
    };
    if is_unread {
        site.name_order(&token).await;
    }
    let mut response = match answer {
        Ok(FormAnswer::Go(path)) if keeps => site.go_to(&query, &path),
        Ok(FormAnswer::Go(path)) => site.go_without_values(&query, &headers, (&token, &path)),
        Ok(FormAnswer::Show(screen, status)) => site
            .go_to_answer(&query, &headers, status, &screen)
            .unwrap_or_else(|| site.order_page(&query, &headers, status, &screen)),
        Err(error) => site.error_page(&query, &headers, &error),
    };
    if let Some(way) = begun {
        site.remember_way(&mut response, way);
    }
    response
}

/// The outcome of an action.
struct Done {
    outcome: ActionOutcome,
    /// What the page says of it.
    message: Option<Message>,
    /// True for an action that keeps the page, with its values, or chooses a way
    /// to pay. Where the order has moved to another page, that one is next.
    stays: bool,
}

/// The answer to a form.
enum FormAnswer {
    /// 303 to this path.
    Go(String),
    /// To this page with this status, or the page itself.
    Show(Box<OrderScreen>, StatusCode),
}

/// Fields that keep their values when a form only requests more time or another
/// language.
#[derive(Default, Deserialize)]
#[serde(default)]
struct KeptFields {
    at: String,
    sealed: Option<String>,
    number: SecretField,
    name: SecretField,
    id_number: SecretField,
    phone: SecretField,
    expiry: SecretField,
    remember: bool,
}

impl KeptFields {
    fn into_card_form(self) -> FormState {
        FormState {
            card: Some(CardEntry {
                number: self.number.into_secret(),
                name: self.name.into_secret(),
                id_number: self.id_number.into_secret(),
                phone: self.phone.into_secret(),
                expiry: self.expiry.into_secret(),
                remember: self.remember,
                ..CardEntry::default()
            }),
            ..FormState::default()
        }
    }
}

impl Site {
    /// Reads the order where the answer needs nothing of it: the log line of each
    /// request to an order's address names the order.
    async fn name_order(&self, token: &PayToken) {
        drop(self.desk.page_state(token).await);
    }

    /// 303 to a page, for which the browser then keeps no values. Once the card
    /// was used, it keeps none of it.
    fn go_without_values(
        &self,
        query: &PayQuery,
        headers: &HeaderMap,
        (token, path): (&PayToken, &str),
    ) -> Response {
        let mut response = self.go_to(query, path);
        if !keeps_cookies(headers) {
            return response;
        }
        self.keep_nothing(&mut response, path);
        let is_sent = [Place::Waiting, Place::Paid, Place::AlreadyPaid];
        if is_sent.iter().any(|place| place.path(token) == path) {
            for place in [Place::Card, Place::Code, Place::Declined] {
                self.keep_nothing(&mut response, &place.path(token));
            }
        }
        response
    }

    /// Adds the mistakes that the page had before another language or more time
    /// was asked for.
    fn keep_mistakes(&self, headers: &HeaderMap, token: &PayToken, done: &mut Done) {
        let ActionOutcome::Show(shown) = &mut done.outcome else {
            return;
        };
        if let Some(kept) = self.kept_answer(headers, token, shown.place) {
            let (errors, message) = kept.news(self.pages.settings().clock.now());
            shown.form.errors = errors;
            done.message = done.message.or(message);
        }
    }

    /// Calls the server function that `action` names.
    async fn run(
        &self,
        action: &str,
        token: &PayToken,
        body: &[u8],
        visit: &Visit,
    ) -> Result<Done, PageError> {
        let outcome = match action {
            "confirm_payment" => self.call::<ConfirmPayment>(token, body, visit).await,
            "send_code" => self.call::<SendCode>(token, body, visit).await,
            "resend_code" => self.call::<ResendCode>(token, body, visit).await,
            "pay_with_code" => self.call::<PayWithCode>(token, body, visit).await,
            "change_card" => self.call::<ChangeCard>(token, body, visit).await,
            "cancel" => self.call::<Cancel>(token, body, visit).await,
            "remove_card" => {
                self.call::<RemoveCard>(token, body, visit).await?;
                let choose = NextPage::Show(Place::Choose, Box::default());
                Ok(ActionOutcome::new(token, choose))
            }
            "more_time" => return self.more_time(token, body, visit).await,
            "keep" => same_page(token, body),
            _ => Err(PageError::BadForm),
        };
        Ok(Done {
            outcome: outcome?,
            message: Message::after(action),
            stays: matches!(
                action,
                "keep" | "remove_card" | "confirm_payment" | "change_card"
            ),
        })
    }

    /// Adds time. The page stays with its typed values, also where no more time
    /// can be added; a page that is loaded again is told what was done.
    async fn more_time(
        &self,
        token: &PayToken,
        body: &[u8],
        visit: &Visit,
    ) -> Result<Done, PageError> {
        let message = match self.call::<MoreTime>(token, body, visit).await {
            Ok(_) => Message::MoreTime,
            Err(PageError::Refused(Refusal {
                code: Code::LimitExceeded,
                ..
            })) => Message::NoMoreTime,
            Err(error) => return Err(error),
        };
        let outcome = match same_page(token, body)? {
            ActionOutcome::Go { path } if message == Message::MoreTime => ActionOutcome::Go {
                path: format!("{path}?done=more_time"),
            },
            outcome => outcome,
        };
        Ok(Done {
            outcome,
            message: Some(message),
            stays: true,
        })
    }

    /// Reads a server function's arguments from the form and runs it. The token
    /// is the path's; a form with its own token is refused as a duplicate
    /// field.
    async fn call<F>(
        &self,
        token: &PayToken,
        body: &[u8],
        visit: &Visit,
    ) -> Result<F::Output, PageError>
    where
        F: ServerFn<Error = PageError> + DeserializeOwned + Send + 'static,
    {
        let mut fields = format!("token={}&", token.as_str()).into_bytes();
        fields.extend_from_slice(body);
        let call: F = serde_urlencoded::from_bytes(&fields).map_err(|_| PageError::BadForm)?;
        self.with_context(visit, call.run_body()).await
    }

    /// The answer for an action's outcome.
    async fn answer(
        &self,
        token: &PayToken,
        done: Result<Done, PageError>,
        visit: &Visit,
    ) -> Result<FormAnswer, PageError> {
        match done {
            Ok(Done {
                outcome: ActionOutcome::Go { path },
                ..
            }) => Ok(FormAnswer::Go(path)),
            Ok(Done {
                outcome: ActionOutcome::Show(shown),
                message,
                stays,
            }) => self.show(token, *shown, message, stays, visit).await,
            Err(PageError::Refused(refusal)) => self.refused(token, &refusal, visit).await,
            Err(error) => Err(error),
        }
    }

    /// The page that an action shows. Where an action keeps the page or chooses
    /// a way to pay, but the order has moved to another one, it redirects there.
    async fn show(
        &self,
        token: &PayToken,
        shown: ShownPage,
        message: Option<Message>,
        stays: bool,
        visit: &Visit,
    ) -> Result<FormAnswer, PageError> {
        let page = self.desk.page(token, visit).await?;
        let can_stay = page.may_show(shown.place);
        if stays && !can_stay {
            return Ok(FormAnswer::Go(page.place.path(token)));
        }
        let has_errors = !shown.form.errors.is_empty();
        let status = if has_errors || message == Some(Message::NoMoreTime) {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::OK
        };
        let message = message.filter(|_| !has_errors);
        let screen = OrderScreen {
            page,
            place: shown.place,
            form: shown.form,
            message,
        };
        Ok(FormAnswer::Show(Box::new(screen), status))
    }

    /// The order's page with a refusal on top.
    async fn refused(
        &self,
        token: &PayToken,
        refusal: &Refusal,
        visit: &Visit,
    ) -> Result<FormAnswer, PageError> {
        let page = self.desk.page(token, visit).await?;
        if moved_on(refusal.code) {
            return Ok(FormAnswer::Go(page.place.path(token)));
        }
        let status = StatusCode::from_u16(refusal.code.status());
        let screen = OrderScreen {
            place: page.place,
            page,
            form: FormState::default(),
            message: Some(refusal.into()),
        };
        Ok(FormAnswer::Show(
            Box::new(screen),
            status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY),
        ))
    }
}

/// Refusals that mean that the order's state changed meanwhile (a second tab, a
/// slow click); the page of that state explains it.
const fn moved_on(code: Code) -> bool {
    matches!(
        code,
        Code::OrderPaid | Code::OrderClosed | Code::OrderExpired | Code::PaymentInProgress
    )
}

/// The page of the form with the typed values. A page without typed values is
/// loaded again (303).
fn same_page(token: &PayToken, body: &[u8]) -> Result<ActionOutcome, PageError> {
    let kept: KeptFields = serde_urlencoded::from_bytes(body).map_err(|_| PageError::BadForm)?;
    let place = Place::from_segment(&kept.at).unwrap_or(Place::Choose);
    let form = match place {
        Place::Card => kept.into_card_form(),
        Place::Choose if !kept.number.is_empty() => kept.into_card_form(),
        Place::Code | Place::Declined if kept.sealed.is_some() => FormState {
            sealed: kept.sealed,
            ..FormState::default()
        },
        _ => return Ok(ActionOutcome::new(token, NextPage::Go(place))),
    };
    Ok(ActionOutcome::new(
        token,
        NextPage::Show(place, Box::new(form)),
    ))
}
