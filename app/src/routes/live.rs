//! The order's place, live, as server-sent events: `event: place` with the
//! path of the page it is at now and the marks of its refunds. The page leaves
//! when the path differs from its own, and reads its refunds again when the
//! marks do. `event: beat` while there is nothing to tell, so that the page knows
//! a quiet stream from one that a proxy swallows. The same line alone, once, for
//! a page that hears no stream.

use super::Site;
use crate::headers;
use crate::stop::Stop;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::desk::PageStates;
use domain::ids::PayToken;
use futures_core::Stream;
use http::{HeaderName, HeaderValue, StatusCode};
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// How often a quiet stream shows that it lives: twice before the page asks by
/// itself (`follow.js`); proxies close what is silent for a minute.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Tells nginx to pass each event on as it comes, not once its buffer is full.
const UNBUFFERED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-accel-buffering"),
    HeaderValue::from_static("no"),
);

/// The stream of one order.
pub(super) async fn events(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let mut response = match watched(&site, &token).await {
        Ok(sights) => {
            let beat = Event::default().event("beat").data("1");
            let sse = Sse::new(sights);
            let alive = sse.keep_alive(KeepAlive::new().interval(HEARTBEAT).event(beat));
            ([UNBUFFERED], alive).into_response()
        }
        Err(stop) => stop.status().into_response(),
    };
    headers::plain(response.headers_mut(), &site.settings);
    response
}

/// The first line of the stream.
pub(super) async fn now(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let mut response = match watched(&site, &token).await {
        Ok(Sights { mut watch, token }) => {
            let sight = poll_fn(|cx| watch.as_mut().poll_next(cx)).await;
            // It ended before it told anything: a fault, which passes.
            sight.map_or_else(
                || StatusCode::SERVICE_UNAVAILABLE.into_response(),
                |sight| sight.line(&token).into_response(),
            )
        }
        Err(stop) => stop.status().into_response(),
    };
    headers::plain(response.headers_mut(), &site.settings);
    response
}

async fn watched(site: &Site, token: &str) -> Result<Sights, Stop> {
    let token = PayToken::parse(token).ok_or(Stop::UnknownOrder)?;
    let watch = site.desk.watch(&token).await?;
    Ok(Sights { watch, token })
}

/// A watch, as events.
struct Sights {
    watch: PageStates,
    token: PayToken,
}

impl Stream for Sights {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.watch.as_mut().poll_next(cx);
        next.map(|sight| {
            let line = sight?.line(&self.token);
            Some(Ok(Event::default().event("place").data(line)))
        })
    }
}
