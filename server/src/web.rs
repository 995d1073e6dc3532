//! The desk's router: pages, API, files, and the layers around all of them.

use crate::access_log::{AccessLog, log_request};
use crate::assets;
use crate::common_headers::{IsHttps, add_common_headers};
use crate::host_header::require_host;
use crate::metrics::Metrics;
use crate::request_line::limit_request_line;
use crate::retry_after;
use crate::security_txt::{self, SecurityContact};
use crate::trusted_proxies::{TrustedProxies, find_visitor};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use domain::clock::Clock;
use domain::entropy::Entropy;
use engine::Engine;
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use ui::settings::{PageSettings, Provider};

/// Responses are compressed for each request, so at a low level. The pay page
/// then fits into TCP's initial window.
const COMPRESSION_LEVEL: CompressionLevel = CompressionLevel::Precise(4);

/// The parts of the router.
pub(crate) struct Web {
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) metrics: Arc<Metrics>,
    /// The desk's own origin.
    pub(crate) public_url: String,
    /// The consoles' origin.
    pub(crate) console_url: String,
    /// True where the consoles have a listener of their own.
    pub(crate) console_apart: bool,
    /// Origins of the networks' front pages.
    pub(crate) networks: Vec<String>,
    /// Who runs the desk.
    pub(crate) provider: Provider,
    /// Where vulnerabilities are reported.
    pub(crate) security_contact: Option<SecurityContact>,
    /// The proxies in front of the desk.
    pub(crate) trusted_proxies: TrustedProxies,
}

/// The routers of a desk.
pub(crate) struct Routers {
    /// Of the desk's listener.
    pub(crate) desk: Router,
    /// Of the consoles' listener, if they have one.
    pub(crate) console: Option<Router>,
}

impl Web {
    /// Pages, `/v1`, notices and files; any other path gets the not-found page.
    /// A panic in a handler is a 500 for that request alone. Consoles that have
    /// their own listener are not found at the desk's (ASVS 5, 3.5.4).
    pub(crate) fn routers(self) -> Routers {
        let desk = self.engine.desk();
        let log = AccessLog {
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            metrics: self.metrics,
        };
        let clock = Arc::clone(&self.clock);
        let security_txt = security_txt::routes(self.security_contact, &self.public_url, clock);
        let settings = PageSettings {
            public_url: self.public_url,
            networks: self.networks,
            provider: Arc::new(self.provider),
            clock: self.clock,
            entropy: self.entropy,
        };
        let of_console = PageSettings {
            public_url: self.console_url,
            ..settings.clone()
        };
        let proxies = self.trusted_proxies;
        let finished = |router: Router, settings: &PageSettings| {
            let desk = self.engine.desk();
            let missing = pay::routes::missing(desk, assets::PAY, settings.clone());
            let is_https = IsHttps(settings.public_url.starts_with("https://"));
            // Together, as one layer around each route; the first is outermost.
            let around = ServiceBuilder::new()
                .layer(from_fn_with_state(is_https, add_common_headers))
                .layer(from_fn_with_state(proxies.clone(), find_visitor))
                .layer(from_fn_with_state(log.clone(), log_request))
                .layer(from_fn(limit_request_line))
                .layer(from_fn(require_host))
                .layer(retry_after::layer())
                .layer(CatchPanicLayer::new())
                .layer(compression());
            let router = router.merge(assets::routes());
            router.fallback_service(missing).layer(around)
        };
        let console = self.engine.console();
        let console = console::routes::router(
            console,
            assets::CONSOLE,
            assets::PREVIEW,
            of_console.clone(),
        );
        let desk = Router::new()
            .merge(pay::routes::router(desk, assets::PAY, settings.clone()))
            .merge(api::router(Arc::clone(&self.engine)))
            .merge(security_txt);
        if self.console_apart {
            Routers {
                desk: finished(desk, &settings),
                console: Some(finished(console, &of_console)),
            }
        } else {
            Routers {
                desk: finished(desk.merge(console), &settings),
                console: None,
            }
        }
    }
}

/// Compresses by `Accept-Encoding`. Event streams and responses that are
/// already encoded pass unchanged.
fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(COMPRESSION_LEVEL)
}

#[cfg(test)]
mod tests {
    use super::compression;
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use axum::http::Response;
    use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
    use std::convert::Infallible;
    use tower::{Layer, ServiceExt, service_fn};

    const TEXT: &str = "as long as what is worth to be compressed, and longer still";

    /// What a caller who accepts these gets of an answer of this type, in
    /// `coding`.
    async fn asked(
        accepts: Option<&str>,
        kind: &str,
        coding: Option<&str>,
    ) -> (Vec<String>, Vec<u8>) {
        let answered = service_fn(async |_: Request| {
            let mut answer = Response::builder().header(CONTENT_TYPE, kind);
            if let Some(coding) = coding {
                answer = answer.header(CONTENT_ENCODING, coding);
            }
            Ok::<_, Infallible>(answer.body(Body::from(TEXT)).expect("an answer"))
        });
        let mut request = Request::builder();
        if let Some(accepts) = accepts {
            request = request.header(ACCEPT_ENCODING, accepts);
        }
        let request = request.body(Body::empty()).expect("a request");
        let answer = compression().layer(answered).oneshot(request).await;
        let (parts, body) = answer.expect("answered").into_parts();
        let said = [CONTENT_ENCODING, VARY].map(|name| parts.headers.get(name).cloned());
        let said = said.into_iter().flatten();
        let said = said.map(|value| value.to_str().expect("ASCII").to_owned());
        let body = to_bytes(Body::new(body), 1 << 20).await.expect("a body");
        (said.collect(), body.to_vec())
    }

    #[tokio::test]
    async fn an_answer_is_compressed_once_as_its_caller_accepts() {
        for (accepts, coding) in [("br, gzip", "br"), ("gzip", "gzip")] {
            let (said, body) = asked(Some(accepts), "text/html", None).await;
            assert_eq!(said, [coding, "accept-encoding"]);
            assert_ne!(body, TEXT.as_bytes());
        }
        for accepts in [None, Some("identity"), Some("br;q=0")] {
            let plain = asked(accepts, "text/html", None).await;
            let same = (vec!["accept-encoding".to_owned()], TEXT.into());
            assert_eq!(plain, same, "{accepts:?}");
        }
        let encoded = asked(Some("gzip"), "text/html", Some("br")).await;
        assert_eq!(encoded, (vec!["br".to_owned()], TEXT.into()));
    }

    #[tokio::test]
    async fn a_stream_of_events_passes_as_it_is() {
        let stream = asked(Some("br, gzip"), "text/event-stream", None).await;
        assert_eq!(stream, (Vec::new(), TEXT.into()));
    }
}
