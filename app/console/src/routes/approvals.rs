//! What waits for a second person, what has ended, and one request with its
//! decision: of a merchant, or of the provider.

use super::asked::Asked;
use super::site::{Body, Site};
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::{approval, approvals};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{ApprovalCursor, ApprovalDetail, Conflict, ConsoleError, Right, Scope};
use domain::ids::ApprovalId;
use http::StatusCode;

/// `GET /console/{scope}/approvals`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = list(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// `GET /console/{scope}/approvals/decided[?page=<place>]`.
pub(super) async fn get_decided(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = decided(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// `GET /console/{scope}/approvals/{request}`.
pub(super) async fn get_one(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, id)): Path<(String, String)>,
) -> Response {
    let shown = show(&site, &asked, &scope, &id).await;
    site.answer(&asked, shown).await
}

/// `POST /console/{scope}/approvals/{request}?do=approve|refuse|withdraw`.
pub(super) async fn post_one(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, id)): Path<(String, String)>,
    body: Body,
) -> Response {
    let done = decide(&site, &asked, &scope, &id, body).await;
    site.answer(&asked, done).await
}

async fn list(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_with(asked, scope, Right::SeeApprovals).await?;
    let waiting = site
        .console
        .approvals(&caller.by, &scope, &asked.visit)
        .await;
    let waiting = waiting.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        approvals::view(page, &waiting)
    }))
}

async fn decided(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_with(asked, scope, Right::SeeApprovals).await?;
    let place = asked.query.first("page").filter(|place| !place.is_empty());
    let after = place.and_then(ApprovalCursor::parse);
    if place.is_some() && after.is_none() {
        let problems = Problems::no_such_page();
        return Ok(site.form_page(asked, Some(&caller), &problems, |page| {
            approvals::no_such_page(page, &problems)
        }));
    }
    let found = site
        .console
        .decided_approvals(&caller.by, &scope, after.as_ref(), &asked.visit)
        .await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        approvals::decided(page, &found, after.is_none())
    }))
}

/// A request, and who looks at it.
struct Found {
    caller: Caller,
    scope: Scope,
    id: ApprovalId,
}

impl Found {
    async fn detail(&self, site: &Site, asked: &Asked) -> Result<ApprovalDetail, Failure> {
        let (by, scope) = (&self.caller.by, &self.scope);
        let detail = site.console.approval(by, scope, &self.id, &asked.visit);
        detail
            .await
            .map_err(|error| Failure::of(error, Some(scope)))
    }
}

async fn find(site: &Site, asked: &Asked, scope: &str, id: &str) -> Result<Found, Failure> {
    let (caller, scope) = site.caller_with(asked, scope, Right::SeeApprovals).await?;
    let id = ApprovalId::parse(id).ok_or(Failure::NotFound)?;
    Ok(Found { caller, scope, id })
}

async fn show(site: &Site, asked: &Asked, scope: &str, id: &str) -> Result<Response, Failure> {
    let found = find(site, asked, scope, id).await?;
    let detail = found.detail(site, asked).await?;
    let (done, none) = (asked.query.first("done"), Problems::default());
    Ok(
        site.page(asked, Some(&found.caller), StatusCode::OK, |page| {
            approval::view(page, &found.caller, &detail, (done, ""), &none)
        }),
    )
}

async fn decide(
    site: &Site,
    asked: &Asked,
    scope: &str,
    id: &str,
    body: Body,
) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let found = find(site, asked, scope, id).await?;
    let (by, scope, id) = (&found.caller.by, &found.scope, &found.id);
    let (console, visit, reason) = (&site.console, &asked.visit, data.text("reason"));
    let action = asked.query.first("do").unwrap_or_default();
    let done = match action {
        "approve" => console.approve(by, scope, id, visit).await,
        "refuse" => console.refuse(by, scope, (id, &reason), visit).await,
        "withdraw" => console.withdraw_request(by, scope, id, visit).await,
        _ => return Err(Failure::BadForm),
    };
    let to = format!("/console/{scope}/approvals/{id}?done={action}");
    let error = match done {
        Ok(()) => return Ok(site.go(asked, &to)),
        Err(error) => error,
    };
    let detail = found.detail(site, asked).await?;
    let checker = detail.approval.checker.as_ref();
    let ended_by_self = checker.is_some_and(|checker| checker.id == by.person.id)
        && error == ConsoleError::Conflict(Conflict::Ended);
    if ended_by_self {
        // The same button twice.
        return Ok(site.go(asked, &to));
    }
    let problems = Problems::of(error, Some(scope))?;
    Ok(
        site.form_page(asked, Some(&found.caller), &problems, |page| {
            approval::view(page, &found.caller, &detail, (None, &reason), &problems)
        }),
    )
}
