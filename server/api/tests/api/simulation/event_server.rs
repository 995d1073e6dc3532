//! The mall's webhook endpoint on a real socket: passes each event to the
//! simulator and returns the simulator's answer.

use super::message::{EventDelivery, Message};
use super::scheduler::Scheduler;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::oneshot;

/// The server; it ends with its runtime.
pub(super) struct EventServer {
    pub(super) address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl EventServer {
    pub(super) fn start(scheduler: Arc<Scheduler<Message>>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new()
            .route("/events/{address}", post(receive))
            .with_state(scheduler);
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self {
            address,
            _runtime: runtime,
        }
    }
}

async fn receive(
    State(scheduler): State<Arc<Scheduler<Message>>>,
    Path(address): Path<u32>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let event = headers["webhook-id"].to_str().expect("ASCII").to_owned();
    let (answer, answered) = oneshot::channel();
    scheduler.active_task_rests(|desk| {
        Message::EventDelivered(EventDelivery {
            desk,
            address,
            event,
            body,
            answer,
        })
    });
    // The simulator dropped it.
    let Ok((status, after)) = answered.await else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let mut response = StatusCode::from_u16(status)
        .expect("a status")
        .into_response();
    if let Some(after) = after {
        let value = HeaderValue::from_str(&after.to_string()).expect("digits");
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}
