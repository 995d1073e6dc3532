//! The desk's router: pages, API, files, and what holds for all of them.

use crate::access_log::{AccessLog, record};
use crate::assets;
use crate::ops::Metrics;
use app::settings::{PageAssets, PageSettings};
use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use axum::middleware;
use domain::clock::Clock;
use domain::entropy::Entropy;
use engine::Engine;
use percent_encoding::percent_decode_str;
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// What the router is made of.
pub(crate) struct Web {
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) metrics: Arc<Metrics>,
    /// The desk's own origin.
    pub(crate) public_url: String,
    /// Origins of the networks' front pages.
    pub(crate) networks: Vec<String>,
}

impl Web {
    /// Pages, `/v1`, notices, files; everything else is the page for what is
    /// not there. A panic in a handler is a 500 for that request alone.
    pub(crate) fn router(self) -> Router {
        let desk = self.engine.desk();
        let log = AccessLog {
            clock: Arc::clone(&self.clock),
            metrics: self.metrics,
        };
        let settings = PageSettings {
            public_url: self.public_url,
            networks: self.networks,
            clock: self.clock,
            entropy: self.entropy,
        };
        let missing = app::routes::missing(Arc::clone(&desk), page_assets(), settings.clone());
        // Together, as one layer around each route; the first is outermost.
        let around = ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(log, record))
            .layer(CatchPanicLayer::new())
            .layer(compression());
        let router = Router::new()
            .merge(app::routes::router(desk, page_assets(), settings))
            .merge(engine::api::router(self.engine))
            .merge(assets::routes())
            .fallback_service(missing)
            .layer(around);
        // Outside the routes: they would refuse such an address in words of
        // their own, without our headers.
        Router::new().fallback_service(ServiceBuilder::new().map_request(readable).service(router))
    }
}

/// An address whose percent-encoding is no UTF-8 names nothing: it becomes
/// one that is answered as not found, by the page or by the API.
fn readable(mut request: Request) -> Request {
    let path = request.uri().path();
    if percent_decode_str(path).decode_utf8().is_err() {
        *request.uri_mut() = Uri::from_static(if path.starts_with("/v1/") {
            "/v1/unreadable"
        } else {
            "/unreadable"
        });
    }
    request
}

/// Pages and answers go out compressed: a pay page then fits one flight of
/// TCP. Files are compressed by the build already, and streams of events are
/// left alone. A low quality: pages are made anew for each request.
fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(4))
}

fn page_assets() -> PageAssets {
    let built = assets::page_assets();
    PageAssets {
        js: built.islands.map(|i| i.js.to_owned()),
        wasm: built.islands.map(|i| i.wasm.to_owned()),
        css: built.css,
    }
}

#[cfg(test)]
mod tests {
    use super::readable;
    use axum::body::Body;
    use axum::extract::Request;

    fn path(sent: &str) -> String {
        let request = Request::builder()
            .uri(sent)
            .body(Body::empty())
            .expect("a request");
        readable(request).uri().path().to_owned()
    }

    #[test]
    fn an_unreadable_address_is_not_found_rather_than_refused() {
        assert_eq!(path("/pay/%ff"), "/unreadable");
        assert_eq!(path("/v1/orders/%c3"), "/v1/unreadable");
        assert_eq!(path("/pay/%E4%BA%91?lang=en"), "/pay/%E4%BA%91");
    }
}
