//! `GET /console/{scope}/stores[?after=<number>]`, a merchant's stores,
//! `GET, POST /console/{scope}/stores/new`, and
//! `GET, POST /console/{scope}/stores/{store}[?do=<action>]`, one of them.

use super::asked::Asked;
use super::form_data::FormData;
use super::site::{Body, Site};
use crate::pages::failure::Failure;
use crate::pages::problems::Problems;
use crate::pages::{store, stores};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{Conflict, ConsoleError, Right, StoreForm, is_store_no};
use domain::ids::StoreId;
use domain::merchant_store::MerchantStore;
use http::StatusCode;

/// A page of the list.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = list(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// The form of a new one.
pub(super) async fn get_new(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = async {
        let right = Right::ManageStores;
        let (caller, _) = site.merchants_caller(&asked, &scope, right).await?;
        let problems = Problems::default();
        Ok(site.form_page(&asked, Some(&caller), &problems, |page| {
            store::new(page, &StoreForm::default(), &problems)
        }))
    };
    let shown = shown.await;
    site.answer(&asked, shown).await
}

/// Adds one.
pub(super) async fn post_new(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Body,
) -> Response {
    let done = add(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

/// One of them.
pub(super) async fn get_one(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, id)): Path<(String, String)>,
) -> Response {
    let shown = show(&site, &asked, &scope, &id).await;
    site.answer(&asked, shown).await
}

/// Changes it, closes it, or opens it again.
pub(super) async fn post_one(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, id)): Path<(String, String)>,
    body: Body,
) -> Response {
    let done = act(&site, &asked, (&scope, &id), body).await;
    site.answer(&asked, done).await
}

async fn list(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let right = Right::ManageStores;
    let (caller, scope) = site.merchants_caller(asked, scope, right).await?;
    let after = asked.query.first("after").filter(|no| !no.is_empty());
    if after.is_some_and(|no| !is_store_no(no)) {
        let problems = Problems::no_such_page();
        return Ok(site.form_page(asked, Some(&caller), &problems, |page| {
            stores::no_such_page(page, &problems)
        }));
    }
    let (console, visit) = (&site.console, &asked.visit);
    let found = console.stores(&caller.by, &scope, after, visit).await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        stores::view(page, &found, after.is_none())
    }))
}

fn typed(form: &FormData) -> StoreForm {
    StoreForm {
        store_no: form.text("store_no"),
        name: form.text("store_name"),
        address: form.text("store_address"),
    }
}

/// The form as a store is.
fn of_store(store: &MerchantStore) -> StoreForm {
    StoreForm {
        store_no: store.store_no.clone(),
        name: store.name.clone(),
        address: store.address.clone().unwrap_or_default(),
    }
}

async fn add(site: &Site, asked: &Asked, scope: &str, body: Body) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let right = Right::ManageStores;
    let (caller, scope) = site.merchants_caller(asked, scope, right).await?;
    let (typed, visit) = (typed(&form), &asked.visit);
    let added = site.console.add_store(&caller.by, &scope, &typed, visit);
    match added.await {
        Ok(id) => Ok(site.go(asked, &format!("/console/{scope}/stores/{id}?done=add"))),
        Err(error) => {
            let problems = Problems::of(error, Some(&scope))?;
            Ok(site.form_page(asked, Some(&caller), &problems, |page| {
                store::new(page, &typed, &problems)
            }))
        }
    }
}

async fn show(site: &Site, asked: &Asked, scope: &str, id: &str) -> Result<Response, Failure> {
    let right = Right::ManageStores;
    let (caller, scope) = site.merchants_caller(asked, scope, right).await?;
    let id = StoreId::parse(id).ok_or(Failure::NotFound)?;
    let (console, visit) = (&site.console, &asked.visit);
    let found = console.store(&caller.by, &scope, &id, visit).await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    let (problems, done) = (Problems::default(), asked.query.first("done"));
    Ok(site.form_page(asked, Some(&caller), &problems, |page| {
        store::view(page, &found, (&of_store(&found), done), &problems)
    }))
}

async fn act(
    site: &Site,
    asked: &Asked,
    (scope, id): (&str, &str),
    body: Body,
) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let right = Right::ManageStores;
    let (caller, scope) = site.merchants_caller(asked, scope, right).await?;
    let id = StoreId::parse(id).ok_or(Failure::NotFound)?;
    let (console, by, visit) = (&site.console, &caller.by, &asked.visit);
    let action = asked.query.first("do").unwrap_or_default();
    let typed = typed(&form);
    let done = match action {
        "change" => {
            let revision = form.text("revision").parse();
            let revision: i64 = revision.map_err(|_| Failure::BadForm)?;
            let change = (&id, revision, &typed);
            console.change_store(by, &scope, change, visit).await
        }
        "close" | "open" => {
            let set = (&id, action == "open");
            console.set_store_open(by, &scope, set, visit).await
        }
        _ => return Err(Failure::BadForm),
    };
    let error = match done {
        Ok(()) => {
            let to = format!("/console/{scope}/stores/{id}?done={action}");
            return Ok(site.go(asked, &to));
        }
        Err(error) => error,
    };
    // Saving again is a change of what the conflict shows.
    let found = if let ConsoleError::Conflict(Conflict::Store(now)) = &error {
        MerchantStore::clone(now)
    } else {
        let found = console.store(by, &scope, &id, visit).await;
        found.map_err(|error| Failure::of(error, Some(&scope)))?
    };
    let problems = Problems::of(error, Some(&scope))?;
    Ok(site.form_page(asked, Some(&caller), &problems, |page| {
        store::view(page, &found, (&typed, None), &problems)
    }))
}
