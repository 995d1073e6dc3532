//! `GET, POST /console/provider/tasks/{kind}`: what needs to be looked at, and
//! running now what works on it.

use super::asked::Asked;
use super::site::{Body, Site};
use super::support::PROVIDER;
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::work_list;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{Right, Scope, WorkKind, WorkSubject};

/// The list of a kind.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(kind): Path<String>,
) -> Response {
    let shown = list(&site, &asked, &kind).await;
    site.answer(&asked, shown).await
}

/// Runs now what works on one of them.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(kind): Path<String>,
    body: Body,
) -> Response {
    let done = run(&site, &asked, &kind, body).await;
    site.answer(&asked, done).await
}

async fn list(site: &Site, asked: &Asked, kind: &str) -> Result<Response, Failure> {
    let (caller, _) = site.caller_with(asked, PROVIDER, Right::SeeDesk).await?;
    let kind = WorkKind::parse(kind).ok_or(Failure::NotFound)?;
    page(site, asked, (&caller, kind), &Problems::default()).await
}

async fn page(
    site: &Site,
    asked: &Asked,
    (caller, kind): (&Caller, WorkKind),
    problems: &Problems,
) -> Result<Response, Failure> {
    let items = site.console.work_items(&caller.by, kind).await;
    let items = items.map_err(|error| Failure::of(error, Some(&Scope::Provider)))?;
    let done = asked.query.first("done") == Some("run");
    Ok(site.form_page(asked, Some(caller), problems, |page| {
        work_list::view(page, (kind, &items), done, problems)
    }))
}

async fn run(site: &Site, asked: &Asked, kind: &str, body: Body) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let (caller, scope) = site.caller_with(asked, PROVIDER, Right::RunWork).await?;
    let kind = WorkKind::parse(kind).ok_or(Failure::NotFound)?;
    let of = WorkSubject {
        subject: data.text("subject"),
        of: data.text("of"),
    };
    let done = site
        .console
        .run_work(&caller.by, (kind, &of), &asked.visit)
        .await;
    match done {
        Ok(()) => {
            let to = format!("/console/{scope}/tasks/{}?done=run", kind.name());
            Ok(site.go(asked, &to))
        }
        Err(error) => {
            let problems = Problems::of(error, Some(&scope))?;
            page(site, asked, (&caller, kind), &problems).await
        }
    }
}
