//! The order's page as server-sent events. `event: place` has a line: the path of
//! the order's page and what may change on it ([`domain::desk::PageState`]).
//! `event: beat` is a heartbeat, by which the page detects a proxy that holds the
//! stream back. `/now` returns the same line once, for a page without a stream.

use super::response;
use super::site::Site;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::desk::PageStates;
use domain::ids::PayToken;
use futures_core::Stream;
use http::{HeaderName, HeaderValue};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use ui::headers;
use ui::page_error::PageError;

/// The pause between heartbeats. There are two before a page starts to poll
/// (`follow.js`), and proxies close a connection that is silent for a minute.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Makes nginx pass on each event at once.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// The stream of one order.
pub(super) async fn events(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let mut response = match watch(&site, &token).await {
        Ok(events) => {
            let beat = Event::default().event("beat").data("1");
            let sse = Sse::new(events);
            let alive = sse.keep_alive(KeepAlive::new().interval(HEARTBEAT).event(beat));
            ([UNBUFFERED], alive).into_response()
        }
        Err(error) => {
            let mut refused = error.status().into_response();
            response::wait_of(&error, refused.headers_mut());
            refused
        }
    };
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}

/// The first line of the stream.
pub(super) async fn now(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let state = async {
        let token = PayToken::parse(&token).ok_or(PageError::UnknownOrder)?;
        let state = site.desk.page_state(&token).await?;
        Ok::<_, PageError>(state.line(&token))
    };
    let mut response = match state.await {
        Ok(line) => line.into_response(),
        Err(error) => error.status().into_response(),
    };
    headers::plain(response.headers_mut(), site.pages.settings());
    response
}

async fn watch(site: &Site, token: &str) -> Result<PlaceEvents, PageError> {
    let token = PayToken::parse(token).ok_or(PageError::UnknownOrder)?;
    let watch = site.desk.watch(&token).await?;
    Ok(PlaceEvents { watch, token })
}

/// The states of the order's page as server-sent events.
struct PlaceEvents {
    watch: PageStates,
    token: PayToken,
}

impl Stream for PlaceEvents {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.watch.as_mut().poll_next(cx);
        next.map(|sight| {
            let line = sight?.line(&self.token);
            Some(Ok(Event::default().event("place").data(line)))
        })
    }
}
