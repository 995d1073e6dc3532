//! One span, one log line and one measurement per request, by route and never
//! by URL: a pay page's URL gives access to it, so it must not be recorded. The
//! line has the visitor's address, and mall and order where they are known.

use crate::metrics::{Metrics, method_name};
use crate::telemetry::traces;
use api::REQUEST_ID;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::ids::RequestId;
use domain::visit::VisitorAddress;
use std::sync::Arc;
use tracing::field::{Empty, display};
use tracing::{Instrument as _, Span};

/// The state of [`log_request`].
#[derive(Clone)]
pub(crate) struct AccessLog {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) metrics: Arc<Metrics>,
}

/// Middleware: assigns the request id and the trace, which all its log lines
/// carry, and logs and measures the response, which has the id in the header
/// [`REQUEST_ID`] like those of the API. Handlers add mall and order to
/// the span. The id is also a request extension.
pub(crate) async fn log_request(
    State(log): State<AccessLog>,
    mut request: Request,
    next: Next,
) -> Response {
    let start = log.clock.now();
    let id = RequestId::new(log.entropy.as_ref(), start);
    let span = tracing::error_span!(
        "request",
        otel.kind = "server",
        request_id = %id,
        trace_id = Empty,
        mall = Empty,
        order = Empty
    );
    let trace = traces::join(&span, request.headers(), log.entropy.as_ref());
    span.record("trace_id", display(trace));
    // Always valid, because an id consists of letters and digits.
    let id_value = HeaderValue::from_str(id.as_str()).ok();
    request.extensions_mut().insert(id);
    let method = request.method().clone();
    let visitor = request.extensions().get::<VisitorAddress>();
    let visitor = visitor.map(|visitor| display(visitor.0));
    let route = request.extensions().get::<MatchedPath>().cloned();
    let answered = async move {
        let mut response = next.run(request).await;
        if let Some(id) = id_value {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
        let status = response.status().as_u16();
        let duration_ms = log.clock.now().ms().saturating_sub(start.ms()).max(0);
        log.metrics.request(&method, route, status, duration_ms);
        let method = method_name(&method);
        traces::answered(&Span::current(), method, route, status);
        if status >= 500 {
            tracing::error!(method, route, status, duration_ms, visitor, "request");
        } else {
            tracing::info!(method, route, status, duration_ms, visitor, "request");
        }
        response
    };
    answered.instrument(span).await
}
