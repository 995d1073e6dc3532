//! `GET, POST /console/provider/merchants/{merchant}/contract`: asks for a change of
//! a merchant's contract.

use super::application_section;
use super::asked::Asked;
use super::site::{Body, Site};
use super::support::PROVIDER;
use crate::pages::contract;
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::application::{Entries, Section};
use domain::console::{Conflict, ConsoleError, Right, Scope};
use domain::ids::MerchantId;

/// The form with the contract as it is.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
) -> Response {
    let shown = async {
        let (caller, id) = find(&site, &asked, &id).await?;
        page(&site, &asked, (&caller, &id), (None, &Problems::default())).await
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

/// Asks a second person, and leads to the request.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
    body: Body,
) -> Response {
    let done = ask(&site, &asked, &id, body).await;
    site.answer(&asked, done).await
}

async fn find(site: &Site, asked: &Asked, id: &str) -> Result<(Caller, MerchantId), Failure> {
    let right = Right::ChangeContracts;
    let (caller, _) = site.caller_with(asked, PROVIDER, right).await?;
    let id = MerchantId::parse(id).ok_or(Failure::NotFound)?;
    Ok((caller, id))
}

async fn page(
    site: &Site,
    asked: &Asked,
    (caller, id): (&Caller, &MerchantId),
    (typed, problems): (Option<&Entries>, &Problems),
) -> Result<Response, Failure> {
    let form = site.console.contract(&caller.by, id, &asked.visit).await;
    let form = form.map_err(|error| Failure::of(error, Some(&Scope::Provider)))?;
    let typed = typed.unwrap_or(&form.terms);
    Ok(site.form_page(asked, Some(caller), problems, |page| {
        contract::view(page, (id, &form), typed, problems)
    }))
}

async fn ask(site: &Site, asked: &Asked, id: &str, body: Body) -> Result<Response, Failure> {
    let (_, data) = site.own_form(asked, body)?;
    let (caller, id) = find(site, asked, id).await?;
    let typed = application_section::read(Section::Terms, &data);
    let (by, visit) = (&caller.by, &asked.visit);
    match site.console.ask_contract(by, &id, &typed, visit).await {
        Ok(id) | Err(ConsoleError::Conflict(Conflict::Waiting(id))) => {
            let to = format!("/console/provider/approvals/{id}?done=asked");
            Ok(site.go(asked, &to))
        }
        Err(error) => {
            let problems = Problems::of(error, Some(&Scope::Provider))?;
            page(site, asked, (&caller, &id), (Some(&typed), &problems)).await
        }
    }
}
