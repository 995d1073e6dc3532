//! What the handlers share.

use std::sync::Arc;

use axum::extract::FromRef;
use engine::Engine;

use crate::keyed_calls::in_flight::CallsInFlight;

/// The state of the router. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct ApiState {
    /// The use cases.
    pub(crate) engine: Arc<Engine>,
    /// Keyed calls in progress.
    pub(crate) calls_in_flight: CallsInFlight,
}

impl ApiState {
    /// The state of a router on this engine.
    pub(crate) fn new(engine: Arc<Engine>) -> Self {
        Self {
            engine,
            calls_in_flight: CallsInFlight::default(),
        }
    }
}

impl FromRef<ApiState> for Arc<Engine> {
    fn from_ref(state: &ApiState) -> Self {
        Arc::clone(&state.engine)
    }
}
