//! GET of a page: loads the order, then shows the page it is at, or leads
//! there.

use super::Site;
use super::visit::{Ask, Visitor};
use crate::guard;
use crate::pages::Shown;
use crate::stop::Stop;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::desk::{DeskError, FormState, PayPage, Place, Visit};
use domain::ids::PayToken;
use http::request::Parts;
use http::{HeaderMap, StatusCode};

/// The page at the token's own address.
pub(super) async fn first(
    site: State<Site>,
    Path(token): Path<String>,
    ask: Ask,
    visitor: Visitor,
    request: Request,
) -> Response {
    let path = Path((token, String::new()));
    page(site, path, ask, visitor, request).await
}

/// A page by its name.
pub(super) async fn page(
    State(site): State<Site>,
    Path((token, name)): Path<(String, String)>,
    ask: Ask,
    Visitor(visit): Visitor,
    request: Request,
) -> Response {
    let (Parts { uri, headers, .. }, _) = request.into_parts();
    if let Err(stop) = guard::top_level(&headers) {
        return site.stop(&ask, &headers, stop, Some(uri.to_string()));
    }
    let Some(token) = PayToken::parse(&token) else {
        return site.stop(&ask, &headers, Stop::UnknownOrder, None);
    };
    let page = match load(&site, &token, &name, &visit).await {
        Ok(page) => page,
        Err(error) => return site.stop(&ask, &headers, error.into(), None),
    };
    match Place::from_segment(&name) {
        Some(place) if place == page.place || page.also.contains(&place) => {
            let form = FormState {
                bank: ask.bank.clone(),
                ..FormState::default()
            };
            let shown = Shown {
                page,
                place,
                form,
                said: None,
            };
            site.order(&ask, &headers, StatusCode::OK, Box::new(shown))
        }
        _ => site.go(&ask, &token, page.place),
    }
}

/// The order as it is now. Whoever looks at "waiting" has the network asked
/// once more, so that a refresh is worth something without scripts; whoever
/// leaves for the bank takes a form along that is still good there.
async fn load(
    site: &Site,
    token: &PayToken,
    name: &str,
    visit: &Visit,
) -> Result<PayPage, DeskError> {
    if name == Place::Bank.segment() {
        site.desk.leave_for_bank(token, visit).await?;
    }
    let page = site.desk.page(token).await?;
    let waits = page.place == Place::Waiting && name == Place::Waiting.segment();
    if waits && site.desk.returned(token).await? != Place::Waiting {
        return site.desk.page(token).await;
    }
    Ok(page)
}

/// What is not there.
pub(super) async fn missing(State(site): State<Site>, ask: Ask, headers: HeaderMap) -> Response {
    site.stop(&ask, &headers, Stop::UnknownOrder, None)
}
