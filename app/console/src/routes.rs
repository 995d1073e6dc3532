//! The routes of the console.
//!
//! | route | answer |
//! |---|---|
//! | `GET /console` | what the console is, and the time in China |
//!
//! Inside another page there is a link to it instead (rule R1).

use crate::home;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::{HeaderMap, StatusCode, Uri};
use std::sync::Arc;
use ui::fetch_metadata;
use ui::headers::PagePolicy;
use ui::page_renderer::PageRenderer;
use ui::query::QueryParameters;
use ui::settings::{PageAssets, PageSettings};

/// The console's router. The server merges it with those of the pay page, the
/// API and the files.
pub fn router(assets: PageAssets, settings: PageSettings) -> Router {
    let pages = PageRenderer::new(assets, settings, []);
    Router::new()
        .route("/console", get(open))
        .with_state(Arc::new(pages))
}

async fn open(State(pages): State<Arc<PageRenderer>>, uri: Uri, headers: HeaderMap) -> Response {
    let query = QueryParameters::read(uri.query().unwrap_or_default());
    let lang = query.first("lang");
    if fetch_metadata::is_embedded(&headers) {
        return pages.embedded(&headers, lang, home::embedded_text, &uri.to_string());
    }
    let context = pages.context(lang, None, &headers);
    let view = || home::view(&context, pages.settings().clock.now());
    pages.page(&headers, StatusCode::OK, &context, PagePolicy::Own, view)
}
