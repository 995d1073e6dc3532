//! `GET, POST /console/{scope}/refund-limit`: the limit above which a
//! merchant's refunds take a second person.

use super::asked::Asked;
use super::site::{Body, Site};
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::{amount_field, refund_limit};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{Conflict, ConsoleError, ConsoleField, Right, Scope};
use domain::money::{Currency, Money};

/// The form with the limit in force.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// Changes it, or asks for approval.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Body,
) -> Response {
    let done = set(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

async fn show(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::SetRefundLimit)
        .await?;
    page(site, asked, (&caller, &scope), None, &Problems::default()).await
}

/// The page with what was typed, or with the limit in force.
async fn page(
    site: &Site,
    asked: &Asked,
    (caller, scope): (&Caller, &Scope),
    typed: Option<&str>,
    problems: &Problems,
) -> Result<Response, Failure> {
    let form = site
        .console
        .refund_limit(&caller.by, scope, &asked.visit)
        .await;
    let form = form.map_err(|error| Failure::of(error, Some(scope)))?;
    let in_force = form.limit.decimal();
    let typed = typed.unwrap_or(&in_force);
    let done = asked.query.first("done") == Some("limit");
    Ok(site.form_page(asked, Some(caller), problems, |page| {
        refund_limit::view(page, &form, (done, typed), problems)
    }))
}

async fn set(site: &Site, asked: &Asked, scope: &str, body: Body) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::SetRefundLimit)
        .await?;
    let shown = Money::parse(&data.text("shown"), Currency::Cny);
    let shown = shown.map_err(|_| Failure::BadForm)?;
    let typed = data.text("amount");
    let problems = match amount_field::read(&typed) {
        Err(problem) => Problems::field(ConsoleField::Amount, problem),
        Ok(new) => {
            let set = site
                .console
                .set_refund_limit(&caller.by, &scope, (shown, new), &asked.visit);
            let approval = |id| {
                site.go(
                    asked,
                    &format!("/console/{scope}/approvals/{id}?done=asked"),
                )
            };
            match set.await {
                Ok(None) => {
                    return Ok(site.go(asked, &format!("/console/{scope}/refund-limit?done=limit")));
                }
                Ok(Some(id)) | Err(ConsoleError::Conflict(Conflict::Waiting(id))) => {
                    return Ok(approval(id));
                }
                Err(error) => Problems::of(error, Some(&scope))?,
            }
        }
    };
    page(site, asked, (&caller, &scope), Some(&typed), &problems).await
}
