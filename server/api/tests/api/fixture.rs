//! A desk with a mall and merchants on a temporary database. It can be closed
//! and opened again on the same data.

use crate::contract;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use channels::{Channels, HttpCall, HttpReply};
use domain::clock::{At, Clock};
use domain::ids::{MallId, MerchantId};
use domain::mall::{KeyAlgorithm, Mall};
use domain::merchant::Merchant;
use domain::product::Product;
use domain::secret::Secret;
use engine::network::transport::Transport;
use engine::{Engine, ORDERS_PER_SECOND, Settings};
use serde_json::Value;
use std::sync::Arc;
use store::Database;
use testkit::api::ApiAnswer;
use testkit::clock::ManualClock;
use testkit::database::TestDatabase;
use testkit::entropy::SeededEntropy;
use testkit::keys::{PROVIDER_KEY, SEAL_KEY};
use testkit::mall::mall;
use testkit::merchant::merchant;
use testkit::network::union_pay;
use testkit::signer::MallSigner;

/// 2026-11-22 12:00 in China.
pub(crate) const NOON: At = At::from_ms(1_795_320_000_000);
/// The desk's public address.
pub(crate) const DESK: &str = "https://pay.example";

/// A network that never answers: these tests pay nothing.
struct Silence;

#[async_trait::async_trait]
impl Transport for Silence {
    async fn send(&self, _call: &HttpCall) -> HttpReply {
        HttpReply::NoReply
    }
}

/// The desk, and who is registered with it.
pub(crate) struct ApiFixture {
    pub(crate) engine: Arc<Engine>,
    router: Router,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) mall: Mall,
    /// May be paid.
    pub(crate) merchant: Merchant,
    /// The mall's own operator as a merchant.
    pub(crate) platform: Merchant,
    /// Has no contract for quick pay.
    pub(crate) scan_only: Merchant,
    keys: u32,
    /// The last field, so that it is dropped after the engine.
    database: TestDatabase,
}

impl ApiFixture {
    /// A desk that sends no events.
    pub(crate) async fn new() -> Self {
        Self::with_webhook(None).await
    }

    /// A desk, and the signer of a mall.
    pub(crate) async fn with_caller() -> (Self, MallSigner) {
        let mut fixture = Self::new().await;
        let caller = fixture.caller(KeyAlgorithm::Ed25519).await;
        (fixture, caller)
    }

    /// A desk that sends events to a loopback address.
    pub(crate) async fn with_webhook(url: Option<String>) -> Self {
        Self::with(url, ORDERS_PER_SECOND).await
    }

    /// A desk where a mall may create so many orders per second.
    pub(crate) async fn with_orders_per_second(many: u32) -> Self {
        Self::with(None, many).await
    }

    async fn with(url: Option<String>, orders_per_second: u32) -> Self {
        let database = TestDatabase::new().checked();
        let clock = Arc::new(ManualClock::at(NOON));
        let engine = open(&database, &clock, 1, orders_per_second).await;
        let entropy = SeededEntropy::from_seed(3 << 32);
        let mall = Mall {
            webhook_url: url,
            created_at: NOON,
            ..mall(&entropy)
        };
        let merchant_of = |uscc: &str, products: &[Product]| Merchant {
            uscc: uscc.to_owned(),
            products: products.to_vec(),
            created_at: NOON,
            ..merchant(&entropy)
        };
        let merchant = merchant(&entropy);
        let platform = merchant_of(&mall.operator_uscc, &Product::ALL);
        let scan_only = merchant_of(&merchant.uscc, &[Product::Scan]);
        let signer = MallSigner::new(KeyAlgorithm::Ed25519, "first-key", DESK);
        engine
            .registry()
            .add_mall(&mall, &signer.mall_key(&mall.id))
            .await
            .expect("a mall");
        for merchant in [&merchant, &platform, &scan_only] {
            engine
                .registry()
                .add_merchant(merchant, std::slice::from_ref(&mall.id))
                .await
                .expect("a merchant");
        }
        Self {
            router: api::router(Arc::clone(&engine)),
            engine,
            clock,
            mall,
            merchant,
            platform,
            scan_only,
            keys: 0,
            database,
        }
    }

    /// Registers another mall with a key of its own, the fixture's from now on.
    pub(crate) async fn caller(&mut self, algorithm: KeyAlgorithm) -> MallSigner {
        self.keys += 1;
        let signer = MallSigner::new(algorithm, &format!("key-{}", self.keys), DESK);
        let id = self.engine.registry().new_mall_id();
        let mall = Mall {
            id: id.clone(),
            ..self.mall.clone()
        };
        self.engine
            .registry()
            .add_mall(&mall, &signer.mall_key(&id))
            .await
            .expect("a mall");
        let payees = [&self.merchant, &self.platform, &self.scan_only];
        let payees = payees.map(|merchant| merchant.id.clone());
        let allowed = self.engine.registry().allow(&id, &payees).await;
        allowed.expect("its merchants");
        self.mall = mall;
        signer
    }

    /// Calls the API, and holds the answer against its document.
    pub(crate) async fn send(&self, request: Request<Body>) -> ApiAnswer {
        contract::call(self.router.clone(), request).await
    }

    /// `POST /v1/orders`, signed now.
    pub(crate) async fn create(&self, caller: &MallSigner, key: &str, body: &Value) -> ApiAnswer {
        let body = body.to_string();
        self.send(caller.request("POST", "/v1/orders", Some(key), &body, self.now()))
            .await
    }

    /// A GET, signed now.
    pub(crate) async fn get(&self, caller: &MallSigner, path: &str) -> ApiAnswer {
        self.send(caller.request("GET", path, None, "", self.now()))
            .await
    }

    /// Closes the desk and opens it again on the same data.
    pub(crate) async fn restart(&mut self) {
        self.engine.close().await;
        self.engine = open(&self.database, &self.clock, 2, ORDERS_PER_SECOND).await;
        self.router = api::router(Arc::clone(&self.engine));
    }

    /// The time of the desk's clock.
    pub(crate) fn now(&self) -> At {
        self.clock.now()
    }
}

async fn open(
    database: &TestDatabase,
    clock: &Arc<ManualClock>,
    run: u64,
    orders_per_second: u32,
) -> Arc<Engine> {
    let settings = Settings {
        public_url: DESK.to_owned(),
        console_url: DESK.to_owned(),
        database: Database::parse(&database.address()).expect("a database"),
        provider_key_pem: Secret::new(PROVIDER_KEY),
        seal_key: Secret::new(SEAL_KEY),
        channels: Channels::new(vec![union_pay(DESK)]),
        webhook_allow: vec!["127.0.0.0/8".parse().expect("a network")],
        allow_http: true,
        test_cards: false,
        orders_per_second,
        open_streams: u32::MAX,
    };
    let entropy = Arc::new(SeededEntropy::from_seed(run << 32));
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    Engine::open_with(settings, clock, entropy, Arc::new(Silence))
        .await
        .expect("opens")
}

/// Ids that are not registered.
pub(crate) fn nobody() -> (MallId, MerchantId) {
    let entropy = SeededEntropy::from_seed(u64::MAX / 2);
    (
        MallId::new(&entropy, At::from_ms(0)),
        MerchantId::new(&entropy, At::from_ms(0)),
    )
}
