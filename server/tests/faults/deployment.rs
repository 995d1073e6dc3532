//! A deployment whose desks can be killed: desk processes, networks, a public
//! address, a mall with a merchant, and a database.
//!
//! Everything but the desks runs in the test's process, so a test sees and can
//! hold each request to or from a desk.

use crate::desk::{Desk, client, run, write};
use crate::disk::Disk;
use crate::interceptor::{Held, HoldPoint, Interceptor, SeenRequest, lock};
use crate::mall::{Mall, Order};
use crate::network::Networks;
use crate::payer::Payer;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::secret::Secret;
use engine::system::{SystemClock, SystemEntropy};
use engine::{Engine, ORDERS_PER_SECOND, Settings};
use futures::future::join_all;
use sqlx::Connection as _;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::Database;
use testkit::database::{TestDatabase, postgres};
use testkit::keys::{PROVIDER_KEY, SEAL_KEY};
use testkit::loopback::free_port;

/// The size of a small disk for a `SQLite` file, in bytes.
const SMALL: u64 = 6 << 20;

/// The deployment.
pub(crate) struct Deployment {
    /// The running desks; the public address leads to the last.
    desks: Mutex<Vec<Arc<Desk>>>,
    pub(crate) network: Networks,
    pub(crate) mall: Mall,
    /// The desk's public address, where notices arrive.
    pub(crate) public: Interceptor,
    /// The address for `--database`.
    pub(crate) database: String,
    /// The desk behind the public address.
    upstream: Upstream,
    settings: Vec<String>,
    _folder: tempfile::TempDir,
    /// The last field, so that it is dropped after the desks.
    test_database: Option<TestDatabase>,
}

type Upstream = Arc<Mutex<String>>;

impl Deployment {
    /// One desk on the database of this test run.
    pub(crate) async fn open() -> Self {
        let deployment = Self::without_desk().await;
        deployment.start().await;
        deployment
    }

    /// One desk that is connected to WeChat Pay as well.
    pub(crate) async fn with_wechat_pay() -> Self {
        let mut deployment = Self::without_desk().await;
        let settings = deployment.network.wechat_pay_settings();
        deployment.settings.extend(settings);
        deployment.start().await;
        deployment
    }

    /// No desk yet, on the database of this test run.
    pub(crate) async fn without_desk() -> Self {
        let database = TestDatabase::new();
        let mut deployment = Self::on(database.address()).await;
        deployment.test_database = Some(database);
        deployment
    }

    /// No desk yet, on the database at this address.
    pub(crate) async fn on(database: String) -> Self {
        Self::with(tempfile::tempdir().expect("a folder"), database).await
    }

    /// No desk yet, on a `SQLite` file on a small disk.
    pub(crate) async fn on_a_small_disk() -> (Self, Disk) {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join("disk");
        std::fs::create_dir(&at).expect("a folder of ours");
        let disk = Disk::mount(&at, SMALL, 1);
        let database = at.join("desk.sqlite").display().to_string();
        (Self::with(folder, database).await, disk)
    }

    async fn with(folder: tempfile::TempDir, database: String) -> Self {
        let network = Networks::open(folder.path()).await;
        let mut deployment = Self::around(folder, database, network).await;
        let (database, mall) = (&deployment.database, &deployment.mall);
        deployment.mall.merchant_id = register(database, mall, &deployment.network).await;
        deployment
    }

    /// No desk yet, on a folder with the records and keys of a network and a
    /// database that has malls and merchants.
    pub(crate) async fn restore(folder: tempfile::TempDir, database: String) -> Self {
        let network = Networks::restore(folder.path()).await;
        Self::around(folder, database, network).await
    }

    async fn around(folder: tempfile::TempDir, database: String, network: Networks) -> Self {
        let upstream = Upstream::default();
        let public = Interceptor::open(
            Router::new()
                .fallback(forward)
                .with_state(Arc::clone(&upstream)),
        )
        .await;
        let mall = Mall::open(&public.url).await;
        let mut settings = network.settings();
        settings.extend(keys(folder.path()));
        settings.extend(
            [
                ["--database", &database],
                ["--public-url", &public.url],
                ["--webhook-allow", "127.0.0.0/8"],
            ]
            .concat()
            .into_iter()
            .map(str::to_owned),
        );
        Self {
            desks: Mutex::default(),
            network,
            mall,
            public,
            database,
            upstream,
            settings,
            _folder: folder,
            test_database: None,
        }
    }

    /// Starts another desk; the public address leads to it.
    pub(crate) async fn start(&self) {
        self.make_public(Desk::start(&self.settings).await);
    }

    /// Starts another desk that cannot reach the network.
    pub(crate) async fn start_without_network(&self) {
        let nowhere = format!("http://127.0.0.1:{}", free_port());
        let elsewhere = |word: &String| {
            if *word == self.network.server.url {
                nowhere.clone()
            } else {
                word.clone()
            }
        };
        let settings: Vec<String> = self.settings.iter().map(elsewhere).collect();
        self.make_public(Desk::start(&settings).await);
    }

    /// Starts another desk by a shell line that runs `"$@"`, without waiting.
    pub(crate) fn spawn(&self, shell: Option<&str>) {
        self.make_public(Desk::spawn(&self.settings, shell));
    }

    /// The desk started last.
    pub(crate) fn desk(&self) -> Arc<Desk> {
        let desks = lock(&self.desks);
        Arc::clone(desks.last().expect("a running desk"))
    }

    /// A shopper at the page of an order, at the desk started last.
    pub(crate) fn payer<'a>(&'a self, order: &'a Order) -> Payer<'a> {
        self.payer_at(&self.desk().url, order)
    }

    /// A shopper at the desk with this address.
    pub(crate) fn payer_at<'a>(&'a self, desk: &str, order: &'a Order) -> Payer<'a> {
        Payer {
            desk: desk.to_owned(),
            network: &self.network,
            order,
        }
    }

    /// Every shopper returns and pays what is not paid yet.
    pub(crate) async fn pay_all(&self, orders: &[Order]) {
        let paying = orders.iter().map(|order| async move {
            self.payer(order).pay_until_paid().await;
        });
        join_all(paying).await;
    }

    /// Holds the network's next notice about an order of this amount.
    pub(crate) fn hold_notice(&self, point: HoldPoint, fen: i64) -> Held {
        let amount = fen.to_string();
        self.public.hold(point, move |seen| {
            seen.path.starts_with("/notify/") && seen.form().get("txnAmt") == Some(&amount)
        })
    }

    /// Sends a notice again, to the desk started last.
    pub(crate) async fn notify(&self, notice: &SeenRequest) -> reqwest::Response {
        self.notify_at(&notice.path, notice).await
    }

    /// Sends a notice to this path of the desk started last.
    pub(crate) async fn notify_at(&self, path: &str, notice: &SeenRequest) -> reqwest::Response {
        let mut headers = notice.headers.clone();
        for name in ["host", "content-length"] {
            headers.remove(name);
        }
        let again = client()
            .post(format!("{}{path}", self.desk().url))
            .headers(headers)
            .body(notice.body.clone());
        again.send().await.expect("an answer")
    }

    /// Runs statements directly on the database.
    pub(crate) async fn run_sql(&self, sql: &str) {
        if postgres().is_some() {
            let there = sqlx::PgConnection::connect(&self.database).await;
            let mut there = there.expect("the database answers");
            let sql = sqlx::AssertSqlSafe(sql.to_owned());
            let done = sqlx::raw_sql(sql).execute(&mut there).await;
            done.expect("the database takes it");
        } else {
            let there = rusqlite::Connection::open(&self.database).expect("the file opens");
            there.execute_batch(sql).expect("the database takes it");
        }
    }

    /// Reads rows of a name and a number directly from the database.
    pub(crate) async fn query_numbers(&self, sql: &'static str) -> BTreeMap<String, i64> {
        if postgres().is_some() {
            let there = sqlx::PgConnection::connect(&self.database).await;
            let mut there = there.expect("the database answers");
            let rows = sqlx::query_as::<_, (String, i64)>(sql).fetch_all(&mut there);
            return rows.await.expect("an answer").into_iter().collect();
        }
        let there = rusqlite::Connection::open(&self.database).expect("the file opens");
        let mut question = there.prepare(sql).expect("a question");
        let rows = question.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let rows = rows.expect("an answer").collect::<Result<_, _>>();
        rows.expect("names and numbers")
    }

    /// Kills all desks.
    pub(crate) fn kill(&self) {
        lock(&self.upstream).clear();
        for desk in lock(&self.desks).drain(..) {
            desk.kill();
        }
    }

    /// Kills all desks and starts one on the same data.
    pub(crate) async fn kill_and_restart(&self) {
        self.kill();
        self.start().await;
    }

    fn make_public(&self, desk: Desk) {
        lock(&self.upstream).clone_from(&desk.url);
        lock(&self.desks).push(Arc::new(desk));
    }
}

/// Registers the merchant by the command line, and the mall in the engine: its
/// webhook is plain HTTP on this machine, which the command line refuses.
/// Returns the merchant's id.
async fn register(database: &str, mall: &Mall, network: &Networks) -> String {
    let settings = Settings {
        public_url: mall.desk.clone(),
        console_url: mall.desk.clone(),
        database: Database::parse(database).expect("a database"),
        provider_key_pem: Secret::new(PROVIDER_KEY),
        seal_key: Secret::new(SEAL_KEY),
        channels: network.channels(&mall.desk),
        webhook_allow: vec!["127.0.0.0/8".parse().expect("a network")],
        allow_http: true,
        test_cards: false,
        orders_per_second: ORDERS_PER_SECOND,
        open_streams: u32::MAX,
    };
    let engine = Engine::open(settings, Arc::new(SystemClock), Arc::new(SystemEntropy));
    let engine = engine.await.expect("the database opens");
    let registry = engine.registry();
    let (mall, key) = mall.registered(&registry);
    registry
        .add_mall(&mall, &key)
        .await
        .expect("a mall is added");
    engine.close().await;
    let mall = mall.id.to_string();
    let products = ["gateway_personal", "quick_agreement", "scan", "wechat"];
    let mut add = vec!["merchant", "add", "--legal-name", "杭州龙井茶业有限公司"];
    add.extend(["--short-name", "龙井茶业", "--uscc", "91350100M000100Y43"]);
    add.extend(["--network-no", "777290058110048", "--mcc", "5499"]);
    add.extend(["--account", "wechat_pay=1900000109"]);
    add.extend(["--mall", &mall]);
    add.extend(products.iter().flat_map(|name| ["--product", name]));
    run(&add, database).expect("a merchant is added")
}

fn keys(folder: &Path) -> Vec<String> {
    [
        (
            "--provider-key-file",
            write(folder, "provider.pem", PROVIDER_KEY),
        ),
        ("--seal-key-file", write(folder, "seal.b64", SEAL_KEY)),
    ]
    .into_iter()
    .flat_map(|(flag, path)| [flag.to_owned(), path])
    .collect()
}

/// The public address: forwards to a desk, or answers 502.
async fn forward(State(upstream): State<Upstream>, request: Request) -> Response {
    let desk = lock(&upstream).clone();
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let sent = async {
        let body = to_bytes(body, 1 << 20).await.ok()?;
        let url = format!("{desk}{path}");
        let mut headers = parts.headers.clone();
        headers.remove("host");
        let request = client().request(parts.method, url).headers(headers);
        let answer = request.body(body).send().await.ok()?;
        Some((answer.status(), answer.bytes().await.ok()?))
    };
    match sent.await {
        Some(answer) => answer.into_response(),
        None => StatusCode::BAD_GATEWAY.into_response(),
    }
}
