//! `GET /console/{scope}/orders[?<filter>]`, a merchant's orders or those of all,
//! and `GET /console/{scope}/orders/{order}`, one of them.

use super::asked::Asked;
use super::site::Site;
use super::store_choices;
use crate::pages::failure::Failure;
use crate::pages::order_query::OrderQuery;
use crate::pages::{order, orders, support_order};
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

async fn list(site: &Site, asked: &Asked, scope: &str) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_with(asked, scope, Right::SeeOrders).await?;
    let query = match scope {
        Scope::Provider => OrderQuery::read_of_all(&asked.query),
        Scope::Merchant(_) => OrderQuery::read(&asked.query),
    };
    let stores = store_choices::of(site, &caller.by, &scope).await?;
    let (filter, cursor) = match query.checked() {
        Ok(checked) => checked,
        Err(problems) => {
            return Ok(site.form_page(asked, Some(&caller), &problems, |page| {
                orders::refused(page, (&query, &stores), &problems)
            }));
        }
    };
    let (console, by, cursor) = (&site.console, &caller.by, cursor.as_ref());
    let found = match scope {
        Scope::Provider => {
            let of = query.owner().unwrap_or_default();
            console.orders_of(by, &of, &filter, cursor).await
        }
        Scope::Merchant(_) => console.orders(by, &scope, &filter, cursor).await,
    };
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    if let Some(only) = only(&filter, &found) {
        return Ok(site.go(asked, &format!("/console/{scope}/orders/{}", only.id)));
    }
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        orders::view(page, (&query, &stores), &found)
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
    let (caller, scope) = site.caller_with(asked, scope, Right::SeeOrders).await?;
    let id = OrderId::parse(id).ok_or(Failure::NotFound)?;
    if scope == Scope::Provider {
        let found = site.console.support_order(&caller.by, &id, &asked.visit);
        let found = found
            .await
            .map_err(|error| Failure::of(error, Some(&scope)))?;
        return Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
            support_order::view(page, &caller, &found)
        }));
    }
    let found = site.console.order(&caller.by, &scope, &id).await;
    let found = found.map_err(|error| Failure::of(error, Some(&scope)))?;
    let done = asked.query.first("done");
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        order::view(page, &caller, &found, done)
    }))
}
