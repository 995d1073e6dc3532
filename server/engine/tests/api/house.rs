//! A desk with a mall, merchants and throwaway network keys, in a temporary
//! folder. It can be closed and opened again on the same data.

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use channels::unionpay::{CnRule, Config};
use domain::brand::{Brand, Colour, Font, Radius};
use domain::clock::{At, Clock};
use domain::entropy::Entropy;
use domain::ids::{MallId, MerchantId};
use domain::mall::{KeyAlgorithm, Mall, MallKey};
use domain::merchant::Merchant;
use domain::product::Product;
use domain::secret::Secret;
use engine::outbound::{Answer, Transport};
use engine::{Database, Engine, Settings};
use rcgen::{
    BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256,
    RsaKeySize, date_time_ymd,
};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use crate::caller::Caller;
use crate::database::TestDatabase;

/// 2026-11-22 12:00 in China.
pub(crate) const NOON: At = At::from_ms(1_795_320_000_000);
/// The desk's public address.
pub(crate) const DESK: &str = "https://pay.example";
/// The key of RFC 8037 A.1: the provider's, in the tests.
const PROVIDER_KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----";
/// Its public half.
pub(crate) const PROVIDER_X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

/// A clock moved by hand.
#[derive(Debug)]
pub(crate) struct Hand(AtomicI64);

impl Hand {
    pub(crate) fn forward_s(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> At {
        At::from_ms(self.0.load(Ordering::SeqCst))
    }
}

/// Other bytes each time, the same in each run.
struct Counted(AtomicU64);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let n = self.0.fetch_add(1, Ordering::SeqCst);
            let hash = digest(&SHA256, &n.to_be_bytes());
            chunk.copy_from_slice(&hash.as_ref()[..chunk.len()]);
        }
    }
}

/// A network that never answers: these tests pay nothing.
struct Silence;

#[async_trait::async_trait]
impl Transport for Silence {
    async fn post(&self, _post: &channels::Post) -> Answer {
        Answer::NoReply
    }
}

/// Throwaway keys of a UnionPay of our own, made once per run.
static UNION_PAY: LazyLock<Config> = LazyLock::new(|| {
    let key = || KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).expect("a key");
    let params = |authority: bool| {
        let mut params = CertificateParams::default();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2040, 1, 1);
        if authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        }
        params
    };
    let (root_key, middle_key, our_key, their_key) = (key(), key(), key(), key());
    let root = params(true).self_signed(&root_key).expect("signs");
    let root_issuer = Issuer::new(params(true), root_key);
    let middle = params(true)
        .signed_by(&middle_key, &root_issuer)
        .expect("signs");
    let issuer = Issuer::new(params(true), middle_key);
    let leaf = |key: &KeyPair| params(false).signed_by(key, &issuer).expect("signs").pem();
    Config {
        base_url: "http://127.0.0.1:3002".to_owned(),
        back_url: format!("{DESK}/notify/union_pay"),
        acq_ins_code: "00012345".to_owned(),
        tr_id: "62000000001".to_owned(),
        signing_cert_pem: leaf(&our_key),
        encrypt_cert_pem: leaf(&their_key),
        signing_key_pem: Secret::new(our_key.serialize_pem()),
        middle_cert_pem: middle.pem(),
        root_cert_pem: root.pem(),
        cn_rule: CnRule::Production,
        encrypt_sensitive: true,
    }
});

/// The desk, and who is registered with it.
pub(crate) struct House {
    pub(crate) engine: Arc<Engine>,
    pub(crate) clock: Arc<Hand>,
    pub(crate) mall: Mall,
    /// May be paid.
    pub(crate) merchant: Merchant,
    /// The mall's own operator as a merchant.
    pub(crate) platform: Merchant,
    /// Has no contract for quick pay.
    pub(crate) scan_only: Merchant,
    keys: u32,
    /// Last, so that it is gone after who uses it.
    ground: TestDatabase,
}

impl House {
    /// A desk that sends no events.
    pub(crate) async fn new() -> Self {
        Self::with_webhook(None).await
    }

    /// A desk, and a mall that calls it.
    pub(crate) async fn with_caller() -> (Self, Caller) {
        let mut house = Self::new().await;
        let caller = house.caller(KeyAlgorithm::Ed25519).await;
        (house, caller)
    }

    /// A desk that sends events to a loopback address.
    pub(crate) async fn with_webhook(url: Option<String>) -> Self {
        let ground = TestDatabase::new();
        let clock = Arc::new(Hand(AtomicI64::new(NOON.ms())));
        let engine = open(&ground, &clock, 1).await;
        let mall = Mall {
            id: engine.registry().new_mall_id(),
            name: "江南银行生活商城".to_owned(),
            operator_uscc: "91110000802100433B".to_owned(),
            return_origins: vec!["https://mall.example".to_owned()],
            webhook_url: url,
            active: true,
            created_at: NOON,
        };
        let merchant = merchant(&engine, "91350100M000100Y43", &Product::ALL);
        let platform = merchant_of(&engine, &mall);
        let scan_only = self::merchant(&engine, "91350100M000100Y43", &[Product::Scan]);
        let first = Caller::new(KeyAlgorithm::Ed25519, "first-key");
        engine
            .registry()
            .add_mall(&mall, &first.mall_key(&mall.id))
            .await
            .expect("a mall");
        for merchant in [&merchant, &platform, &scan_only] {
            engine
                .registry()
                .add_merchant(merchant)
                .await
                .expect("a merchant");
        }
        Self {
            engine,
            clock,
            mall,
            merchant,
            platform,
            scan_only,
            keys: 0,
            ground,
        }
    }

    /// The routes, as the server mounts them.
    pub(crate) fn router(&self) -> Router {
        engine::api::router(Arc::clone(&self.engine))
    }

    /// A mall with a key of its own; `mall` of the house where `ours`.
    pub(crate) async fn caller(&mut self, algorithm: KeyAlgorithm) -> Caller {
        self.keys += 1;
        let caller = Caller::new(algorithm, &format!("key-{}", self.keys));
        let id = self.engine.registry().new_mall_id();
        let mall = Mall {
            id: id.clone(),
            ..self.mall.clone()
        };
        self.engine
            .registry()
            .add_mall(&mall, &caller.mall_key(&id))
            .await
            .expect("a mall");
        self.mall = mall;
        caller
    }

    /// Closes the desk and opens it again on the same data.
    pub(crate) async fn restart(&mut self) {
        self.engine.close().await;
        self.engine = open(&self.ground, &self.clock, 2).await;
    }

    /// A key of a mall, as registered.
    pub(crate) fn now(&self) -> At {
        self.clock.now()
    }
}

async fn open(ground: &TestDatabase, clock: &Arc<Hand>, run: u64) -> Arc<Engine> {
    let settings = Settings {
        public_url: DESK.to_owned(),
        database: Database::parse(&ground.address()).expect("a database"),
        provider_key_pem: Secret::new(PROVIDER_KEY),
        seal_key: Secret::new("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
        union_pay: UNION_PAY.clone(),
        webhook_allow: vec!["127.0.0.0/8".parse().expect("a network")],
        allow_http: true,
    };
    let entropy = Arc::new(Counted(AtomicU64::new(run << 32)));
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    Engine::open_with(settings, clock, entropy, Arc::new(Silence))
        .await
        .expect("opens")
}

fn merchant(engine: &Engine, uscc: &str, products: &[Product]) -> Merchant {
    Merchant {
        id: engine.registry().new_merchant_id(),
        legal_name: "杭州龙井茶业有限公司".to_owned(),
        short_name: "龙井茶业".to_owned(),
        uscc: uscc.to_owned(),
        network_no: "777290058110048".to_owned(),
        mcc: "5499".to_owned(),
        products: products.to_vec(),
        brand: Arc::new(Brand {
            display_name: "龙井".to_owned(),
            logo: None,
            colour: Colour::parse("#0b6e4f").expect("a colour"),
            radius: Radius::Soft,
            font: Font::System,
            support: None,
        }),
        active: true,
        created_at: NOON,
    }
}

fn merchant_of(engine: &Engine, mall: &Mall) -> Merchant {
    merchant(engine, &mall.operator_uscc, &Product::ALL)
}

/// An id of nobody.
pub(crate) fn nobody() -> (MallId, MerchantId) {
    let entropy = Counted(AtomicU64::new(u64::MAX / 2));
    (
        MallId::new(&entropy, At::from_ms(0)),
        MerchantId::new(&entropy, At::from_ms(0)),
    )
}

/// Registers a key by hand.
pub(crate) fn key_of(
    mall: &MallId,
    key_id: &str,
    algorithm: KeyAlgorithm,
    public_der: Vec<u8>,
) -> MallKey {
    MallKey {
        key_id: key_id.to_owned(),
        mall_id: mall.clone(),
        algorithm,
        public_der,
        active: true,
    }
}
