//! The refunds of an order alone, as its pages draw them: what a page that
//! is open reads again when they change.

use super::Site;
use super::visit::Ask;
use crate::headers;
use crate::parts::refunds;
use crate::stop::Stop;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use domain::desk::DeskError;
use domain::ids::PayToken;
use http::HeaderMap;
use leptos::prelude::RenderHtml;

/// Their place, with what is in it now.
pub(super) async fn place(
    State(site): State<Site>,
    Path(token): Path<String>,
    ask: Ask,
    headers: HeaderMap,
) -> Response {
    let page = match PayToken::parse(&token) {
        Some(token) => site.desk.page(&token).await,
        None => Err(DeskError::UnknownOrder),
    };
    let mut response = match page {
        Ok(page) => {
            let context = site.context(&ask, &headers, Some(&page));
            Html(refunds::place(&context, &page).to_html()).into_response()
        }
        Err(error) => Stop::from(error).status().into_response(),
    };
    headers::plain(response.headers_mut(), &site.settings);
    response
}
