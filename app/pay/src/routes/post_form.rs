//! POST of a page's form: reads the arguments of the named server function,
//! calls it, and answers with a page: 303 to the next one, or the same one with
//! errors (422) and its values kept.

use super::order_path::OrderPath;
use super::pay_query::PayQuery;
use super::site::Site;
use super::visitor::Visitor;
use crate::actions::outcome::{ActionOutcome, ShownPage};
use crate::actions::{
    Cancel, ConfirmPayment, MoreTime, PayWithCode, RemoveCard, ResendCode, SendCode,
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
    let allowed = fetch_metadata::refuse_framing(&headers).and(fetch_metadata::refuse_cross_site(
        &headers,
        &site.pages.settings().public_url,
    ));
    let body = allowed.and_then(|()| {
        let too_large = Refusal::new(Code::BodyTooLarge, "the form is too large");
        body.map_err(|_| PageError::Refused(too_large))
    });
    let body = match body {
        Ok(body) => body,
        Err(error) => return site.error_page(&query, &headers, &error, None),
    };
    let action = query.action.clone().unwrap_or_default();
    let outcome = site.run(&action, &token, &body, &visit).await;
    match site.answer(&action, &token, outcome, &visit).await {
        Ok(FormAnswer::Go(path)) => site.go_to(&query, &path),
        Ok(FormAnswer::Show(screen, status)) => site.order_page(&query, &headers, status, &screen),
        Err(error) => site.error_page(&query, &headers, &error, None),
    }
}

/// The answer to a form.
enum FormAnswer {
    /// 303 to this path.
    Go(String),
    /// This page with this status.
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
}

impl Site {
    /// Calls the server function that `action` names.
    async fn run(
        &self,
        action: &str,
        token: &PayToken,
        body: &[u8],
        visit: &Visit,
    ) -> Result<ActionOutcome, PageError> {
        match action {
            "confirm_payment" => self.call::<ConfirmPayment>(token, body, visit).await,
            "send_code" => self.call::<SendCode>(token, body, visit).await,
            "resend_code" => self.call::<ResendCode>(token, body, visit).await,
            "pay_with_code" => self.call::<PayWithCode>(token, body, visit).await,
            "cancel" => self.call::<Cancel>(token, body, visit).await,
            "remove_card" => {
                self.call::<RemoveCard>(token, body, visit).await?;
                let choose = NextPage::Show(Place::Choose, Box::default());
                Ok(ActionOutcome::new(token, choose))
            }
            "more_time" => {
                self.call::<MoreTime>(token, body, visit).await?;
                same_page(token, body)
            }
            "keep" => same_page(token, body),
            _ => Err(PageError::BadForm),
        }
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
        action: &str,
        token: &PayToken,
        outcome: Result<ActionOutcome, PageError>,
        visit: &Visit,
    ) -> Result<FormAnswer, PageError> {
        match outcome {
            Ok(ActionOutcome::Go { path }) => Ok(FormAnswer::Go(path)),
            Ok(ActionOutcome::Show(shown)) => self.show(action, token, *shown, visit).await,
            Err(PageError::Refused(refusal)) => self.refused(token, &refusal, visit).await,
            Err(error) => Err(error),
        }
    }

    /// The page that an action shows. Where an action keeps the page but the
    /// order has moved to another one, it redirects there.
    async fn show(
        &self,
        action: &str,
        token: &PayToken,
        shown: ShownPage,
        visit: &Visit,
    ) -> Result<FormAnswer, PageError> {
        let page = self.desk.page(token, visit).await?;
        let stays = page.place == shown.place || page.also.contains(&shown.place);
        if !stays && matches!(action, "more_time" | "keep" | "remove_card") {
            return Ok(FormAnswer::Go(page.place.path(token)));
        }
        let (status, message) = if shown.form.errors.is_empty() {
            (StatusCode::OK, Message::after(action))
        } else {
            (StatusCode::UNPROCESSABLE_ENTITY, None)
        };
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

/// The page of the form with the typed values. A page without own fields is
/// loaded again (303).
fn same_page(token: &PayToken, body: &[u8]) -> Result<ActionOutcome, PageError> {
    let kept: KeptFields = serde_urlencoded::from_bytes(body).map_err(|_| PageError::BadForm)?;
    let place = Place::from_segment(&kept.at).unwrap_or(Place::Choose);
    let form = match place {
        Place::Card => FormState {
            card: Some(CardEntry {
                number: kept.number.into_secret(),
                name: kept.name.into_secret(),
                id_number: kept.id_number.into_secret(),
                phone: kept.phone.into_secret(),
                expiry: kept.expiry.into_secret(),
                ..CardEntry::default()
            }),
            ..FormState::default()
        },
        Place::Code => FormState {
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
