//! A mall's program: calls the `/v1` API with signed requests.

use super::fixture::Fixture;
use crate::engine::Engine;
use domain::clock::Clock as _;
use serde_json::Value;
use std::sync::Arc;
use testkit::api::{ApiAnswer, call};

/// A POST with this `Idempotency-Key`.
pub(crate) async fn post(fixture: &Fixture, path: &str, key: &str, body: &Value) -> ApiAnswer {
    post_to(&fixture.engine, fixture, path, key, body).await
}

/// A POST to one of several engines.
pub(crate) async fn post_to(
    engine: &Arc<Engine>,
    fixture: &Fixture,
    path: &str,
    key: &str,
    body: &Value,
) -> ApiAnswer {
    let (body, now) = (body.to_string(), fixture.clock.now());
    let request = fixture.signer.request("POST", path, Some(key), &body, now);
    call(crate::api::router(Arc::clone(engine)), request).await
}

/// A GET.
pub(crate) async fn get(fixture: &Fixture, path: &str) -> ApiAnswer {
    let now = fixture.clock.now();
    let request = fixture.signer.request("GET", path, None, "", now);
    call(crate::api::router(Arc::clone(&fixture.engine)), request).await
}
