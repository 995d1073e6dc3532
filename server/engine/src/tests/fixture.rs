//! The engine under test: on a temporary database, with a manual clock, seeded
//! entropy, a fake network, one mall and one merchant.

mod actions;
mod transport;

pub(crate) use actions::{close_order, request_refund};

use super::database::checked_database;
use crate::engine::{Engine, Settings};
use crate::orders::create::{CreatedOrder, create_in};
use crate::orders::lookup::OrderDetails;
use domain::desk::{CardEntry, PageStates, PayPage, Place, SharedPayDesk, Visit};
use domain::ids::{MallId, PayToken};
use domain::mall::{KeyAlgorithm, Mall};
use domain::merchant::Merchant;
use domain::order::{ItemDraft, OrderDraft};
use domain::secret::Secret;
use futures::StreamExt;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Database, Error, args, events};
use testkit::clock::{ManualClock, NOON};
use testkit::database::TestDatabase;
use testkit::entropy::SeededEntropy;
use testkit::keys::{PROVIDER_KEY, SEAL_KEY};
use testkit::mall::mall;
use testkit::merchant::merchant;
use testkit::network::{FakeNetwork, channels};
use testkit::signer::MallSigner;

/// The public address of the engine under test.
pub(crate) const DESK: &str = "http://127.0.0.1:3000";

pub(crate) struct Fixture {
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) entropy: Arc<SeededEntropy>,
    pub(crate) network: Arc<FakeNetwork>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) desk: SharedPayDesk,
    pub(crate) mall: Mall,
    pub(crate) signer: MallSigner,
    pub(crate) merchant: Merchant,
    /// The last field, so that it is dropped after the engine.
    pub(crate) database: TestDatabase,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let database = checked_database();
        let clock = Arc::new(ManualClock::at(NOON));
        let entropy = Arc::new(SeededEntropy::default());
        let network = Arc::new(FakeNetwork::default());
        let engine = open(&database, &clock, &entropy, &network).await;
        let mall = mall(entropy.as_ref());
        let merchant = merchant(entropy.as_ref());
        let signer = MallSigner::new(KeyAlgorithm::Ed25519, "mall-key", DESK);
        let key = signer.mall_key(&mall.id);
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
            signer,
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

    pub(crate) async fn create(&self, draft: OrderDraft) -> Result<CreatedOrder, Error> {
        let (engine, mall) = (Arc::clone(&self.engine), self.mall.clone());
        self.engine
            .store
            .write(move |tx| {
                Box::pin(async move {
                    create_in(tx, engine.entropy.as_ref(), &mall, &draft, engine.now()).await
                })
            })
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
        self.engine.orders.pages.forget();
    }

    /// Moves the order and its refunds to another mall.
    pub(crate) async fn give_to_another_mall(&self, token: &PayToken) {
        let other = Mall {
            id: MallId::new(self.entropy.as_ref(), NOON),
            ..self.mall.clone()
        };
        let signer = MallSigner::new(KeyAlgorithm::Ed25519, "other-key", DESK);
        let key = signer.mall_key(&other.id);
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
    pub(crate) async fn found(&self, token: &PayToken) -> OrderDetails {
        let id = self.page(token).await.order_id;
        self.engine
            .orders
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
        public_url: String::from(DESK),
        database,
        provider_key_pem: Secret::new(PROVIDER_KEY),
        seal_key: Secret::new(SEAL_KEY),
        channels: channels(DESK),
        webhook_allow: Vec::new(),
        allow_http: true,
    }
}

/// The next place that a watched page moves to.
pub(crate) async fn next_place(watch: &mut PageStates) -> Place {
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
