//! Back to the mall, from a page whose order is still open: the signed address is
//! made when the shopper goes.

use super::Site;
use super::visit::Ask;
use crate::headers;
use crate::stop::Stop;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::desk::DeskError;
use domain::ids::PayToken;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};

/// Leads to the mall.
pub(super) async fn home(
    State(site): State<Site>,
    Path(token): Path<String>,
    ask: Ask,
    headers: HeaderMap,
) -> Response {
    let home = match PayToken::parse(&token) {
        Some(token) => site.desk.home(&token).await,
        None => Err(DeskError::UnknownOrder),
    };
    let home = home.map_err(Stop::from);
    match home.map(HeaderValue::try_from) {
        Ok(Ok(to)) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::SEE_OTHER;
            headers::plain(response.headers_mut(), &site.settings);
            response.headers_mut().insert(LOCATION, to);
            response
        }
        // An address of a registered origin is ASCII: it was read strictly.
        Ok(Err(_)) => site.stop(&ask, &headers, Stop::UnknownOrder, None),
        Err(stop) => site.stop(&ask, &headers, stop, None),
    }
}
