//! The engine under test: on a temporary database, with a manual clock, seeded
//! entropy, a fake network, one mall and one merchant.

mod actions;

pub(crate) use actions::{close_order, request_refund};

use super::database::TestDatabase;
use super::network::{FakeNetwork, config};
use crate::create::{Created, create_in};
use crate::database::Database;
use crate::engine::{Engine, Settings};
use crate::error::Error;
use crate::jwks::tests::RFC_8037_KEY;
use crate::lookup::Found;
use crate::store::{args, events};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::brand::{Brand, Colour, Font, Radius};
use domain::clock::{At, Clock};
use domain::desk::{CardEntry, PayPage, Place, SharedDesk, Visit, Watch};
use domain::entropy::Entropy;
use domain::ids::{MallId, MerchantId, PayToken};
use domain::mall::{KeyAlgorithm, Mall, MallKey};
use domain::merchant::Merchant;
use domain::order::{ItemDraft, OrderDraft};
use domain::product::Product;
use domain::secret::Secret;
use futures::StreamExt;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// 2026-06-01 12:00:00 in China.
pub(crate) const NOON: i64 = 1_780_286_400_000;

/// A clock that tests set.
#[derive(Debug)]
pub(crate) struct ManualClock(AtomicI64);

impl ManualClock {
    pub(crate) const fn at(ms: i64) -> Self {
        Self(AtomicI64::new(ms))
    }

    pub(crate) fn set(&self, ms: i64) {
        self.0.store(ms, Ordering::SeqCst);
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> At {
        At::from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// Bytes that look random and are the same in each run.
#[derive(Debug, Default)]
pub(crate) struct SeededEntropy(AtomicU64);

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::SeqCst);
            chunk.copy_from_slice(&digest(&SHA256, &n.to_be_bytes()).as_ref()[..chunk.len()]);
        }
    }
}

pub(crate) struct Fixture {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) network: Arc<FakeNetwork>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) desk: SharedDesk,
    pub(crate) mall: Mall,
    pub(crate) merchant: Merchant,
    /// The last field, so that it is dropped after the engine.
    pub(crate) database: TestDatabase,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::new();
        let clock = Arc::new(ManualClock::at(NOON));
        let entropy = Arc::new(SeededEntropy::default());
        let network = Arc::new(FakeNetwork::default());
        let engine = open(&database, &clock, &entropy, &network).await;
        let mall = mall(&entropy);
        let merchant = merchant(&entropy);
        let key = MallKey {
            key_id: String::from("mall-key"),
            mall_id: mall.id.clone(),
            algorithm: KeyAlgorithm::Ed25519,
            public_der: public_der(),
            active: true,
        };
        engine
            .registry()
            .add_mall(&mall, &key)
            .await
            .expect("a mall");
        engine
            .registry()
            .add_merchant(&merchant)
            .await
            .expect("a merchant");
        Self {
            desk: engine.desk(),
            database,
            clock,
            entropy,
            network,
            engine,
            mall,
            merchant,
        }
    }

    /// The process dies and starts again on the same database. Tasks of the
    /// old engine hang and never finish.
    pub(crate) async fn restart(&mut self) {
        self.engine = open(&self.database, &self.clock, &self.entropy, &self.network).await;
        self.desk = self.engine.desk();
    }

    /// An order request that tests change.
    pub(crate) fn draft(&self) -> OrderDraft {
        OrderDraft {
            mall_order_no: String::from("JN20260601-000001"),
            merchant_id: self.merchant.id.to_string(),
            amount: String::from("128.00"),
            currency: String::from("CNY"),
            subject: String::from("明前龙井 250g"),
            items: vec![ItemDraft {
                name: String::from("明前龙井 250g"),
                quantity: 2,
                unit_price: String::from("64.00"),
            }],
            return_url: String::from("https://mall.example/orders/1"),
            expires_in_s: Some(900),
            products: Vec::new(),
            buyer_ref: Some(String::from("buyer-7f3a")),
            locale: None,
            metadata: BTreeMap::new(),
        }
    }

    pub(crate) async fn create(&self, draft: OrderDraft) -> Result<Created, Error> {
        let (engine, mall) = (Arc::clone(&self.engine), self.mall.clone());
        self.engine
            .store
            .write(move |tx| Box::pin(async move { create_in(tx, &engine, &mall, &draft).await }))
            .await
    }

    /// The provider suspends the merchant's contract.
    pub(crate) async fn suspend_merchant(&self) {
        let id = self.merchant.id.clone();
        let sql = "UPDATE merchants SET active = $2 WHERE id = $1";
        let written = self.engine.store.write(move |tx| {
            let id = id.clone();
            Box::pin(async move { tx.run(sql, args![id.as_str(), false]).await })
        });
        assert_eq!(written.await.expect("written"), 1);
        // Cached merchants expire.
        self.engine.views.forget();
    }

    /// Moves the order and its refunds to another mall.
    pub(crate) async fn give_to_another_mall(&self, token: &PayToken) {
        let other = Mall {
            id: MallId::new(self.entropy.as_ref(), At::from_ms(NOON)),
            ..self.mall.clone()
        };
        let key = MallKey {
            key_id: String::from("other-key"),
            mall_id: other.id.clone(),
            algorithm: KeyAlgorithm::Ed25519,
            public_der: public_der(),
            active: true,
        };
        let added = self.engine.registry().add_mall(&other, &key).await;
        added.expect("a mall");
        let order = self.found(token).await.order.id;
        let given = self.engine.store.write(move |tx| {
            let (order, mall) = (order.clone(), other.id.clone());
            Box::pin(async move {
                for sql in [
                    "UPDATE orders SET mall_id = $2 WHERE id = $1",
                    "UPDATE refunds SET mall_id = $2 WHERE order_id = $1",
                ] {
                    tx.run(sql, args![order.as_str(), mall.as_str()]).await?;
                }
                Ok(())
            })
        });
        given.await.expect("given");
    }

    /// Creates an order; returns the token of its page.
    pub(crate) async fn order(&self) -> PayToken {
        self.create(self.draft())
            .await
            .expect("an order")
            .order
            .token
    }

    /// A second order of the same buyer.
    pub(crate) async fn another_order(&self, number: &str) -> PayToken {
        let draft = OrderDraft {
            mall_order_no: number.to_owned(),
            ..self.draft()
        };
        self.create(draft).await.expect("an order").order.token
    }

    pub(crate) async fn page(&self, token: &PayToken) -> PayPage {
        self.desk.page(token).await.expect("a page")
    }

    /// The order with its attempts, as the mall reads it.
    pub(crate) async fn found(&self, token: &PayToken) -> Found {
        let id = self.page(token).await.order_id;
        self.engine
            .order_by_id(&self.mall.id, &id)
            .await
            .expect("the order")
    }

    /// The types of all events so far, in order.
    pub(crate) async fn event_types(&self) -> Vec<String> {
        let mall = self.mall.id.clone();
        let read = self
            .engine
            .store
            .read(move |tx| Box::pin(async move { events::after(tx, &mall, 0, 100).await }));
        read.await
            .expect("events")
            .into_iter()
            .map(|e| e.kind)
            .collect()
    }

    /// Advances the clock by minutes and runs due jobs after each.
    pub(crate) async fn run_for_minutes(&self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance(60);
            while self.engine.run_due_jobs().await > 0 {}
        }
    }

    /// Advances the clock in steps of 5 s and runs due jobs after each.
    pub(crate) async fn run_for(&self, seconds: i64) {
        for _ in 0..(seconds / 5).max(1) {
            self.clock.advance(seconds.min(5));
            while self.engine.run_due_jobs().await > 0 {}
        }
    }
}

async fn open(
    database: &TestDatabase,
    clock: &Arc<ManualClock>,
    entropy: &Arc<SeededEntropy>,
    network: &Arc<FakeNetwork>,
) -> Arc<Engine> {
    let settings = settings(Database::parse(&database.address()).expect("a database"));
    Engine::open_with(settings, clock.clone(), entropy.clone(), network.clone())
        .await
        .expect("opens")
}

/// Engine settings for this database.
pub(crate) fn settings(database: Database) -> Settings {
    Settings {
        public_url: String::from("http://127.0.0.1:3000"),
        database,
        provider_key_pem: Secret::new(RFC_8037_KEY),
        seal_key: Secret::new(STANDARD.encode([9; 32])),
        union_pay: config(),
        webhook_allow: Vec::new(),
        allow_http: true,
    }
}

/// The public half of RFC 8037's key, as `SubjectPublicKeyInfo`.
pub(crate) fn public_der() -> Vec<u8> {
    let head = [
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
    ];
    let key = URL_SAFE_NO_PAD
        .decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        .expect("base64");
    [head.as_slice(), &key].concat()
}

pub(crate) fn mall(entropy: &Arc<SeededEntropy>) -> Mall {
    Mall {
        id: MallId::new(entropy.as_ref(), At::from_ms(NOON)),
        name: String::from("江南银行生活商城"),
        operator_uscc: String::from("91100000100003962T"),
        return_origins: vec![String::from("https://mall.example")],
        webhook_url: None,
        active: true,
        created_at: At::from_ms(NOON),
    }
}

pub(crate) fn merchant(entropy: &Arc<SeededEntropy>) -> Merchant {
    Merchant {
        id: MerchantId::new(entropy.as_ref(), At::from_ms(NOON)),
        legal_name: String::from("杭州龙井茶业有限公司"),
        short_name: String::from("龙井茶业"),
        uscc: String::from("91350100M000100Y43"),
        network_no: String::from("777290058110048"),
        mcc: String::from("5499"),
        products: Product::ALL.to_vec(),
        brand: Arc::new(Brand {
            display_name: String::from("龙井"),
            logo: None,
            colour: Colour::parse("#0b6e4f").expect("a colour"),
            radius: Radius::Soft,
            font: Font::System,
            support: None,
        }),
        active: true,
        created_at: At::from_ms(NOON),
    }
}

/// The next place that a watched page moves to.
pub(crate) async fn next_place(watch: &mut Watch) -> Place {
    let deadline = std::time::Duration::from_secs(20);
    let next = tokio::time::timeout(deadline, watch.next()).await;
    next.expect("a change in time")
        .expect("the watch goes on")
        .place
}

/// A valid debit card.
pub(crate) fn card() -> CardEntry {
    CardEntry {
        number: Secret::new("6222 0212 3456 7890 123"),
        name: Secret::new("王芳芳"),
        id_number: Secret::new("11010519491231002X"),
        phone: Secret::new("13800138000"),
        expiry: Secret::default(),
        security_code: Secret::default(),
    }
}

/// A visitor on a PC.
pub(crate) fn visit() -> Visit {
    Visit {
        ip: Some("203.0.113.7".parse().expect("an address")),
        phone: false,
    }
}
