//! `GET /console/provider/support[?<look-up>]`: an order by what a shopper on
//! the phone knows of it. The only one is led to.

use super::asked::Asked;
use super::site::Site;
use crate::pages::failure::Failure;
use crate::pages::problems::Problems;
use crate::pages::support;
use crate::pages::support_query::SupportQuery;
use axum::extract::State;
use axum::response::Response;
use domain::console::Right;
use http::StatusCode;

/// The look-up.
pub(super) async fn get(State(site): State<Site>, asked: Asked) -> Response {
    let shown = find(&site, &asked).await;
    site.answer(&asked, shown).await
}

async fn find(site: &Site, asked: &Asked) -> Result<Response, Failure> {
    let (caller, scope) = site.caller_with(asked, PROVIDER, Right::SeeOrders).await?;
    let query = SupportQuery::read(&asked.query);
    let lookup = match query.checked() {
        Ok(lookup) => lookup,
        Err(problems) => {
            return Ok(site.form_page(asked, Some(&caller), &problems, |page| {
                support::view(page, &query, &problems, None)
            }));
        }
    };
    let found = match &lookup {
        None => None,
        Some(lookup) => {
            let found = site.console.find_orders(&caller.by, lookup).await;
            Some(found.map_err(|error| Failure::of(error, Some(&scope)))?)
        }
    };
    if let Some([only]) = found.as_deref() {
        return Ok(site.go(asked, &format!("/console/{scope}/orders/{}", only.id)));
    }
    Ok(site.page(asked, Some(&caller), StatusCode::OK, |page| {
        support::view(page, &query, &Problems::default(), found.as_deref())
    }))
}

/// The scope in the addresses of the provider's pages.
pub(super) const PROVIDER: &str = "provider";
