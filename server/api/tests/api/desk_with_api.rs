//! A desk whose orders can be paid, with its API, and the mall's signed calls.

use crate::contract;
use api::router;
use axum::Router;
use domain::clock::Clock as _;
use serde_json::Value;
use std::ops::Deref;
use std::sync::Arc;
use testkit::api::ApiAnswer;
use testkit::fixture::Fixture;

/// The engine of a fixture, with one router: calls in flight are known per
/// router.
pub(crate) struct DeskWithApi {
    pub(crate) router: Router,
    fixture: Fixture,
}

impl DeskWithApi {
    pub(crate) async fn new() -> Self {
        let fixture = Fixture::new().await;
        Self {
            router: router(Arc::clone(&fixture.engine)),
            fixture,
        }
    }
}

impl Deref for DeskWithApi {
    type Target = Fixture;

    fn deref(&self) -> &Fixture {
        &self.fixture
    }
}

/// A POST with this `Idempotency-Key`.
pub(crate) async fn post(desk: &DeskWithApi, path: &str, key: &str, body: &Value) -> ApiAnswer {
    post_to(&desk.router, desk, path, key, body).await
}

/// A POST to one of several engines.
pub(crate) async fn post_to(
    router: &Router,
    fixture: &Fixture,
    path: &str,
    key: &str,
    body: &Value,
) -> ApiAnswer {
    let (body, now) = (body.to_string(), fixture.clock.now());
    let request = fixture.signer.request("POST", path, Some(key), &body, now);
    contract::call(router.clone(), request).await
}

/// A GET.
pub(crate) async fn get(desk: &DeskWithApi, path: &str) -> ApiAnswer {
    let now = desk.clock.now();
    let request = desk.signer.request("GET", path, None, "", now);
    contract::call(desk.router.clone(), request).await
}
