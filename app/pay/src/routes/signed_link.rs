//! Opens an order by a link that the mall signed.

use super::pay_query::PayQuery;
use super::site::Site;
use super::visitor::Visitor;
use crate::actions::create_order;
use axum::extract::State;
use axum::response::Response;
use domain::desk::Place;
use domain::refusal::{Code, Refusal};
use http::{HeaderMap, Uri};
use ui::fetch_metadata;
use ui::headers;
use ui::page_error::PageError;

/// Answers a program that checks the URL (a link preview, a mail filter). HEAD
/// is safe (RFC 9110 9.2.1): no order is created, and the link is not read.
pub(super) async fn probe(State(site): State<Site>) -> Response {
    let mut response = Response::default();
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}

/// Creates the order of the link, or finds it; 303 to its page.
pub(super) async fn open(
    State(site): State<Site>,
    Visitor(visit): Visitor,
    query: PayQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(error) = fetch_metadata::refuse_framing(&headers) {
        return site.error_page(&query, &headers, &error, Some(&uri.to_string()));
    }
    let Some(link) = query.order.clone().filter(|link| !link.is_empty()) else {
        let error = refused(&query).unwrap_or(PageError::UnknownOrder);
        return site.error_page(&query, &headers, &error, None);
    };
    match site.with_context(&visit, create_order(link)).await {
        Ok(token) => site.go_to_place(&query, &token, Place::Choose),
        Err(error) => site.error_page(&query, &headers, &error, None),
    }
}

/// The refusal named by the language switch of a refused link's page. It only
/// selects one of the known texts.
fn refused(query: &PayQuery) -> Option<PageError> {
    let name = query.refused.as_deref()?;
    let code = Code::ALL.iter().find(|code| code.name() == name)?;
    Some(PageError::Refused(Refusal::new(
        *code,
        "the link was refused",
    )))
}
