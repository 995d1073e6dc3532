//! A provider at the sandbox WeChat Pay, with code of its own.

mod wire;

use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use channels::crypto::{RsaPublicKey, SigningKey};
use domain::clock::Clock;
use reqwest::Method;
use sandbox::keys::WechatPayKit;
use sandbox::networks::SandboxNetwork;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::clock::ManualClock;
use testkit::loopback::serve;

use crate::desk::{KIT, NOON, open};
use wire::decrypted;
pub(crate) use wire::{WechatReply, plain_headers};

/// The merchant of these tests.
pub(crate) const MERCHANT: &str = "1900000109";

/// A notice as it came.
type RawNotice = (HeaderMap, Vec<u8>);

/// The provider and the networks.
pub(crate) struct WechatDesk {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) network: SandboxNetwork,
    /// The sandbox's own address; WeChat Pay is at `/wechat_pay` there.
    pub(crate) base: String,
    pub(crate) http: reqwest::Client,
    notices: Arc<Mutex<Vec<RawNotice>>>,
    answer: Arc<AtomicU16>,
    dir: TempDir,
    notify_url: String,
    key: SigningKey,
    /// What the platform may sign with, by serial or id.
    platform_keys: Mutex<Vec<(String, RsaPublicKey)>>,
}

/// A notice whose signature and encryption are right.
#[derive(Debug)]
pub(crate) struct ReadNotice {
    pub(crate) id: String,
    pub(crate) event_type: String,
    pub(crate) content: Value,
}

impl WechatDesk {
    /// New networks with empty records.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(ManualClock::at(NOON));
        let network = open(dir.path(), &clock);
        let base = serve(network.router()).await;
        let notices: Arc<Mutex<Vec<RawNotice>>> = Arc::default();
        let answer = Arc::new(AtomicU16::new(204));
        let mailbox = serve(mailbox(&notices, &answer)).await;
        let desk = Self {
            clock,
            network,
            base,
            http: client(),
            notices,
            answer,
            dir,
            notify_url: format!("{mailbox}/notify/wechat_pay"),
            key: SigningKey::from_pem(kit().signing_key.expose()).expect("a key"),
            platform_keys: Mutex::default(),
        };
        desk.learn().await;
        desk
    }

    /// Time goes by.
    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.advance(seconds);
    }

    /// The present second.
    pub(crate) fn clock_seconds(&self) -> i64 {
        self.clock.now().ms() / 1000
    }

    /// The networks are stopped and started again on the same records.
    pub(crate) async fn restart(&mut self) {
        self.network = open(self.dir.path(), &self.clock);
        self.base = serve(self.network.router()).await;
    }

    /// The body of an order.
    pub(crate) fn order(&self, out_trade_no: &str, fen: i64) -> Value {
        json!({
            "sp_appid": kit().sp_appid,
            "sp_mchid": kit().sp_mchid,
            "sub_mchid": MERCHANT,
            "description": "《红楼梦》 两册",
            "out_trade_no": out_trade_no,
            "time_expire": "2026-11-22T12:15:00+08:00",
            "attach": "att_1",
            "notify_url": self.notify_url,
            "amount": {"total": fen, "currency": "CNY"},
            "scene_info": {"payer_client_ip": "127.0.0.1"},
        })
    }

    /// Places an order.
    pub(crate) async fn place(&self, order: &Value) -> WechatReply {
        let path = "/v3/pay/partner/transactions/native";
        self.call(Method::POST, path, order).await
    }

    /// Places an order of `fen` fen; its code.
    pub(crate) async fn code(&self, out_trade_no: &str, fen: i64) -> String {
        let placed = self.place(&self.order(out_trade_no, fen)).await;
        assert_eq!(placed.status, 200, "{placed:?}");
        placed.body["code_url"].as_str().expect("a code").to_owned()
    }

    /// Queries an order.
    pub(crate) async fn query(&self, out_trade_no: &str) -> WechatReply {
        self.call(Method::GET, &query_path(out_trade_no), &Value::Null)
            .await
    }

    /// `trade_state` of an order.
    pub(crate) async fn state(&self, out_trade_no: &str) -> String {
        let found = self.query(out_trade_no).await;
        found.body["trade_state"]
            .as_str()
            .expect("a state")
            .to_owned()
    }

    /// Closes an order.
    pub(crate) async fn close(&self, out_trade_no: &str) -> WechatReply {
        let path = format!("/v3/pay/partner/transactions/out-trade-no/{out_trade_no}/close");
        let body = json!({"sp_mchid": kit().sp_mchid, "sub_mchid": MERCHANT});
        self.call(Method::POST, &path, &body).await
    }

    /// The body of a refund of a payment of `total` fen.
    pub(crate) fn refund(&self, no: &str, payment: &str, fen: i64, total: i64) -> Value {
        json!({
            "sub_mchid": MERCHANT,
            "transaction_id": payment,
            "out_refund_no": no,
            "notify_url": self.notify_url,
            "amount": {"refund": fen, "total": total, "currency": "CNY"},
        })
    }

    /// Asks for a refund.
    pub(crate) async fn ask_refund(&self, refund: &Value) -> WechatReply {
        self.call(Method::POST, "/v3/refund/domestic/refunds", refund)
            .await
    }

    /// Queries a refund.
    pub(crate) async fn query_refund(&self, no: &str) -> WechatReply {
        let path = format!("/v3/refund/domestic/refunds/{no}?sub_mchid={MERCHANT}");
        self.call(Method::GET, &path, &Value::Null).await
    }

    /// The payer scans a code and pays with a card or the balance; the status.
    pub(crate) async fn pay(&self, code: &str, account: &str) -> (u16, String) {
        let form = [("code", code), ("card", account)];
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let sent = self
            .http
            .post(format!("{}/phone/scan", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form)
            .send();
        let response = sent.await.expect("answers");
        (
            response.status().as_u16(),
            response.text().await.expect("text"),
        )
    }

    /// Places and pays an order; `transaction_id`.
    pub(crate) async fn paid(&self, out_trade_no: &str, fen: i64) -> String {
        let code = self.code(out_trade_no, fen).await;
        assert_eq!(self.pay(&code, "balance").await.0, 200);
        let found = self.query(out_trade_no).await;
        found.body["transaction_id"]
            .as_str()
            .expect("paid")
            .to_owned()
    }

    /// A page.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let sent = self.http.get(format!("{}{path}", self.base)).send();
        let response = sent.await.expect("answers");
        (
            response.status().as_u16(),
            response.text().await.expect("text"),
        )
    }

    /// Tells the control page something, in JSON; its answer.
    pub(crate) async fn control(&self, action: &str, body: Value) -> Value {
        let sent = self
            .http
            .post(format!("{}/control/{action}", self.base))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send();
        let text = sent.await.expect("answers").text().await.expect("text");
        serde_json::from_str(&text).expect("JSON")
    }

    /// The desk answers notices with `status` from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.answer.store(status, Ordering::SeqCst);
    }

    /// The notices that came, as they came.
    pub(crate) fn raw_notices(&self) -> Vec<RawNotice> {
        self.notices.lock().expect("sane").clone()
    }

    /// Those that hold, in order.
    pub(crate) fn notices(&self) -> Vec<ReadNotice> {
        let raw = self.raw_notices();
        let held = raw
            .iter()
            .filter(|(headers, body)| self.check(headers, body).is_some());
        held.map(|(_, body)| read_notice(body)).collect()
    }
}

/// The kit.
pub(crate) fn kit() -> &'static WechatPayKit {
    KIT.wechat_pay()
}

/// The code of an error.
pub(crate) fn code(body: &Value) -> &str {
    body["code"].as_str().expect("a code")
}

/// The path of an order's query.
pub(crate) fn query_path(out_trade_no: &str) -> String {
    let sp_mchid = kit().sp_mchid;
    format!(
        "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}\
         ?sp_mchid={sp_mchid}&sub_mchid={MERCHANT}"
    )
}

fn read_notice(body: &[u8]) -> ReadNotice {
    let body: Value = serde_json::from_slice(body).expect("JSON");
    let text = |name: &str| body[name].as_str().expect("a text").to_owned();
    assert_eq!(text("resource_type"), "encrypt-resource");
    ReadNotice {
        id: text("id"),
        event_type: text("event_type"),
        content: serde_json::from_str(&decrypted(&body["resource"])).expect("JSON"),
    }
}

fn mailbox(notices: &Arc<Mutex<Vec<RawNotice>>>, answer: &Arc<AtomicU16>) -> Router {
    let (notices, answer) = (Arc::clone(notices), Arc::clone(answer));
    let take = move |headers: HeaderMap, body: Bytes| {
        notices.lock().expect("sane").push((headers, body.to_vec()));
        let status = StatusCode::from_u16(answer.load(Ordering::SeqCst)).expect("a status");
        async move { status }
    };
    Router::new().route("/notify/wechat_pay", post(take))
}

fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}
