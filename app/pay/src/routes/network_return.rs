//! The return from a network's page, by a link or a form of that page.
//!
//! The request's content is ignored: the network is queried instead. The
//! request comes from another site, and may come from another browser.

use super::order_path::OrderPath;
use super::pay_query::PayQuery;
use super::site::Site;
use axum::extract::State;
use axum::response::Response;
use domain::desk::DeskError;
use http::HeaderMap;

/// 303 to the order's page. Where the network was queried a moment before, and so
/// is not now, the page says it.
pub(super) async fn returned(
    State(site): State<Site>,
    OrderPath { token, .. }: OrderPath,
    query: PayQuery,
    headers: HeaderMap,
) -> Response {
    let pressed = site.pages.settings().clock.now();
    let returned = async {
        let place = site.desk.returned(&token).await?;
        let asked_at = site.desk.page_state(&token).await?.asked_at;
        Ok::<_, DeskError>((place, asked_at))
    };
    match returned.await {
        Ok((place, Some(asked_at))) if asked_at < pressed => {
            let path = format!("{}?done=ask", place.path(&token));
            site.go_to(&query, &path)
        }
        Ok((place, _)) => site.go_to_place(&query, &token, place),
        Err(error) => site.error_page(&query, &headers, &error.into()),
    }
}
