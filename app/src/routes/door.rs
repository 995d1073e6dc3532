//! The second way to an order: a link signed by the mall.

use super::Site;
use super::visit::{Ask, Visitor};
use crate::actions::create_order;
use crate::guard;
use crate::stop::Stop;
use axum::extract::State;
use axum::response::Response;
use domain::desk::Place;
use http::{HeaderMap, Uri};

/// Makes the order the link describes, or finds it, and leads to its page.
pub(super) async fn enter(
    State(site): State<Site>,
    Visitor(visit): Visitor,
    ask: Ask,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if let Err(stop) = guard::top_level(&headers) {
        return site.stop(&ask, &headers, stop, Some(uri.to_string()));
    }
    let Some(link) = ask.order.clone().filter(|link| !link.is_empty()) else {
        return site.stop(&ask, &headers, Stop::UnknownOrder, None);
    };
    match site.within(&visit, create_order(link)).await {
        Ok(token) => site.go(&ask, &token, Place::Choose),
        Err(stop) => site.stop(&ask, &headers, stop, None),
    }
}
