//! Back from a network's page, by link or by a form that page posts.
//!
//! Whatever came along is left unread: the desk asks the network itself. A
//! request from another site is expected here, and so is another browser.

use super::Site;
use super::visit::Ask;
use crate::guard;
use crate::stop::Stop;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::ids::PayToken;
use http::{HeaderMap, Uri};

/// Leads to the page the order is at now.
pub(super) async fn returned(
    State(site): State<Site>,
    Path(token): Path<String>,
    ask: Ask,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(stop) = guard::top_level(&headers) {
        return site.stop(&ask, &headers, stop, Some(uri.path().to_owned()));
    }
    let Some(token) = PayToken::parse(&token) else {
        return site.stop(&ask, &headers, Stop::UnknownOrder, None);
    };
    match site.desk.returned(&token).await {
        Ok(place) => site.go(&ask, &token, place),
        Err(error) => site.stop(&ask, &headers, error.into(), None),
    }
}
