//! Rule R1: inside another page, every URL of the console is answered with the
//! page that has nothing but words and a link. No handler runs.

use super::site::Site;
use crate::pages;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::Method;
use ui::fetch_metadata;
use ui::query::QueryParameters;

/// Middleware around the routes.
pub(super) async fn only_words(State(site): State<Site>, request: Request, next: Next) -> Response {
    if !fetch_metadata::is_embedded(request.headers()) {
        return next.run(request).await;
    }
    let uri = request.uri();
    let query = QueryParameters::read(uri.query().unwrap_or_default());
    // The query of a form names its action, which a link cannot repeat.
    let open = match *request.method() {
        Method::GET => uri.to_string(),
        _ => uri.path().to_owned(),
    };
    let lang = query.first("lang");
    site.pages
        .embedded(request.headers(), lang, pages::embedded_text, &open)
}
