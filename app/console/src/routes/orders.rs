//! `GET /console/{scope}/orders[?<filter>]`, a merchant's orders, and
//! `GET /console/{scope}/orders/{order}`, one of them. The provider's console
//! has neither.

use super::asked::Asked;
use super::site::Site;
use crate::pages::failure::Failure;
use crate::pages::order_query::OrderQuery;
use crate::pages::page_context::Caller;
use crate::pages::{order, orders};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::console::{OrderFilter, OrderPage, OrderRow, Right, Scope};
use domain::ids::OrderId;
use http::StatusCode;

/// A page of the list. The only order of a number is led to.
pub(super) async fn get(
    State(site): State<Site>,
    asked: Asked,
    Path(scope): Path<String>,
) -> Response {
    let shown = list(&site, &asked, &scope).await;
    site.answer(&asked, shown).await
}

/// One order.
pub(super) async fn get_one(
    State(site): State<Site>,
    asked: Asked,
    Path((scope, id)): Path<(String, String)>,
) -> Response {
    let shown = show(&site, &asked, &scope, &id).await;
    site.answer(&asked, shown).await
}

/// Who is signed in, as one who may see a merchant's orders.
async fn reader(site: &Site, asked: &Asked, scope: &str) -> Result<(Caller, Scope), Failure> {
    if Scope::parse(scope) == Some(Scope::Provider) {
        site.caller_in(asked, scope).await?;
        return Err(Failure::NotFound);
    }
    site.caller_with(asked, scope, Right::SeeOrders).await
}

async fn list(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = reader(site, asked, scope).await?;
    let query = OrderQuery::read(&asked.query);
    let (filter, cursor) = match query.checked() {
        Ok(checked) => checked,
        Err(problems) => {
            return Ok(site.form_page(asked, Some(&caller), &problems, |page| {
                orders::refused(page, &query, &problems)
            }));
        }
    };
    let console = &site.console;
    let found = console.orders(&caller.by, &scope, &filter, cursor.as_ref());
    let found = found.await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    if let Some(only) = only(&filter, &found) {
        return Ok(site.go(asked, &format!("/console/{scope}/orders/{}", only.id)));
    }
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        orders::view(page, &query, &found)
    }))
}

/// The only order of a number.
fn only<'a>(filter: &OrderFilter, found: &'a OrderPage) -> Option<&'a OrderRow> {
    filter.searched()?;
    match (found.rows.as_slice(), &found.next, &found.previous) {
        ([only], None, None) => Some(only),
        _ => None,
    }
}

async fn show(site: &Site, asked: &Asked, scope: &str, id: &str) -> Result<Response, Failure> {
    let (caller, scope) = reader(site, asked, scope).await?;
    let id = OrderId::parse(id).ok_or(Failure::NotFound)?;
    let found = site.console.order(&caller.by, &scope, &id).await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        order::view(page, &caller, &found)
    }))
}
