//! Exports of a merchant's orders: asked for, listed, downloaded.

use super::asked::Asked;
use super::site::{Body, Site};
use crate::csv;
use crate::pages::exports;
use crate::pages::failure::Failure;
use crate::pages::order_query::OrderQuery;
use crate::pages::page_context::Caller;
use crate::pages::problems::Problems;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{ConsoleResult, Export, ExportRow, Right, Scope, SignedIn};
use domain::day::Day;
use domain::ids::ExportId;
use domain::locale::Locale;
use futures::stream::{self, Stream, StreamExt as _};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use ui::headers;

/// `GET /console/{scope}/exports`.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = show(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// `POST /console/{scope}/exports`: asks for one with the list's filter.
pub(super) async fn post(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
    body: Body,
) -> Response {
    let done = ask(&site, &asked, &scope, body).await;
    site.answer(&asked, done).await
}

/// `GET /console/{scope}/exports/{export}`: the file.
pub(super) async fn download(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, id)): Path<(String, String)>,
) -> Response {
    let file = file(&site, &asked, &scope, &id).await;
    site.answer(&asked, file).await
}

async fn show(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::ExportOrders)
        .await?;
    page(site, asked, (&caller, &scope), &Problems::default()).await
}

async fn page(
    site: &Site,
    asked: &Asked,
    (caller, scope): (&Caller, &Scope),
    problems: &Problems,
) -> Result<Response, Failure> {
    let found = site.console.exports(&caller.by, scope).await;
    let found = found.map_err(|error| Failure::of(error, Some(scope)))?;
    Ok(site.form_page(asked, Some(caller), problems, |page| {
        exports::view(page, &found, problems)
    }))
}

async fn ask(site: &Site, asked: &Asked, scope: &str, body: Body) -> Result<Response, Failure> {
    let (_, form) = site.own_form(asked, body)?;
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::ExportOrders)
        .await?;
    let query = OrderQuery::of(|name| form.text(name));
    let Ok((filter, _)) = query.checked() else {
        // The list says what is wrong with the filter.
        return Ok(site.go(asked, &query.address(&format!("/console/{scope}/orders"))));
    };
    let asked_for = site
        .console
        .ask_export(&caller.by, &scope, &filter, &asked.visit);
    match asked_for.await {
        Ok(_) => Ok(site.go(asked, &format!("/console/{scope}/exports"))),
        Err(error) => {
            let problems = Problems::of(error, Some(&scope))?;
            page(site, asked, (&caller, &scope), &problems).await
        }
    }
}

async fn file(site: &Site, asked: &Asked, scope: &str, id: &str) -> Result<Response, Failure> {
    let (caller, scope) = site
        .merchants_caller(asked, scope, Right::ExportOrders)
        .await?;
    let id = ExportId::parse(id).ok_or(Failure::NotFound)?;
    let console = &site.console;
    let export = console.download_export(&caller.by, &scope, &id, &asked.visit);
    let export = export.await;
    let export = export.map_err(|error| Failure::of(error, Some(&scope)))?;
    let locale = site
        .pages
        .context(asked.lang(), None, &asked.headers)
        .locale;
    let name = format!(
        "attachment; filename=\"orders-{}.csv\"",
        Day::in_china(export.created_at)
    );
    let lines = lines(site.clone(), (caller.by, scope), export, locale);
    let mut response = Response::new(axum::body::Body::from_stream(lines));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers::plain(headers, site.pages.settings());
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The file, one part in memory at a time. After a fault the body breaks off,
/// which browsers report.
fn lines(
    site: Site,
    by: (SignedIn, Scope),
    export: Export,
    locale: Locale,
) -> impl Stream<Item = ConsoleResult<String>> {
    stream::unfold(None, move |part: Option<u32>| {
        let (site, by, id) = (site.clone(), by.clone(), export.id.clone());
        async move {
            let Some(part) = part else {
                return Some((Ok(csv::head(locale)), Some(0)));
            };
            if part >= export.parts {
                return None;
            }
            let rows = rows(&site, &by, (&id, part)).await;
            let lines = rows.map(|rows| csv::lines(locale, &rows));
            let next = lines.as_ref().map_or(export.parts, |_| part + 1);
            Some((lines, Some(next)))
        }
    })
    // A server may ask once more after the end.
    .fuse()
}

async fn rows(
    site: &Site,
    (by, scope): &(SignedIn, Scope),
    part: (&ExportId, u32),
) -> ConsoleResult<Vec<ExportRow>> {
    site.console.export_part(by, scope, part).await
}
