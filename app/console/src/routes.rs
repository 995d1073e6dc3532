//! The routes of the console.
//!
//! | route | answer |
//! |---|---|
//! | `GET /console` | what the console is, and the time in China |
//!
//! Inside another page it is refused (rule R1).

use crate::home;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::{HeaderMap, StatusCode, Uri};
use serde::Deserialize;
use std::sync::Arc;
use ui::fetch_metadata;
use ui::page_renderer::PageRenderer;
use ui::settings::{PageAssets, PageSettings};

/// The console's router. The server merges it with those of the pay page, the
/// API and the files.
pub fn router(assets: PageAssets, settings: PageSettings) -> Router {
    let pages = PageRenderer::new(assets, settings, []);
    Router::new()
        .route("/console", get(open))
        .with_state(Arc::new(pages))
}

/// The query of a page's URL. Unknown parameters are ignored.
#[derive(Default, Deserialize)]
struct ConsoleQuery {
    /// The chosen language.
    lang: Option<String>,
}

async fn open(State(pages): State<Arc<PageRenderer>>, uri: Uri, headers: HeaderMap) -> Response {
    let query = uri.query().unwrap_or_default();
    let query: ConsoleQuery = serde_urlencoded::from_str(query).unwrap_or_default();
    let context = pages.context(query.lang.as_deref(), None, &headers);
    if let Err(error) = fetch_metadata::refuse_framing(&headers) {
        let view = || home::embedded(&context);
        return pages.page(&headers, error.status(), &context, false, view);
    }
    let view = || home::view(&context, pages.settings().clock.now());
    pages.page(&headers, StatusCode::OK, &context, false, view)
}
