//! Events on their way: a mall's endpoint on loopback that answers as told,
//! and the desk's job run by hand.

use crate::contract;
use crate::events::close_one;
use crate::fixture::ApiFixture;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::mall::KeyAlgorithm;
use domain::rate_limits::RateLimit;
use serde_json::Value;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::keys::PROVIDER_PUBLIC_KEY;
use testkit::loopback::serve;
use testkit::signer::MallSigner;
use testkit::wait::{SOON, until};
use tokio::sync::Notify;

/// One delivery as it came.
#[derive(Clone, Debug)]
struct Seen {
    id: String,
    timestamp: i64,
    body: String,
}

/// A mall's endpoint: keeps what came, answers what it was told to (200 when
/// nothing is left).
#[derive(Clone, Default)]
struct Endpoint {
    seen: Arc<Mutex<Vec<Seen>>>,
    answers: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
}

impl Endpoint {
    async fn start(&self) -> String {
        let router = Router::new()
            .route("/hook", post(take))
            .with_state(self.clone());
        format!("{}/hook", serve(router).await)
    }

    fn answer(&self, status: u16, retry_after: &'static str) {
        self.answers
            .lock()
            .expect("whole")
            .push_back((status, retry_after));
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("whole").clone()
    }
}

async fn take(State(endpoint): State<Endpoint>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name: &str| headers[name].to_str().expect("text").to_owned();
    let (id, timestamp) = (text("webhook-id"), text("webhook-timestamp"));
    let signature = text("webhook-signature");
    let signature = STANDARD
        .decode(signature.strip_prefix("v1a,").expect("its kind"))
        .expect("base64");
    contract::hold_webhook(&body);
    let body = String::from_utf8(body.to_vec()).expect("text");
    let key = URL_SAFE_NO_PAD.decode(PROVIDER_PUBLIC_KEY).expect("base64");
    UnparsedPublicKey::new(&ED25519, key)
        .verify(format!("{id}.{timestamp}.{body}").as_bytes(), &signature)
        .expect("signed by the provider");
    let seen = Seen {
        id,
        timestamp: timestamp.parse().expect("seconds"),
        body,
    };
    endpoint.seen.lock().expect("whole").push(seen);
    let (status, retry_after) = endpoint
        .answers
        .lock()
        .expect("whole")
        .pop_front()
        .unwrap_or((200, ""));
    let status = StatusCode::from_u16(status).expect("a status");
    (
        status,
        [("retry-after", retry_after), ("location", "/elsewhere")],
        "x".repeat(100_000),
    )
        .into_response()
}

/// Runs what is due until nothing is.
async fn settle(fixture: &ApiFixture) {
    while fixture.engine.run_due_jobs().await > 0 {}
}

async fn fixture(endpoint: &Endpoint) -> (ApiFixture, MallSigner) {
    let url = endpoint.start().await;
    let mut fixture = ApiFixture::with_webhook(Some(url)).await;
    let caller = fixture.caller(KeyAlgorithm::Ed25519).await;
    (fixture, caller)
}

#[tokio::test]
async fn an_event_is_delivered_signed_and_once() {
    let endpoint = Endpoint::default();
    let (fixture, caller) = fixture(&endpoint).await;
    close_one(&fixture, &caller, "A-1").await;
    settle(&fixture).await;
    fixture.clock.advance(100 * 3600);
    settle(&fixture).await;
    let seen = endpoint.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    let listed = fixture.get(&caller, "/v1/events").await.body["data"][0].clone();
    let body: Value = serde_json::from_str(&seen[0].body).expect("JSON");
    assert_eq!(
        (&body["type"], &body["timestamp"], &body["data"]),
        (&listed["type"], &listed["timestamp"], &listed["data"])
    );
    assert_eq!(Value::from(seen[0].id.as_str()), listed["id"]);
}

#[tokio::test]
async fn a_failed_delivery_comes_again_the_same_on_schedule_and_after_a_restart() {
    let endpoint = Endpoint::default();
    let (mut fixture, caller) = fixture(&endpoint).await;
    for status in [500, 302, 404] {
        endpoint.answer(status, "");
    }
    close_one(&fixture, &caller, "A-1").await;
    settle(&fixture).await;
    assert_eq!(endpoint.seen().len(), 1);
    fixture.clock.advance(4);
    settle(&fixture).await;
    assert_eq!(endpoint.seen().len(), 1, "not before its time");
    fixture.clock.advance(2);
    settle(&fixture).await;
    assert_eq!(endpoint.seen().len(), 2);
    fixture.restart().await;
    fixture.clock.advance(331);
    settle(&fixture).await;
    fixture.clock.advance(1981);
    settle(&fixture).await;
    let seen = endpoint.seen();
    assert_eq!(seen.len(), 4, "delivered at the fourth");
    assert!(
        seen.iter()
            .all(|s| s.id == seen[0].id && s.body == seen[0].body),
        "the same event each time"
    );
    assert_eq!(
        seen[1].timestamp - seen[0].timestamp,
        6,
        "the time is the try's"
    );
}

/// The date is an hour after the fixture's noon.
#[tokio::test]
async fn a_mall_may_ask_for_time() {
    for retry_after in ["3600", "Sun, 22 Nov 2026 05:00:00 GMT"] {
        let endpoint = Endpoint::default();
        let (fixture, caller) = fixture(&endpoint).await;
        endpoint.answer(503, retry_after);
        close_one(&fixture, &caller, "A-1").await;
        settle(&fixture).await;
        fixture.clock.advance(3599);
        settle(&fixture).await;
        assert_eq!(endpoint.seen().len(), 1, "{retry_after}");
        fixture.clock.advance(2);
        settle(&fixture).await;
        assert_eq!(endpoint.seen().len(), 2, "{retry_after}");
    }
}

/// A mall has more events than there are places for deliveries, and its endpoint
/// does not answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mall_that_hangs_delays_no_other() {
    let (called, answers) = (Arc::new(AtomicU32::new(0)), Arc::new(Notify::new()));
    let hang = {
        let (called, answers) = (Arc::clone(&called), Arc::clone(&answers));
        move || async move {
            called.fetch_add(1, Relaxed);
            answers.notified().await;
        }
    };
    let hanging = serve(Router::new().route("/hook", post(hang))).await;
    let mut fixture = ApiFixture::with_webhook(Some(format!("{hanging}/hook"))).await;
    let slow = fixture.caller(KeyAlgorithm::Ed25519).await;
    for n in 0..80 {
        close_one(&fixture, &slow, &format!("SLOW-{n}")).await;
    }
    let endpoint = Endpoint::default();
    fixture.mall.webhook_url = Some(endpoint.start().await);
    let quick = fixture.caller(KeyAlgorithm::Ed25519).await;
    close_one(&fixture, &quick, "QUICK").await;

    let jobs = fixture.engine.start_jobs();
    // Before the first delivery to the mall that hangs is given up, after 15 s.
    until("the other mall's event", Duration::from_secs(10), || {
        let seen = endpoint.seen().len();
        async move { (seen == 1).then_some(()) }
    })
    .await;
    let most = RateLimit::DeliveriesPerOtherMall.bound().most;
    until("the places of the mall", SOON, || {
        let many = called.load(Relaxed);
        async move { (many == most).then_some(()) }
    })
    .await;
    let stopping = tokio::spawn(jobs.stop());
    until("the end of all deliveries", SOON, || {
        answers.notify_waiters();
        let ended = stopping.is_finished();
        async move { ended.then_some(()) }
    })
    .await;
}

/// However many malls hang, one that answers does not wait for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_malls_that_hang_leave_places_to_one_that_answers() {
    let called = Arc::new(AtomicU32::new(0));
    let hang = {
        let called = Arc::clone(&called);
        move || {
            called.fetch_add(1, Relaxed);
            std::future::pending::<StatusCode>()
        }
    };
    let hanging = serve(Router::new().route("/hook", post(hang))).await;
    let mut fixture = ApiFixture::with_webhook(Some(format!("{hanging}/hook"))).await;
    for mall in 0..40 {
        let slow = fixture.caller(KeyAlgorithm::Ed25519).await;
        for event in 0..2 {
            close_one(&fixture, &slow, &format!("SLOW-{mall}-{event}")).await;
        }
    }
    let endpoint = Endpoint::default();
    fixture.mall.webhook_url = Some(endpoint.start().await);
    let quick = fixture.caller(KeyAlgorithm::Ed25519).await;
    close_one(&fixture, &quick, "QUICK").await;
    let jobs = fixture.engine.start_jobs();
    // Before the first deliveries to the malls that hang are given up, after 15 s.
    until("the working mall's event", Duration::from_secs(10), || {
        let seen = endpoint.seen().len();
        async move { (seen == 1).then_some(()) }
    })
    .await;
    assert!(called.load(Relaxed) <= 40, "one for each mall");
    drop(jobs);
}

#[tokio::test]
async fn after_ten_tries_it_is_given_up_and_can_still_be_read() {
    let endpoint = Endpoint::default();
    let (fixture, caller) = fixture(&endpoint).await;
    for _ in 0..20 {
        endpoint.answer(500, "");
    }
    close_one(&fixture, &caller, "A-1").await;
    for _ in 0..120 {
        settle(&fixture).await;
        fixture.clock.advance(3600);
    }
    assert_eq!(endpoint.seen().len(), 10);
    assert_eq!(
        fixture.get(&caller, "/v1/events").await.body["data"][0]["type"],
        "order.closed"
    );
}

#[tokio::test]
async fn gone_switches_the_endpoint_off() {
    let endpoint = Endpoint::default();
    let (fixture, caller) = fixture(&endpoint).await;
    endpoint.answer(410, "");
    close_one(&fixture, &caller, "A-1").await;
    settle(&fixture).await;
    close_one(&fixture, &caller, "A-2").await;
    fixture.clock.advance(100 * 3600);
    settle(&fixture).await;
    assert_eq!(endpoint.seen().len(), 1);
    let mall = fixture
        .engine
        .registry()
        .mall_of_key(&caller.key_id)
        .await
        .expect("reads")
        .expect("there");
    assert_eq!(mall.webhook_url, None);
    assert_eq!(
        fixture.get(&caller, "/v1/events").await.body["data"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
}

#[tokio::test]
async fn addresses_of_our_own_networks_are_not_called() {
    // Loopback is allowed in this fixture as 127.0.0.0/8 only. Registration
    // refuses these addresses; an older version did not.
    for url in [
        "https://localhost.localdomain.invalid/hook",
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest",
    ] {
        let mut fixture = ApiFixture::with_webhook(Some("https://mall.example/".to_owned())).await;
        let mall = fixture.mall.id.clone();
        let set = fixture.engine.store.write(move |tx| {
            let mall = mall.clone();
            Box::pin(async move { store::malls::set_webhook(tx, &mall, Some(url)).await })
        });
        set.await.expect("set");
        let caller = fixture.caller(KeyAlgorithm::Ed25519).await;
        close_one(&fixture, &caller, "A-1").await;
        settle(&fixture).await;
        assert_eq!(
            fixture.get(&caller, "/v1/events").await.status,
            200,
            "{url}: put off, nothing broke"
        );
    }
}
