//! `GET /console/provider/freezes[?list=all][&page=<place>]`,
//! `GET, POST /console/provider/freezes/{freeze}`, and
//! `GET, POST /console/provider/{merchants|orders}/{id}/freeze`.

use super::asked::Asked;
use super::form_data::FormData;
use super::site::{Body, Site};
use super::support::PROVIDER;
use crate::pages::failure::Failure;
use crate::pages::freeze_form::{self, TypedFreeze};
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::{freeze, freezes};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{
    Conflict, ConsoleError, ConsoleField, ConsoleProblem, FreezeAsked, FreezeCause, FreezeCursor,
    FreezeDetail, FreezeForm, FrozenId, NewFreeze, Right, RiskRule, Scope, Stops,
};
use domain::day::Day;
use domain::ids::{FreezeId, MerchantId, OrderId};
use http::StatusCode;

/// The list.
pub(super) async fn get(State(site): State<Site>, asked: Asked) -> Response {
    let shown = list(&site, &asked).await;
    site.answer(&asked, shown).await
}

/// One freeze.
pub(super) async fn get_one(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
) -> Response {
    let shown = async {
        let (caller, _) = site.caller_with(&asked, PROVIDER, Right::SeeDesk).await?;
        let id = FreezeId::parse(&id).ok_or(Failure::NotFound)?;
        let found = detail(&site, &caller, &id).await?;
        let (done, none) = (asked.query.first("done"), Problems::default());
        Ok(site.page(&asked, Some(&caller), StatusCode::OK, |page| {
            freeze::view(page, &found, (done, ""), &none)
        }))
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

/// Asks for its release.
pub(super) async fn post_one(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    let done = release(&site, &asked, &id, body).await;
    site.answer(&asked, done).await
}

/// The form for a merchant.
pub(super) async fn get_merchant(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
) -> Response {
    let shown = show(&site, &asked, of_merchant(&id)).await;
    site.answer(&asked, shown).await
}

/// The form for an order.
pub(super) async fn get_order(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
) -> Response {
    let shown = show(&site, &asked, of_order(&id)).await;
    site.answer(&asked, shown).await
}

/// Asks for a merchant's freeze.
pub(super) async fn post_merchant(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    let done = ask(&site, &asked, of_merchant(&id), body).await;
    site.answer(&asked, done).await
}

/// Asks for an order's freeze.
pub(super) async fn post_order(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    let done = ask(&site, &asked, of_order(&id), body).await;
    site.answer(&asked, done).await
}

fn of_merchant(id: &str) -> Option<FrozenId> {
    MerchantId::parse(id).map(FrozenId::Merchant)
}

fn of_order(id: &str) -> Option<FrozenId> {
    OrderId::parse(id).map(FrozenId::Order)
}

fn failed(error: ConsoleError) -> Failure {
    Failure::of(error, Some(&Scope::Provider))
}

async fn list(site: &Site, asked: &Asked) -> Result<Response, Failure> {
    let (caller, _) = site.caller_with(asked, PROVIDER, Right::SeeDesk).await?;
    let unreleased = asked.query.first("list") != Some("all");
    let place = asked.query.first("page").filter(|place| !place.is_empty());
    let after = place.and_then(FreezeCursor::parse);
    if place.is_some() && after.is_none() {
        let problems = Problems::no_such_page();
        return Ok(site.form_page(asked, Some(&caller), &problems, |page| {
            freezes::no_such_page(page, unreleased, &problems)
        }));
    }
    let found = site
        .console
        .freezes(&caller.by, unreleased, after.as_ref())
        .await
        .map_err(failed)?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        freezes::view(page, &found, (unreleased, after.is_none()))
    }))
}

async fn detail(site: &Site, caller: &Caller, id: &FreezeId) -> Result<FreezeDetail, Failure> {
    site.console.freeze(&caller.by, id).await.map_err(failed)
}

async fn release(site: &Site, asked: &Asked, id: &str, body: Body) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let (caller, scope) = site.caller_with(asked, PROVIDER, Right::AskFreeze).await?;
    let id = FreezeId::parse(id).ok_or(Failure::NotFound)?;
    let note = data.text("reason");
    let (console, visit) = (&site.console, &asked.visit);
    let error = match console.ask_release(&caller.by, &id, &note, visit).await {
        Ok(id) | Err(ConsoleError::Conflict(Conflict::Waiting(id))) => {
            let to = format!("/console/{scope}/approvals/{id}?done=asked");
            return Ok(site.go(asked, &to));
        }
        Err(error) => error,
    };
    let problems = Problems::of(error, Some(&scope))?;
    let found = detail(site, &caller, &id).await?;
    Ok(site.form_page(asked, Some(&caller), &problems, |page| {
        freeze::view(page, &found, (None, &note), &problems)
    }))
}

/// What would be frozen, and who asks.
struct Found {
    caller: Caller,
    of: FrozenId,
}

impl Found {
    async fn form(&self, site: &Site, asked: &Asked) -> Result<FreezeForm, Failure> {
        let (console, by) = (&site.console, &self.caller.by);
        let form = console.freeze_form(by, &self.of, &asked.visit).await;
        form.map_err(failed)
    }

    async fn page(
        &self,
        site: &Site,
        asked: &Asked,
        (typed, problems): (&TypedFreeze, &Problems),
    ) -> Result<Response, Failure> {
        let form = self.form(site, asked).await?;
        Ok(site.form_page(asked, Some(&self.caller), problems, |page| {
            freeze_form::view(page, (&self.of, &form), typed, problems)
        }))
    }
}

async fn find(site: &Site, asked: &Asked, of: Option<FrozenId>) -> Result<Found, Failure> {
    let (caller, _) = site.caller_with(asked, PROVIDER, Right::AskFreeze).await?;
    let of = of.ok_or(Failure::NotFound)?;
    Ok(Found { caller, of })
}

async fn show(site: &Site, asked: &Asked, of: Option<FrozenId>) -> Result<Response, Failure> {
    let found = find(site, asked, of).await?;
    let (typed, none) = (TypedFreeze::default(), Problems::default());
    found.page(site, asked, (&typed, &none)).await
}

async fn ask(
    site: &Site,
    asked: &Asked,
    of: Option<FrozenId>,
    body: Body,
) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let found = find(site, asked, of).await?;
    let typed = typed(&data);
    let problems = match read(&typed, data.text("at_once") == "yes") {
        Err(problems) => problems,
        Ok(new) => {
            let (console, by) = (&site.console, &found.caller.by);
            let done = console.ask_freeze(by, &found.of, new, &asked.visit).await;
            let path = match done {
                Ok(FreezeAsked::InForce(id)) => Ok(format!("freezes/{id}?done=frozen")),
                Ok(FreezeAsked::Waiting(id))
                | Err(ConsoleError::Conflict(Conflict::Waiting(id))) => {
                    Ok(format!("approvals/{id}?done=asked"))
                }
                Err(error) => Err(error),
            };
            match path {
                Ok(path) => return Ok(site.go(asked, &format!("/console/provider/{path}"))),
                Err(error) => Problems::of(error, Some(&Scope::Provider))?,
            }
        }
    };
    found.page(site, asked, (&typed, &problems)).await
}

fn typed(data: &FormData) -> TypedFreeze {
    TypedFreeze {
        payments: data.text("payments") == "yes",
        refunds: data.text("refunds") == "yes",
        by: data.text("by"),
        issuer: data.text("issuer"),
        document: data.text("document"),
        rule: data.text("rule"),
        risk_note: data.text("risk_note"),
        until: data.text("freeze_until"),
    }
}

/// The freeze that was typed. What is stopped at once is named by the button:
/// new payments.
fn read(typed: &TypedFreeze, at_once: bool) -> Result<NewFreeze, Problems> {
    let mut mistakes = Vec::new();
    let stops = Stops {
        payments: typed.payments || at_once,
        refunds: typed.refunds && !at_once,
    };
    if stops.is_none() {
        mistakes.push((ConsoleField::FreezeStops, ConsoleProblem::Empty));
    }
    let rule = RiskRule::parse(&typed.rule);
    let cause = match (typed.by.as_str(), rule) {
        ("authority", _) => Some(FreezeCause::Authority {
            issuer: typed.issuer.clone(),
            document: typed.document.clone(),
        }),
        ("risk", Some(rule)) => Some(FreezeCause::Risk {
            rule,
            note: typed.risk_note.clone(),
        }),
        ("risk", None) => {
            mistakes.push((ConsoleField::RiskRule, ConsoleProblem::Empty));
            None
        }
        _ => {
            mistakes.push((ConsoleField::FreezeCause, ConsoleProblem::Empty));
            None
        }
    };
    let until = match typed.until.as_str() {
        "" => None,
        day => {
            let day = Day::parse(day);
            if day.is_none() {
                mistakes.push((ConsoleField::FreezeUntil, ConsoleProblem::Format));
            }
            day.map(Day::end_in_china)
        }
    };
    match (Problems::of_fields(mistakes), cause) {
        (None, Some(cause)) => Ok(NewFreeze {
            stops,
            cause,
            until,
            at_once,
        }),
        (problems, _) => Err(problems.unwrap_or_default()),
    }
}
