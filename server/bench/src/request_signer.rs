//! Builds the signed requests of a mall (RFC 9421, Ed25519).

use crate::load::post;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::Clock;
use domain::ids::random_text;
use engine::system::{SystemClock, SystemEntropy};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The `keyid` of the mall.
pub(crate) const KEY_ID: &str = "bench-mall";
/// The origin of the return URL.
pub(crate) const HOME: &str = "https://mall.example";

/// Numbers and signs the mall's requests. Clones share the counter.
#[derive(Clone)]
pub(crate) struct RequestSigner {
    desk: SocketAddr,
    key: Arc<Ed25519KeyPair>,
    merchant: String,
    /// Part of each order number, so that runs have different ones.
    run: String,
    next: Arc<AtomicU64>,
}

/// A signed request to create an order.
pub(crate) struct SignedOrder {
    /// The mall's order number.
    pub(crate) number: String,
    /// The subject, unique among orders.
    pub(crate) subject: String,
    /// The whole request.
    pub(crate) request: Vec<u8>,
}

impl RequestSigner {
    /// Signs for a mall with orders of `merchant`.
    pub(crate) fn new(desk: SocketAddr, key: Ed25519KeyPair, merchant: String) -> Self {
        Self {
            desk,
            key: Arc::new(key),
            merchant,
            run: random_text(&SystemEntropy).split_off(18),
            next: Arc::default(),
        }
    }

    /// The id of the orders' merchant.
    pub(crate) fn merchant(&self) -> &str {
        &self.merchant
    }

    /// The next order: two items, 128.00 yuan, a day to pay.
    pub(crate) fn order(&self) -> SignedOrder {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let number = format!("B{}{n:08}", self.run);
        let subject = format!("Tea {} {n}", self.run);
        let body = format!(
            r#"{{"mall_order_no":"{number}","merchant_id":"{}","amount":{{"value":"128.00","currency":"CNY"}},"subject":"{subject}","items":[{{"name":"West Lake Longjing, spring, 250 g","quantity":1,"unit_price":"88.00"}},{{"name":"A cup of white porcelain","quantity":2,"unit_price":"20.00"}}],"return_url":"{HOME}/orders/{number}","expires_in_s":86400,"buyer_ref":"buyer-{n}"}}"#,
            self.merchant
        );
        let request = self.signed("/v1/orders", &number, &body);
        SignedOrder {
            number,
            subject,
            request,
        }
    }

    /// A signed POST about an order, such as `close`.
    pub(crate) fn call(&self, order: &str, call: &str, body: &str) -> Vec<u8> {
        self.signed(
            &format!("/v1/orders/{order}/{call}"),
            &format!("{order}.{call}"),
            body,
        )
    }

    fn signed(&self, path: &str, name: &str, body: &str) -> Vec<u8> {
        let sum = STANDARD.encode(digest(&SHA256, body.as_bytes()));
        let created = SystemClock.now().ms().div_euclid(1000);
        let covered = format!(
            "(\"@method\" \"@target-uri\" \"content-digest\" \"idempotency-key\");created={created};keyid=\"{KEY_ID}\";nonce=\"{name}\""
        );
        let base = format!(
            "\"@method\": POST\n\"@target-uri\": http://{}{path}\n\"content-digest\": sha-256=:{sum}:\n\"idempotency-key\": \"{name}\"\n\"@signature-params\": {covered}",
            self.desk
        );
        let signature = STANDARD.encode(self.key.sign(base.as_bytes()));
        let fields = format!(
            "content-type: application/json\r\ncontent-digest: sha-256=:{sum}:\r\nidempotency-key: \"{name}\"\r\nsignature-input: mall={covered}\r\nsignature: mall=:{signature}:\r\n"
        );
        post(self.desk, path, &fields, body)
    }

    /// Signs `many` orders on all cores.
    pub(crate) async fn signed_orders(&self, many: usize) -> anyhow::Result<Vec<Vec<u8>>> {
        let hands = std::thread::available_parallelism().map_or(1, usize::from);
        let mut working = tokio::task::JoinSet::new();
        for hand in 0..hands {
            let mall = self.clone();
            let share = many / hands + usize::from(hand < many % hands);
            working.spawn_blocking(move || -> Vec<Vec<u8>> {
                (0..share).map(|_| mall.order().request).collect()
            });
        }
        let mut requests = Vec::with_capacity(many);
        while let Some(done) = working.join_next().await {
            requests.extend(done?);
        }
        Ok(requests)
    }
}
