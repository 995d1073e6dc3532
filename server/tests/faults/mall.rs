//! A mall that uses only the public contract: signs its calls and receives
//! events.

use crate::desk::{client, retry_after};
use crate::interceptor::{Interceptor, SeenRequest};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use domain::clock::Clock as _;
use domain::ids::random_text;
use domain::mall::KeyAlgorithm;
use domain::secret::Secret;
use engine::mall_keys::der_from_pem;
use engine::registry::Registry;
use engine::system::{SystemClock, SystemEntropy};
use sandbox::mall::{MallSigningKey, RequestToSign};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};
use testkit::mall::{ORIGIN, mall};

/// The id of the mall's key.
const KEY_ID: &str = "test-key-ed25519";
/// The key pair of RFC 9421, B.1.4.
const PRIVATE_KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----";
/// Its public half.
const PUBLIC_KEY: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----
";

/// The mall.
pub(crate) struct Mall {
    /// Receives events at `/events`.
    pub(crate) server: Interceptor,
    key: MallSigningKey,
    http: reqwest::Client,
    /// The payee of all its orders.
    pub(crate) merchant_id: String,
    /// The desk's public address, which is what is signed.
    pub(crate) desk: String,
    next_fen: AtomicI64,
}

/// An answer of the API.
#[derive(Clone, Debug)]
pub(crate) struct ApiAnswer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Value,
}

/// An order as the mall requests it.
#[derive(Clone, Debug)]
pub(crate) struct OrderRequest {
    /// The request body.
    pub(crate) body: Value,
    /// The amount, unique in this deployment.
    pub(crate) fen: i64,
}

/// An order that the desk acknowledged.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) request: OrderRequest,
    pub(crate) id: String,
    /// The path of its page.
    pub(crate) page: String,
}

/// A received event.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) order_id: String,
    pub(crate) sequence: u64,
    pub(crate) raw: String,
}

impl Mall {
    /// Starts the mall; it is not registered yet.
    pub(crate) async fn open(desk: &str) -> Self {
        let take = post(|| std::future::ready(StatusCode::NO_CONTENT));
        Self {
            server: Interceptor::open(Router::new().route("/events", take)).await,
            key: MallSigningKey::from_pem(KEY_ID, &Secret::new(PRIVATE_KEY)).expect("a key"),
            http: client(),
            merchant_id: String::new(),
            desk: desk.to_owned(),
            next_fen: AtomicI64::new(10_001),
        }
    }

    /// The mall and its key, for registration.
    pub(crate) fn registered(
        &self,
        registry: &Registry,
    ) -> (domain::mall::Mall, domain::mall::MallKey) {
        let mall = domain::mall::Mall {
            id: registry.new_mall_id(),
            webhook_url: Some(format!("{}/events", self.server.url)),
            created_at: registry.now(),
            ..mall(&SystemEntropy)
        };
        let key = domain::mall::MallKey {
            key_id: KEY_ID.to_owned(),
            mall_id: mall.id.clone(),
            algorithm: KeyAlgorithm::Ed25519,
            public_der: der_from_pem(KeyAlgorithm::Ed25519, PUBLIC_KEY).expect("a key"),
            active: true,
        };
        (mall, key)
    }

    /// A new order request with a unique amount that triggers no fault of the
    /// sandbox.
    pub(crate) fn new_request(&self) -> OrderRequest {
        let fen = loop {
            let fen = self.next_fen.fetch_add(1, Ordering::Relaxed);
            if sandbox::networks::InjectedFailure::of_amount(fen).is_none() {
                break fen;
            }
        };
        let value = decimal(fen);
        let body = json!({
            "mall_order_no": format!("F{fen}-{}", random_text(&SystemEntropy)),
            "merchant_id": self.merchant_id,
            "amount": { "value": value, "currency": "CNY" },
            "subject": format!("明前龙井 {fen}"),
            "items": [{ "name": "明前龙井", "quantity": 1, "unit_price": value }],
            "return_url": format!("{ORIGIN}/orders/{fen}"),
        });
        OrderRequest { body, fen }
    }

    /// Requests an order from the process at `desk`, always with the same key.
    ///
    /// # Errors
    /// No readable answer.
    pub(crate) async fn create_order(
        &self,
        desk: &str,
        request: &OrderRequest,
    ) -> Result<ApiAnswer, reqwest::Error> {
        let key = format!("create-{}", request.number());
        let body = request.body.to_string();
        self.call(desk, "POST", "/v1/orders", Some((&key, &body)))
            .await
    }

    /// Creates an order.
    pub(crate) async fn order(&self, desk: &str) -> Order {
        let request = self.new_request();
        let got = self
            .create_order(desk, &request)
            .await
            .expect("the desk answers");
        assert_eq!(got.status, 201, "{}", got.body);
        Order::of(request, &got)
    }

    /// Requests a refund from the process at `desk`, of the rest where `fen`
    /// is `None`. Each call has a new key.
    ///
    /// # Errors
    /// No readable answer.
    pub(crate) async fn refund(
        &self,
        desk: &str,
        order: &Order,
        number: &str,
        fen: Option<i64>,
    ) -> Result<ApiAnswer, reqwest::Error> {
        let mut body = json!({ "mall_refund_no": number });
        if let Some(fen) = fen {
            body["amount"] = json!({ "value": decimal(fen), "currency": "CNY" });
        }
        let path = format!("/v1/orders/{}/refunds", order.id);
        let key = format!("refund-{}", random_text(&SystemEntropy));
        self.call(desk, "POST", &path, Some((&key, &body.to_string())))
            .await
    }

    /// A GET.
    pub(crate) async fn get(&self, desk: &str, path: &str) -> Result<ApiAnswer, reqwest::Error> {
        self.call(desk, "GET", path, None).await
    }

    /// Any call; a POST has an idempotency key and a body.
    pub(crate) async fn call(
        &self,
        desk: &str,
        method: &'static str,
        path: &str,
        post: Option<(&str, &str)>,
    ) -> Result<ApiAnswer, reqwest::Error> {
        let url = format!("{desk}{path}");
        let mut request = match method {
            "POST" => self.http.post(url),
            _ => self.http.get(url),
        };
        for (name, value) in self.headers(method, path, post) {
            request = request.header(name, value);
        }
        if let Some((_, body)) = post {
            request = request.body(body.to_owned());
        }
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let retry_after = retry_after(&answer);
        let text = answer.text().await?;
        Ok(ApiAnswer {
            status,
            retry_after,
            body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        })
    }

    /// The signed headers of a call.
    pub(crate) fn headers(
        &self,
        method: &'static str,
        path: &str,
        post: Option<(&str, &str)>,
    ) -> Vec<(&'static str, String)> {
        let outgoing = RequestToSign {
            method,
            target_uri: &format!("{}{path}", self.desk),
            idempotency_key: post.map(|(key, _)| key),
            body: post.map(|(_, body)| body.as_bytes()),
        };
        outgoing.signed_headers(&self.key, SystemClock.now(), &random_text(&SystemEntropy))
    }

    /// Every received event, repeats too, in order of arrival.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.server
            .processed()
            .iter()
            .filter_map(Received::read)
            .collect()
    }

    /// Every event that the API lists, oldest first.
    pub(crate) async fn listed(&self, desk: &str) -> Vec<Value> {
        let (mut all, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/events?limit=100{after}");
            let got = self.get(desk, &path).await.expect("the desk answers");
            assert_eq!(got.status, 200, "{}", got.body);
            let page = got.body["data"].as_array().expect("a list").clone();
            if let Some(last) = page.last() {
                after = format!("&after={}", last["id"].as_str().unwrap_or_default());
            }
            all.extend(page);
            if got.body["has_more"] != true {
                return all;
            }
        }
    }
}

impl OrderRequest {
    /// The `mall_order_no`.
    pub(crate) fn number(&self) -> &str {
        self.body["mall_order_no"].as_str().unwrap_or_default()
    }
}

impl Order {
    /// Reads an order from an API answer.
    pub(crate) fn of(request: OrderRequest, got: &ApiAnswer) -> Self {
        let text = |name: &str| got.body[name].as_str().expect("an order").to_owned();
        let page = text("pay_url");
        let page = page.split_once("/pay/").expect("a pay page").1;
        Self {
            request,
            id: text("id"),
            page: format!("/pay/{page}"),
        }
    }
}

impl Received {
    fn read(seen: &SeenRequest) -> Option<Self> {
        let body: Value = serde_json::from_str(&seen.body).ok()?;
        let data = &body["data"];
        // An event about a refund names the order it belongs to.
        let order_id = data["order_id"].as_str().or_else(|| data["id"].as_str())?;
        Some(Self {
            order_id: order_id.to_owned(),
            sequence: data["sequence"].as_u64()?,
            raw: seen.body.clone(),
        })
    }
}

fn decimal(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
