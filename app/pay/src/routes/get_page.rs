//! GET of a page: the order's page, or 303 to it.

use super::kept_answer::keeps_cookies;
use super::order_path::OrderPath;
use super::pay_query::PayQuery;
use super::site::Site;
use super::visitor::Visitor;
use axum::extract::State;
use axum::response::Response;
use domain::clock::At;
use domain::desk::{DeskError, FormState, PayPage, Place};
use domain::ids::AgreementId;
use http::{HeaderMap, StatusCode, Uri};
use ui::pages::{Message, OrderScreen};

/// For how many seconds a query of the network was "just now".
const JUST_NOW_S: i64 = 10;

/// A page of an order.
pub(super) async fn get_page(
    State(site): State<Site>,
    OrderPath { token, place }: OrderPath,
    Visitor(visit): Visitor,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    let loaded = async {
        // The form may have expired.
        if place == Some(Place::Bank) {
            site.desk.leave_for_bank(&token, &visit).await?;
        }
        let page = site.desk.page(&token, &visit).await?;
        // The network is queried, so that a reload works without scripts. The page
        // then has another time of the query, if not another place.
        if page.place == Place::Waiting && place == Some(Place::Waiting) {
            site.desk.returned(&token).await?;
            return site.desk.page(&token, &visit).await;
        }
        Ok::<_, DeskError>(page)
    };
    let page = match loaded.await {
        Ok(page) => page,
        Err(error) => return site.error_page(&query, &headers, &error.into()),
    };
    let now = site.pages.settings().clock.now();
    let Some(place) = place.filter(|place| page.may_show(*place)) else {
        return site.go_to_place(&query, &token, page.place);
    };
    let is_open = !page.state.is_final();
    let kept = if query.has_values() {
        None
    } else {
        site.kept_answer(&headers, &token, place)
    };
    let (screen, status) = match kept {
        Some(kept) => kept.screen(page, now),
        None => (asked_for(&query, page, place, now), StatusCode::OK),
    };
    let mut response = site.order_page(&query, &headers, status, &screen);
    if is_open && !keeps_cookies(&headers) {
        site.keep_nothing(&mut response, &Place::Choose.path(&token));
    }
    response
}

/// The page with the values of its URL.
fn asked_for(query: &PayQuery, page: PayPage, place: Place, now: At) -> OrderScreen {
    OrderScreen {
        place,
        form: FormState {
            bank: query.bank.clone(),
            remove: query.remove.as_deref().and_then(AgreementId::parse),
            ..FormState::default()
        },
        message: message(query, &page, now),
        page,
    }
}

/// What the page says of the action that led to it. Not for long: the URL may be
/// loaded again later.
fn message(query: &PayQuery, page: &PayPage, now: At) -> Option<Message> {
    match query.done.as_deref()? {
        // More time was asked for without scripts, on a page without a form.
        "more_time" if page.seconds_left > 0 => Some(Message::MoreTime),
        "ask" => {
            let asked_at = page.attempt.as_ref()?.asked_at?;
            (now < asked_at.plus_s(JUST_NOW_S)).then_some(Message::AskedAlready(asked_at))
        }
        _ => None,
    }
}

/// The page "not found", or 303 to the pay URL without what was added to it.
pub(super) async fn not_found(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    site.unknown_order(&uri, &headers)
}
