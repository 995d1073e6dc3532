//! A desk for the tests, on loopback: it verifies the mall's signatures,
//! keeps one kind of order, and signs as a provider does.

use crate::mall::order_request::OrderRequest;
use crate::mall::test_key::verifies;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, MutexGuard};

struct Books {
    orders: Vec<OrderRequest>,
    state: &'static str,
    refusal: Option<&'static str>,
    silent: bool,
    seed: u8,
    key_fetches: u32,
    events: Vec<Value>,
    refunds: Vec<Value>,
}

#[derive(Clone)]
pub(super) struct PlayedDesk {
    pub(super) url: String,
    books: Arc<Mutex<Books>>,
}

impl PlayedDesk {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let books = Books {
            orders: Vec::new(),
            state: "open",
            refusal: None,
            silent: false,
            seed: 7,
            key_fetches: 0,
            events: Vec::new(),
            refunds: Vec::new(),
        };
        let desk = Self {
            url,
            books: Arc::new(Mutex::new(books)),
        };
        let router = Router::new()
            .route("/v1/orders", get(find).post(create))
            .route("/v1/orders/{id}", get(show))
            .route("/v1/orders/{id}/refunds", post(refund))
            .route("/v1/events", get(events))
            .route("/.well-known/jwks.json", get(keys))
            .with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        desk
    }

    pub(super) fn orders(&self) -> Vec<OrderRequest> {
        self.books().orders.clone()
    }

    /// The shopper opened a link: the desk has its order now.
    pub(super) fn take(&self, order: OrderRequest) {
        self.books().orders.push(order);
    }

    pub(super) fn set_state(&self, state: &'static str) {
        self.books().state = state;
    }

    pub(super) fn refuse(&self, code: &'static str) {
        self.books().refusal = Some(code);
    }

    /// The refunds asked for, as they came.
    pub(super) fn refunds(&self) -> Vec<Value> {
        self.books().refunds.clone()
    }

    /// The body of an event about a refund.
    pub(super) fn refund_event(&self, refund: &Value, state: &str, sequence: u32) -> String {
        let no = self.orders()[0].mall_order_no.clone();
        let mut event: Value =
            serde_json::from_str(&self.event_body(&no, state, sequence)).expect("JSON");
        event["type"] = json!("refund.succeeded");
        event["data"]["refund"] = refund.clone();
        event.to_string()
    }

    pub(super) fn be_silent(&self, silent: bool) {
        self.books().silent = silent;
    }

    pub(super) fn change_key(&self) {
        self.books().seed += 1;
    }

    pub(super) fn key_fetches(&self) -> u32 {
        self.books().key_fetches
    }

    /// An event that `GET /v1/events` tells.
    pub(super) fn happened(&self, no: &str, state: &str, sequence: u32) {
        let mut event: Value =
            serde_json::from_str(&self.event_body(no, state, sequence)).expect("JSON");
        event["id"] = json!(format!("evt_{sequence}"));
        self.books().events.push(event);
    }

    pub(super) fn event_body(&self, no: &str, state: &str, sequence: u32) -> String {
        let order = self
            .orders()
            .into_iter()
            .find(|o| o.mall_order_no == no)
            .expect("known");
        json!({
            "type": format!("order.{state}"),
            "timestamp": "2026-11-22T16:00:00Z",
            "data": {
                "id": "ord_1", "mall_order_no": no, "merchant_id": order.merchant_id,
                "state": state, "amount": order.amount, "sequence": sequence, "paid_at": null,
            },
        })
        .to_string()
    }

    pub(super) fn webhook_signature(&self, id: &str, sent: i64, body: &str) -> String {
        let signature = self.key().sign(format!("{id}.{sent}.{body}").as_bytes());
        format!("v1a,{}", STANDARD.encode(signature))
    }

    pub(super) fn return_query(&self, url: &str, no: &str, state: &str, ts: i64) -> String {
        let text = format!("paydesk-return.v1\n{url}\nord_1\n{no}\n{state}\n{ts}");
        let sig = URL_SAFE_NO_PAD.encode(self.key().sign(text.as_bytes()));
        format!("order=ord_1&mall_order_no={no}&state={state}&ts={ts}&sig={sig}")
    }

    fn key(&self) -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[self.books().seed; 32])
            .expect("any 32 bytes are a key")
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books
            .lock()
            .expect("no test panics with the books open")
    }

    fn view(&self, order: &OrderRequest) -> Value {
        json!({
            "id": "ord_1", "mall_order_no": order.mall_order_no, "merchant_id": order.merchant_id,
            "state": self.books().state, "amount": order.amount,
            "pay_url": format!("{}/pay/secret-token", self.url),
        })
    }

    /// Panics, so that the mall gets no answer and the test fails, when the
    /// request is not signed as RFC 9421 says.
    async fn verified(&self, request: Request) -> Vec<u8> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
        let header = |name: &str| parts.headers[name].to_str().expect("text").to_owned();
        let input = header("signature-input");
        let parameters = input.strip_prefix("mall=").expect("our label");
        let mut base = String::new();
        let covered = parameters
            .split_once('(')
            .expect("a list")
            .1
            .split_once(')')
            .expect("a list")
            .0;
        for name in covered.split(' ').map(|n| n.trim_matches('"')) {
            let value = match name {
                "@method" => parts.method.to_string(),
                "@target-uri" => format!("{}{}", self.url, parts.uri),
                other => header(other),
            };
            base.push_str(&[r#"""#, name, r#"": "#, &value, "\n"].concat());
        }
        base.push_str(&[r#""@signature-params": "#, parameters].concat());
        let signature = header("signature").replace("mall=:", "").replace(':', "");
        let signature = STANDARD.decode(signature).expect("Base64");
        assert!(
            verifies(base.as_bytes(), &signature),
            "not signed by the mall:\n{base}"
        );
        if !body.is_empty() {
            let sum = STANDARD.encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &body));
            assert_eq!(header("content-digest"), format!("sha-256=:{sum}:"));
        }
        body.to_vec()
    }
}

async fn create(State(desk): State<PlayedDesk>, request: Request) -> Response {
    let body = desk.verified(request).await;
    let order: OrderRequest = serde_json::from_slice(&body).expect("an order");
    if desk.books().silent {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    if let Some(code) = desk.books().refusal {
        return (
            StatusCode::UNPROCESSABLE_ENTITY,
            Json(json!({ "code": code })),
        )
            .into_response();
    }
    let known = desk.orders().contains(&order);
    if !known {
        desk.books().orders.push(order.clone());
    }
    (StatusCode::CREATED, Json(desk.view(&order))).into_response()
}

async fn find(State(desk): State<PlayedDesk>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default().to_owned();
    desk.verified(request).await;
    let no = query.strip_prefix("mall_order_no=");
    let known = desk.orders();
    if let Some(order) = known.iter().find(|o| Some(o.mall_order_no.as_str()) == no) {
        return Json(desk.view(order)).into_response();
    }
    let problem = Json(json!({ "code": "not_found" }));
    (StatusCode::NOT_FOUND, problem).into_response()
}

async fn show(
    State(desk): State<PlayedDesk>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    desk.verified(request).await;
    assert_eq!(id, "ord_1");
    Json(desk.view(&desk.orders()[0])).into_response()
}

async fn refund(State(desk): State<PlayedDesk>, request: Request) -> Response {
    let body = desk.verified(request).await;
    let asked: Value = serde_json::from_slice(&body).expect("JSON");
    desk.books().refunds.push(asked.clone());
    if desk.books().silent {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    if let Some(code) = desk.books().refusal {
        let problem = Json(json!({ "code": code }));
        return (StatusCode::UNPROCESSABLE_ENTITY, problem).into_response();
    }
    let all = json!(desk.orders()[0].amount);
    let amount = asked.get("amount").unwrap_or(&all);
    let refund = json!({
        "id": "rfd_1", "cause": "merchant", "state": "pending", "amount": amount,
        "mall_refund_no": asked["mall_refund_no"],
    });
    (StatusCode::CREATED, Json(refund)).into_response()
}

async fn events(State(desk): State<PlayedDesk>, request: Request) -> Response {
    desk.verified(request).await;
    Json(json!({ "data": desk.books().events, "has_more": false })).into_response()
}

async fn keys(State(desk): State<PlayedDesk>) -> Response {
    desk.books().key_fetches += 1;
    let x = URL_SAFE_NO_PAD.encode(desk.key().public_key());
    Json(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "k", "use": "sig", "x": x }] }))
        .into_response()
}
