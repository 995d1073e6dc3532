//! One log line and one measurement per request, by route, never by address:
//! a pay page's address is a capability, and stays out of both. An answer that
//! says "later" says when, whoever made it.

use crate::come_back;
use crate::ops::{Metrics, method_name};
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, Response};
use domain::clock::{At, Clock};
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tower::{Layer, Service};

/// What lines are made with; as a layer, around what is logged.
#[derive(Clone)]
pub(crate) struct AccessLog {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Arc<Metrics>,
}

/// What is asked through the log.
#[derive(Clone)]
pub(crate) struct Logged<S> {
    inner: S,
    log: AccessLog,
}

impl<S> Layer<S> for AccessLog {
    type Service = Logged<S>;

    fn layer(&self, inner: S) -> Logged<S> {
        let log = self.clone();
        Logged { inner, log }
    }
}

impl<S, B> Service<Request> for Logged<S>
where
    S: Service<Request, Response = Response<B>>,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Answering<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let line = Line {
            method: request.method().clone(),
            route: request.extensions().get().cloned(),
            start: self.log.clock.now(),
            log: self.log.clone(),
        };
        let answer = self.inner.call(request);
        Answering { answer, line }
    }
}

pin_project! {
    /// A request on its way through.
    pub(crate) struct Answering<F> {
        #[pin]
        answer: F,
        line: Line,
    }
}

impl<F, B, E> Future for Answering<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let mut answer = ready!(this.answer.poll(context));
        if let Ok(response) = &mut answer {
            come_back::told(response);
            this.line.write(response.status().as_u16());
        }
        Poll::Ready(answer)
    }
}

/// What is known of a request before it is answered.
struct Line {
    method: Method,
    route: Option<MatchedPath>,
    start: At,
    log: AccessLog,
}

impl Line {
    /// Measures and logs it.
    fn write(&self, status: u16) {
        let method = method_name(&self.method);
        let route = self.route.as_ref().map_or("(none)", MatchedPath::as_str);
        let now = self.log.clock.now().ms();
        let duration_ms = now.saturating_sub(self.start.ms()).max(0);
        let metrics = &self.log.metrics;
        metrics.request(&self.method, route, status, duration_ms);
        if status >= 500 {
            tracing::error!(method, route, status, duration_ms, "request");
        } else {
            tracing::info!(method, route, status, duration_ms, "request");
        }
    }
}
