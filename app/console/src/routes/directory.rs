//! `GET /console/provider/merchants[/{merchant}]` and
//! `GET /console/provider/malls[/{mall}]`.

use super::asked::Asked;
use super::site::Site;
use super::support::PROVIDER;
use crate::pages::directory::{self, Directory, DirectoryAsked};
use crate::pages::failure::Failure;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use crate::pages::{mall, merchant};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{
    ConsoleError, ConsoleField, ConsoleProblem, DIRECTORY_SEARCH_MAX, DirectoryPage,
    DirectoryQuery, Right, Scope,
};
use domain::ids::{MallId, MerchantId};
use http::StatusCode;
use std::fmt::Display;

/// The merchants.
pub(super) async fn merchants(State(site): State<Site>, asked: Asked) -> Response {
    let shown = async {
        let caller = staff(&site, &asked).await?;
        let query = query(&asked, MerchantId::parse)?;
        let found = match &query {
            Ok(query) => Ok(site.console.merchants(&caller.by, query).await?),
            Err(problems) => Err(problems),
        };
        Ok(list(&site, (&asked, &caller), Directory::Merchants, found))
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

/// The malls.
pub(super) async fn malls(State(site): State<Site>, asked: Asked) -> Response {
    let shown = async {
        let caller = staff(&site, &asked).await?;
        let query = query(&asked, MallId::parse)?;
        let found = match &query {
            Ok(query) => Ok(site.console.malls(&caller.by, query).await?),
            Err(problems) => Err(problems),
        };
        Ok(list(&site, (&asked, &caller), Directory::Malls, found))
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

/// One merchant.
pub(super) async fn merchant(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
) -> Response {
    let shown = async {
        let caller = staff(&site, &asked).await?;
        let id = MerchantId::parse(&id).ok_or(Failure::NotFound)?;
        let found = of_provider(site.console.merchant(&caller.by, &id).await)?;
        Ok(site.page(&asked, Some(&caller), StatusCode::OK, |page| {
            merchant::view(page, &found)
        }))
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

/// One mall.
pub(super) async fn mall(
    State(site): State<Site>,
    asked: Asked,
    Path(id): Path<String>,
) -> Response {
    let shown = async {
        let caller = staff(&site, &asked).await?;
        let id = MallId::parse(&id).ok_or(Failure::NotFound)?;
        let found = of_provider(site.console.mall(&caller.by, &id).await)?;
        Ok(site.page(&asked, Some(&caller), StatusCode::OK, |page| {
            mall::view(page, &found)
        }))
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

async fn staff(site: &Site, asked: &Asked) -> Result<Caller, Failure> {
    let (caller, _) = site.caller_with(asked, PROVIDER, Right::SeeDesk).await?;
    Ok(caller)
}

fn of_provider<T>(found: Result<T, ConsoleError>) -> Result<T, Failure> {
    found.map_err(|error| Failure::of(error, Some(&Scope::Provider)))
}

/// What is searched, as typed.
fn typed(asked: &Asked) -> &str {
    asked.query.first("q").unwrap_or_default().trim()
}

/// The query of a list, or what is wrong with it.
///
/// # Errors
/// `NotFound` for a page that does not exist.
fn query<Id>(
    asked: &Asked,
    parse: impl Fn(&str) -> Option<Id>,
) -> Result<Result<DirectoryQuery<Id>, Problems>, Failure> {
    let after = match asked.query.first("after") {
        None => None,
        Some(id) => Some(parse(id).ok_or(Failure::NotFound)?),
    };
    let typed = typed(asked);
    let problem = if typed.chars().count() > DIRECTORY_SEARCH_MAX {
        ConsoleProblem::TooLong
    } else if typed.chars().any(char::is_control) {
        ConsoleProblem::Format
    } else {
        let search = (!typed.is_empty()).then(|| typed.to_owned());
        return Ok(Ok(DirectoryQuery { search, after }));
    };
    Ok(Err(Problems::field(ConsoleField::Search, problem)))
}

fn list<Id: Display>(
    site: &Site,
    (asked, caller): (&Asked, &Caller),
    of: Directory,
    found: Result<DirectoryPage<Id>, &Problems>,
) -> Response {
    let shown = DirectoryAsked {
        of,
        search: typed(asked),
        is_first: asked.query.first("after").is_none(),
    };
    match found {
        Ok(found) => site.page(asked, Some(caller), StatusCode::OK, |page| {
            directory::view(page, &shown, &found)
        }),
        Err(problems) => site.form_page(asked, Some(caller), problems, |page| {
            directory::refused(page, &shown, problems)
        }),
    }
}
