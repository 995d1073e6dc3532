//! Back to the mall, from a page whose order is still open: the signed address is
//! made when the shopper goes.

use super::Site;
use super::visit::Ask;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::desk::DeskError;
use domain::ids::PayToken;
use http::HeaderMap;

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
    match home {
        Ok(to) => site.see_other(&to),
        Err(error) => site.stop(&ask, &headers, error.into(), None),
    }
}
