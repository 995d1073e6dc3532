//! The order's place, live, as server-sent events: `event: place` with the
//! path of the page it is at now and the marks of its refunds. The page leaves
//! when the path differs from its own, and reads its refunds again when the
//! marks do.

use super::Site;
use crate::headers;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::desk::Watch;
use domain::ids::PayToken;
use futures_core::Stream;
use http::StatusCode;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// How often a quiet stream shows that it lives; proxies close sooner or later
/// what is silent for a minute.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// The stream of one order.
pub(super) async fn events(State(site): State<Site>, Path(token): Path<String>) -> Response {
    let Some(token) = PayToken::parse(&token) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = match site.desk.watch(&token).await {
        Ok(watch) => Sse::new(Sights { watch, token })
            .keep_alive(KeepAlive::new().interval(HEARTBEAT))
            .into_response(),
        Err(error) => {
            let stop = crate::stop::Stop::from(error);
            StatusCode::from_u16(stop.status())
                .unwrap_or(StatusCode::SERVICE_UNAVAILABLE)
                .into_response()
        }
    };
    headers::plain(response.headers_mut(), &site.settings);
    response
}

/// A watch, as events.
struct Sights {
    watch: Watch,
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
