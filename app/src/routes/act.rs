//! POST of a page's form. Reads the same arguments as the server function it
//! names, calls it, and answers with a page: 303 to the next, or the page
//! itself with what is to be mended (422), values kept.

use super::Site;
use super::visit::{Ask, Visitor};
use crate::actions::answer::TurnAnswer;
use crate::actions::{
    Cancel, ConfirmPayment, MoreTime, PayWithCode, RemoveCard, ResendCode, SendCode,
};
use crate::guard;
use crate::pages::{Said, Shown};
use crate::stop::Stop;
use crate::written::Written;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::desk::{CardEntry, FormState, NextPage, Place, Visit};
use domain::ids::PayToken;
use domain::refusal::{Code, Refusal};
use http::{HeaderMap, StatusCode};
use leptos::server_fn::ServerFn;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A form of the page at the token's own address.
pub(super) async fn first(
    site: State<Site>,
    Path(token): Path<String>,
    visitor: Visitor,
    ask: Ask,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    form(
        site,
        Path((token, String::new())),
        visitor,
        ask,
        headers,
        body,
    )
    .await
}

/// A form of any page.
pub(super) async fn form(
    State(site): State<Site>,
    Path((token, _)): Path<(String, String)>,
    Visitor(visit): Visitor,
    ask: Ask,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let allowed =
        guard::top_level(&headers).and(guard::same_origin(&headers, &site.settings.public_url));
    let read = allowed.and_then(|()| {
        let token = PayToken::parse(&token).ok_or(Stop::UnknownOrder)?;
        let too_large = Refusal::new(Code::BodyTooLarge, "the form is too large");
        let body = body.map_err(|_| Stop::Refused(too_large))?;
        Ok((token, body))
    });
    let (token, body) = match read {
        Ok(read) => read,
        Err(stop) => return site.stop(&ask, &headers, stop, None),
    };
    let act = ask.act.clone().unwrap_or_default();
    let result = site.act(&act, &token, &body, &visit).await;
    match site.settle(&act, &token, result).await {
        Ok(Next::Go(path)) => site.go_to(&ask, &path),
        Ok(Next::Show(shown, status)) => site.order(&ask, &headers, status, shown),
        Err(stop) => site.stop(&ask, &headers, stop, None),
    }
}

/// What a form's answer is.
enum Next {
    Go(String),
    Show(Box<Shown>, StatusCode),
}

/// Fields that a page carries on when a form of it only asks for more time
/// or another language.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Carried {
    at: String,
    sealed: Option<String>,
    number: Written,
    name: Written,
    id_number: Written,
    phone: Written,
    expiry: Written,
}

impl Site {
    /// Calls the server function that `act` names.
    async fn act(
        &self,
        act: &str,
        token: &PayToken,
        body: &[u8],
        visit: &Visit,
    ) -> Result<TurnAnswer, Stop> {
        match act {
            "confirm_payment" => self.call::<ConfirmPayment>(token, body, visit).await,
            "send_code" => self.call::<SendCode>(token, body, visit).await,
            "resend_code" => self.call::<ResendCode>(token, body, visit).await,
            "pay_with_code" => self.call::<PayWithCode>(token, body, visit).await,
            "cancel" => self.call::<Cancel>(token, body, visit).await,
            "remove_card" => {
                self.call::<RemoveCard>(token, body, visit).await?;
                let choose = NextPage::Show(Place::Choose, Box::default());
                Ok(TurnAnswer::new(token, choose))
            }
            "more_time" => {
                self.call::<MoreTime>(token, body, visit).await?;
                carried_on(token, body)
            }
            "keep" => carried_on(token, body),
            _ => Err(Stop::BadForm),
        }
    }

    /// Reads a server function's arguments from the form and runs it. The
    /// token is the address's; a form that brings one of its own is refused
    /// as a doubled field.
    async fn call<F>(&self, token: &PayToken, body: &[u8], visit: &Visit) -> Result<F::Output, Stop>
    where
        F: ServerFn<Error = Stop> + DeserializeOwned + Send + 'static,
    {
        let mut fields = format!("token={}&", token.as_str()).into_bytes();
        fields.extend_from_slice(body);
        let call: F = serde_urlencoded::from_bytes(&fields).map_err(|_| Stop::BadForm)?;
        self.within(visit, call.run_body()).await
    }

    /// What follows from an action's result.
    async fn settle(
        &self,
        act: &str,
        token: &PayToken,
        result: Result<TurnAnswer, Stop>,
    ) -> Result<Next, Stop> {
        let refused = match result {
            Ok(TurnAnswer::Go { path }) => return Ok(Next::Go(path)),
            Ok(TurnAnswer::Show(answer)) => {
                let page = self.desk.page(token).await?;
                let stays = page.place == answer.place || page.also.contains(&answer.place);
                if !stays && matches!(act, "more_time" | "keep" | "remove_card") {
                    return Ok(Next::Go(page.place.path(token)));
                }
                let well = answer.form.errors.is_empty();
                let said = well.then(|| Said::after(act)).flatten();
                let status = if well {
                    StatusCode::OK
                } else {
                    StatusCode::UNPROCESSABLE_ENTITY
                };
                let shown = Shown {
                    page,
                    place: answer.place,
                    form: answer.form,
                    said,
                };
                return Ok(Next::Show(Box::new(shown), status));
            }
            Err(Stop::Refused(refusal)) => refusal.code,
            Err(stop) => return Err(stop),
        };
        let page = self.desk.page(token).await?;
        if moved_on(refused) {
            return Ok(Next::Go(page.place.path(token)));
        }
        let status =
            StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        let shown = Shown {
            place: page.place,
            page,
            form: FormState::default(),
            said: Some(Said::Refused(refused)),
        };
        Ok(Next::Show(Box::new(shown), status))
    }
}

/// Refusals that mean the order is elsewhere by now: its own page says it
/// better (a second tab, a slow click).
const fn moved_on(code: Code) -> bool {
    matches!(
        code,
        Code::OrderPaid | Code::OrderClosed | Code::OrderExpired | Code::PaymentInProgress
    )
}

/// The page the form is on, with what was typed on it. Pages that carry
/// nothing are shown anew (303).
fn carried_on(token: &PayToken, body: &[u8]) -> Result<TurnAnswer, Stop> {
    let carried: Carried = serde_urlencoded::from_bytes(body).map_err(|_| Stop::BadForm)?;
    let place = Place::from_segment(&carried.at).unwrap_or(Place::Choose);
    let form = match place {
        Place::Card => FormState {
            card: Some(CardEntry {
                number: carried.number.into_secret(),
                name: carried.name.into_secret(),
                id_number: carried.id_number.into_secret(),
                phone: carried.phone.into_secret(),
                expiry: carried.expiry.into_secret(),
                ..CardEntry::default()
            }),
            ..FormState::default()
        },
        Place::Code => FormState {
            sealed: carried.sealed,
            ..FormState::default()
        },
        _ => return Ok(TurnAnswer::new(token, NextPage::Go(place))),
    };
    Ok(TurnAnswer::new(
        token,
        NextPage::Show(place, Box::new(form)),
    ))
}
