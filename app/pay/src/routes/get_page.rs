//! GET of a page: the order's page, or 303 to it.

use super::order_path::OrderPath;
use super::pay_query::PayQuery;
use super::site::Site;
use super::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use domain::desk::{DeskError, FormState, Place};
use domain::ids::AgreementId;
use http::{HeaderMap, StatusCode, Uri};
use ui::fetch_metadata;
use ui::page_error::PageError;
use ui::pages::OrderScreen;

/// A page of an order.
pub(super) async fn get_page(
    State(site): State<Site>,
    OrderPath { token, place }: OrderPath,
    Visitor(visit): Visitor,
    query: PayQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(error) = fetch_metadata::refuse_framing(&headers) {
        return site.error_page(&query, &headers, &error, Some(&uri.to_string()));
    }
    let loaded = async {
        // The form may have expired.
        if place == Some(Place::Bank) {
            site.desk.leave_for_bank(&token, &visit).await?;
        }
        let page = site.desk.page(&token, &visit).await?;
        // The network is queried, so that a reload works without scripts.
        let waits = page.place == Place::Waiting && place == Some(Place::Waiting);
        if waits && site.desk.returned(&token).await? != Place::Waiting {
            return site.desk.page(&token, &visit).await;
        }
        Ok::<_, DeskError>(page)
    };
    let page = match loaded.await {
        Ok(page) => page,
        Err(error) => return site.error_page(&query, &headers, &error.into(), None),
    };
    match place {
        Some(place) if place == page.place || page.also.contains(&place) => {
            let form = FormState {
                bank: query.bank.clone(),
                remove: query.remove.as_deref().and_then(AgreementId::parse),
                ..FormState::default()
            };
            let screen = OrderScreen {
                page,
                place,
                form,
                message: None,
            };
            site.order_page(&query, &headers, StatusCode::OK, &screen)
        }
        _ => site.go_to_place(&query, &token, page.place),
    }
}

/// The page "not found".
pub(super) async fn not_found(
    State(site): State<Site>,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    site.error_page(&query, &headers, &PageError::UnknownOrder, None)
}
