//! The second way to an order: a link signed by the mall.

use super::Site;
use super::visit::{Ask, Visitor};
use crate::actions::create_order;
use crate::guard;
use crate::headers;
use crate::stop::Stop;
use axum::extract::State;
use axum::response::Response;
use domain::desk::Place;
use domain::refusal::{Code, Refusal};
use http::{HeaderMap, Uri};

/// Answers a program that only looks whether the address is there (a chat's
/// preview, a mail filter): HEAD is safe (RFC 9110 9.2.1), so no order is made
/// and the link is not even read.
pub(super) async fn probe(State(site): State<Site>) -> Response {
    let mut response = Response::default();
    headers::plain(response.headers_mut(), &site.settings);
    response
}

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
        let stop = refused(&ask).unwrap_or(Stop::UnknownOrder);
        return site.stop(&ask, &headers, stop, None);
    };
    match site.within(&visit, create_order(link)).await {
        Ok(token) => site.go(&ask, &token, Place::Choose),
        Err(stop) => site.stop(&ask, &headers, stop, None),
    }
}

/// The refusal that the language switch of a refused link's page names. It
/// chooses among our own sentences and does nothing else.
fn refused(ask: &Ask) -> Option<Stop> {
    let name = ask.refused.as_deref()?;
    let code = Code::ALL.iter().find(|code| code.name() == name)?;
    Some(Stop::Refused(Refusal::new(*code, "the link was refused")))
}
