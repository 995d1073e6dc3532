//! Ends event streams when the server stops: they do not end by themselves, and
//! browsers connect again, then to another process.

use super::phase::PhaseWatch;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The answer; its body ends when the server stops if it is an event stream.
pub(super) fn ending_with_server(response: Response, phases: &PhaseWatch) -> Response {
    let media = response.headers().get(CONTENT_TYPE);
    if media.is_none_or(|media| !media.as_bytes().starts_with(b"text/event-stream")) {
        return response;
    }
    let stopping = Box::pin(phases.clone().stopping());
    response.map(|body| {
        Body::from_stream(EndingStream {
            body: body.into_data_stream(),
            stopping,
        })
    })
}

/// A body until the server stops.
struct EndingStream<B, S> {
    body: B,
    stopping: Pin<Box<S>>,
}

impl<B: Stream + Unpin, S: Future<Output = ()>> Stream for EndingStream<B, S> {
    type Item = B::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<B::Item>> {
        if self.stopping.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        Pin::new(&mut self.body).poll_next(context)
    }
}
