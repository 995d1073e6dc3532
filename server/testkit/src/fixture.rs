//! The engine under test: on a temporary database, with a manual clock, seeded
//! entropy, a fake network, one mall and one merchant.

mod actions;

pub use actions::{close_order, request_refund};

use crate::clock::{ManualClock, NOON};
use crate::database::TestDatabase;
use crate::entropy::SeededEntropy;
use crate::keys::{PROVIDER_KEY, SEAL_KEY};
use crate::mall::mall;
use crate::merchant::merchant;
use crate::network::{FakeNetwork, union_pay};
use crate::second_network::SecondChannel;
use crate::signer::MallSigner;
use crate::wechat_pay::{SUB_MCHID, wechat_pay};
use channels::{Channel, Channels};
use domain::clock::At;
use domain::desk::{CardEntry, PageStates, PayPage, Place, SharedPayDesk, Visit};
use domain::ids::PayToken;
use domain::mall::{KeyAlgorithm, Mall};
use domain::merchant::{AccountNumber, Merchant};
use domain::order::{ItemDraft, OrderDraft};
use domain::secret::Secret;
use domain::visit::Screen;
use engine::orders::create::{CreatedOrder, create_in};
use engine::orders::lookup::OrderDetails;
use engine::{Engine, ORDERS_PER_SECOND, Settings};
use futures::StreamExt;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Database, Error, events};

/// The public address of the engine under test.
pub const DESK: &str = "http://127.0.0.1:3000";
/// The public address of the consoles.
pub const CONSOLE: &str = "http://localhost:3000";

/// An engine, and who uses it.
pub struct Fixture {
    /// The engine's clock.
    pub clock: Arc<ManualClock>,
    /// The engine's randomness.
    pub entropy: Arc<SeededEntropy>,
    /// The engine's network.
    pub network: Arc<FakeNetwork>,
    /// The engine under test.
    pub engine: Arc<Engine>,
    /// The engine as the pay page calls it.
    pub desk: SharedPayDesk,
    /// The registered mall.
    pub mall: Mall,
    /// Signs as the mall.
    pub signer: MallSigner,
    /// The registered merchant.
    pub merchant: Merchant,
    /// The networks that the engine is connected to.
    channels: Channels,
    /// The last field, so that it is dropped after the engine.
    pub database: TestDatabase,
}

impl Fixture {
    /// A new engine on an empty database.
    pub async fn new() -> Self {
        Self::with_channels(Channels::new(vec![union_pay(DESK)])).await
    }

    /// The same, connected to the invented network too, which is preferred.
    pub async fn with_second_network() -> Self {
        Self::with_channels(both_networks()).await
    }

    /// The same; the invented network's certificate ends then.
    pub async fn with_second_certificate_until(not_after: At) -> Self {
        let second = SecondChannel::with_certificate_until(not_after);
        Self::with_channels(Channels::new(vec![Arc::new(second), union_pay(DESK)])).await
    }

    /// The same, connected to the invented network only.
    pub async fn with_second_network_only() -> Self {
        Self::with_channels(Channels::new(vec![Arc::new(SecondChannel::default())])).await
    }

    /// The same as [`Fixture::new`], connected to WeChat Pay too.
    pub async fn with_wechat_pay() -> Self {
        Self::with_channels(Channels::new(vec![union_pay(DESK), wechat_pay(DESK, NOON)])).await
    }

    async fn with_channels(channels: Channels) -> Self {
        let database = TestDatabase::new().checked();
        let clock = Arc::new(ManualClock::at(NOON));
        let entropy = Arc::new(SeededEntropy::default());
        let network = Arc::new(FakeNetwork::default());
        let engine = open(&database, &clock, &entropy, &network, &channels).await;
        let mall = mall(entropy.as_ref());
        let mut merchant = merchant(entropy.as_ref());
        merchant.accounts = accounts(&channels);
        let signer = MallSigner::new(KeyAlgorithm::Ed25519, "mall-key", DESK);
        let key = signer.mall_key(&mall.id);
        engine
            .registry()
            .add_mall(&mall, &key)
            .await
            .expect("a mall");
        engine
            .registry()
            .add_merchant(&merchant, std::slice::from_ref(&mall.id))
            .await
            .expect("a merchant");
        Self {
            desk: engine.desk(),
            channels,
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
    pub async fn restart(&mut self) {
        self.engine = open(
            &self.database,
            &self.clock,
            &self.entropy,
            &self.network,
            &self.channels,
        )
        .await;
        self.desk = self.engine.desk();
    }

    /// The same, connected to the invented network only.
    pub async fn restart_with_second_network_only(&mut self) {
        self.channels = Channels::new(vec![Arc::new(SecondChannel::default())]);
        self.restart().await;
    }

    /// An order request that tests change.
    pub fn draft(&self) -> OrderDraft {
        OrderDraft {
            mall_order_no: String::from("JN20260601-000001"),
            merchant_id: self.merchant.id.to_string(),
            store_id: None,
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

    /// The mall creates an order.
    ///
    /// # Errors
    /// Those of [`create_in`].
    pub async fn create(&self, draft: OrderDraft) -> Result<CreatedOrder, Error> {
        let (engine, mall) = (Arc::clone(&self.engine), self.mall.clone());
        self.engine
            .store
            .write(move |tx| {
                Box::pin(async move {
                    let (entropy, channels) = (engine.entropy.as_ref(), engine.channels());
                    create_in(tx, entropy, channels, &mall, &draft, engine.now()).await
                })
            })
            .await
    }

    /// Creates an order; returns the token of its page.
    pub async fn order(&self) -> PayToken {
        self.create(self.draft())
            .await
            .expect("an order")
            .order
            .token
    }

    /// A second order of the same buyer.
    pub async fn another_order(&self, number: &str) -> PayToken {
        let draft = OrderDraft {
            mall_order_no: number.to_owned(),
            ..self.draft()
        };
        self.create(draft).await.expect("an order").order.token
    }

    /// The order's page.
    pub async fn page(&self, token: &PayToken) -> PayPage {
        self.page_of(token, &visit()).await
    }

    /// The order's page, as this visitor sees it.
    pub async fn page_of(&self, token: &PayToken, visit: &Visit) -> PayPage {
        self.desk.page(token, visit).await.expect("a page")
    }

    /// The order with its attempts, as the mall reads it.
    pub async fn found(&self, token: &PayToken) -> OrderDetails {
        let id = self.page(token).await.order_id;
        self.engine
            .orders
            .order_by_id(&self.mall.id, &id)
            .await
            .expect("the order")
    }

    /// The types of all events so far, in order.
    pub async fn event_types(&self) -> Vec<String> {
        let (store, mall) = (&self.engine.store, self.mall.id.clone());
        engine::events::number(store, &mall)
            .await
            .expect("numbered");
        let read =
            store.read(move |tx| Box::pin(async move { events::after(tx, &mall, 0, 100).await }));
        read.await
            .expect("events")
            .into_iter()
            .map(|e| e.kind)
            .collect()
    }

    /// Advances the clock by minutes and runs due jobs after each.
    pub async fn run_for_minutes(&self, minutes: i64) {
        for _ in 0..minutes {
            self.clock.advance(60);
            while self.engine.run_due_jobs().await > 0 {}
        }
    }

    /// Advances the clock in steps of 5 s and runs due jobs after each.
    pub async fn run_for(&self, seconds: i64) {
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
    channels: &Channels,
) -> Arc<Engine> {
    let settings = Settings {
        channels: channels.clone(),
        ..settings(Database::parse(&database.address()).expect("a database"))
    };
    Engine::open_with(settings, clock.clone(), entropy.clone(), network.clone())
        .await
        .expect("opens")
}

/// An account at each of these networks.
pub fn accounts(channels: &Channels) -> Vec<AccountNumber> {
    let account = |channel: &dyn Channel| {
        let number = if *channel.id() == channels::wechatpay::ID {
            SUB_MCHID
        } else {
            "777290058110048"
        };
        AccountNumber::for_all_products(channel.id().clone(), number.to_owned())
    };
    channels.iter().map(account).collect()
}

/// The invented network and UnionPay; the first is preferred.
pub fn both_networks() -> Channels {
    Channels::new(vec![Arc::new(SecondChannel::default()), union_pay(DESK)])
}

/// Engine settings for this database.
pub fn settings(database: Database) -> Settings {
    Settings {
        public_url: String::from(DESK),
        console_url: String::from(CONSOLE),
        database,
        provider_key_pem: Secret::new(PROVIDER_KEY),
        seal_key: Secret::new(SEAL_KEY),
        channels: Channels::new(vec![union_pay(DESK)]),
        webhook_allow: Vec::new(),
        allow_http: true,
        test_cards: false,
        orders_per_second: ORDERS_PER_SECOND,
        open_streams: u32::MAX,
    }
}

/// The next place that a watched page moves to.
pub async fn next_place(watch: &mut PageStates) -> Place {
    let deadline = std::time::Duration::from_secs(20);
    let next = tokio::time::timeout(deadline, watch.next()).await;
    next.expect("a change in time")
        .expect("the watch goes on")
        .place
}

/// A valid debit card, to be remembered.
pub fn card() -> CardEntry {
    CardEntry {
        number: Secret::new("6222 0212 3456 7890 123"),
        name: Secret::new("王芳芳"),
        id_number: Secret::new("11010519491231002X"),
        phone: Secret::new("13800138000"),
        expiry: Secret::default(),
        security_code: Secret::default(),
        remember: true,
    }
}

/// A visitor on a PC.
pub fn visit() -> Visit {
    Visit {
        ip: Some("203.0.113.7".parse().expect("an address")),
        screen: Screen::Pc,
        inside: None,
        last_way: None,
    }
}
