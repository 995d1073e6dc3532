//! The desk's router: pages, API, files, and what holds for all of them.

use crate::access_log::AccessLog;
use crate::assets;
use crate::compress::Compress;
use crate::ops::Metrics;
use app::settings::{PageAssets, PageSettings};
use axum::Router;
use domain::clock::Clock;
use domain::entropy::Entropy;
use engine::Engine;
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

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
            .layer(log)
            .layer(CatchPanicLayer::new())
            .layer(Compress);
        Router::new()
            .merge(app::routes::router(desk, page_assets(), settings))
            .merge(engine::api::router(self.engine))
            .merge(assets::routes())
            .fallback_service(missing)
            .layer(around)
    }
}

fn page_assets() -> PageAssets {
    let built = assets::page_assets();
    PageAssets {
        js: built.islands.map(|i| i.js.to_owned()),
        wasm: built.islands.map(|i| i.wasm.to_owned()),
        css: built.css,
    }
}
