//! Opens an order by a link that the mall signed.

use super::pay_query::PayQuery;
use super::request_id::RequestIdText;
use super::site::Site;
use super::visitor::Visitor;
use crate::actions::create_order;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::desk::{MallHome, Place};
use domain::ids::MallId;
use domain::refusal::{Code, Refusal};
use http::{HeaderMap, StatusCode};
use ui::fetch_metadata;
use ui::headers;
use ui::page_error::PageError;
use ui::pages::error::ErrorSource;

/// Answers a program that checks the URL (a link preview, a mail filter). HEAD
/// is safe (RFC 9110 9.2.1): no order is created, and the link is not read.
pub(super) async fn probe(State(site): State<Site>) -> Response {
    empty(&site, StatusCode::OK)
}

/// Creates the order of the link, or finds it; 303 to its page. Only a visit
/// does: a browser that loads the link ahead, or as another page's picture, gets
/// 403, and loads it again when its user opens it.
pub(super) async fn open(
    State(site): State<Site>,
    Visitor(visit): Visitor,
    query: PayQuery,
    request: RequestIdText,
    headers: HeaderMap,
) -> Response {
    let error_page = |error: &PageError, mall: Option<MallHome>| {
        let source = ErrorSource {
            request: request.0.as_deref(),
            mall: mall.as_ref(),
        };
        site.error_page_of(&query, &headers, error, source)
    };
    let Some(link) = query.order.clone() else {
        return match refused(&query) {
            Some(error) => error_page(&error, site.named_mall(&query).await),
            None => error_page(&PageError::UnknownOrder, None),
        };
    };
    if !fetch_metadata::is_visit(&headers) {
        return empty(&site, StatusCode::FORBIDDEN);
    }
    match site.with_context(&visit, create_order(link.clone())).await {
        Ok(token) => site.go_to_place(&query, &token, Place::Choose),
        Err(error) => {
            if let PageError::Refused(Refusal { code, detail, .. }) = &error {
                tracing::info!(reason = code.name(), detail, "a signed link was refused");
            }
            let mall = site.desk.mall_of_link(&link).await;
            error_page(&error, mall.ok().flatten())
        }
    }
}

impl Site {
    /// The mall that the language switch of a refused link's page names.
    async fn named_mall(&self, query: &PayQuery) -> Option<MallHome> {
        let id = query.mall.as_deref().and_then(MallId::parse)?;
        self.desk.mall(&id).await.ok().flatten()
    }
}

/// An answer without a body.
fn empty(site: &Site, status: StatusCode) -> Response {
    let mut response = status.into_response();
    headers::plain(response.headers_mut(), site.pages.settings());
    response
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
