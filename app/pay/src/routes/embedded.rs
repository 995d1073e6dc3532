//! Rule R1: inside another page, every URL of these routes is answered with the
//! page that has nothing but words and a link. No handler runs.

use super::site::Site;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use ui::pages;

/// Middleware around the routes.
pub(super) async fn only_words(State(site): State<Site>, request: Request, next: Next) -> Response {
    match site.pages.embedded(&request, pages::embedded_text) {
        Some(words) => words,
        None => next.run(request).await,
    }
}
