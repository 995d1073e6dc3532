//! A whole house around desks that can be killed: the network, the public
//! address, a mall with a merchant, and a database that outlives them.
//!
//! Everything but the desks lives in the test's own process, so a test sees
//! every request that enters or leaves a desk, and can hold any.

use crate::desk::{Desk, client, run, write};
use crate::disk::Disk;
use crate::gate::{Gate, Held, Point, Seen, lock};
use crate::mall::{Mall, Order};
use crate::network::UnionPay;
use crate::payer::Payer;
use crate::ports::free_port;
use crate::system::{SystemClock, SystemEntropy};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::secret::Secret;
use engine::{Engine, Settings};
use futures::future::join_all;
use sqlx::Connection as _;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::Database;

/// The provider's key: RFC 8037, A.1.
const PROVIDER_KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
";
const SEAL_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
/// A disk with room for a file with some orders, in bytes.
const SMALL: u64 = 6 << 20;
/// Where the tests on `PostgreSQL` find one.
const POSTGRES: &str = "PAYDESK_TEST_POSTGRES";

/// The house.
pub(crate) struct House {
    /// The running desks; the public address leads to the last of them.
    desks: Mutex<Vec<Arc<Desk>>>,
    pub(crate) network: UnionPay,
    pub(crate) mall: Mall,
    /// The gate at the desk's public address, where notices come in.
    pub(crate) front: Gate,
    /// As `--database` takes it.
    pub(crate) database: String,
    /// Whom the front gate leads to.
    inside: Inside,
    settings: Vec<String>,
    _folder: tempfile::TempDir,
}

type Inside = Arc<Mutex<String>>;

impl House {
    /// A house with one desk, on the database this run of the tests is for.
    pub(crate) async fn open() -> Self {
        let house = Self::without_desk().await;
        house.start().await;
        house
    }

    /// The same before its desk is started.
    pub(crate) async fn without_desk() -> Self {
        match postgres() {
            Some(url) => {
                let made = |name: &str| format!("CREATE SCHEMA {name}");
                Self::on(schema(&url, made).await).await
            }
            None => Self::on_sqlite().await,
        }
    }

    /// A house without a desk, on a file in its folder.
    pub(crate) async fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("desk.sqlite").display().to_string();
        Self::with(folder, database).await
    }

    /// A house without a desk, on the database at an address.
    pub(crate) async fn on(database: String) -> Self {
        Self::with(tempfile::tempdir().expect("a folder"), database).await
    }

    /// A house without a desk, on a file on a disk that can be filled.
    pub(crate) async fn on_a_small_disk() -> (Self, Disk) {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().join("disk");
        std::fs::create_dir(&at).expect("a folder of ours");
        let disk = Disk::mount(&at, SMALL, 1);
        let database = at.join("desk.sqlite").display().to_string();
        (Self::with(folder, database).await, disk)
    }

    async fn with(folder: tempfile::TempDir, database: String) -> Self {
        let network = UnionPay::open(folder.path()).await;
        let mut house = Self::around(folder, database, network).await;
        let (database, mall) = (&house.database, &house.mall);
        house.mall.merchant_id = register(database, mall, &house.network).await;
        house
    }

    /// A house without a desk on what is in its folder: the books and keys of a
    /// network, and a database that has malls and merchants.
    pub(crate) async fn left_in(folder: tempfile::TempDir, database: String) -> Self {
        let network = UnionPay::left_in(folder.path()).await;
        Self::around(folder, database, network).await
    }

    async fn around(folder: tempfile::TempDir, database: String, network: UnionPay) -> Self {
        let inside = Inside::default();
        let front = Gate::open(
            Router::new()
                .fallback(forward)
                .with_state(Arc::clone(&inside)),
        )
        .await;
        let mall = Mall::open(&front.url).await;
        let mut settings = network.settings();
        settings.extend(keys(folder.path()));
        settings.extend(
            [
                ["--database", &database],
                ["--public-url", &front.url],
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
            front,
            database,
            inside,
            settings,
            _folder: folder,
        }
    }

    /// Starts one more desk; the public address leads to it from now on.
    pub(crate) async fn start(&self) {
        self.open_front(Desk::start(&self.settings).await);
    }

    /// Starts one that reaches no network.
    pub(crate) async fn start_alone(&self) {
        let nowhere = format!("http://127.0.0.1:{}", free_port());
        let elsewhere = |word: &String| {
            if *word == self.network.gate.url {
                nowhere.clone()
            } else {
                word.clone()
            }
        };
        let settings: Vec<String> = self.settings.iter().map(elsewhere).collect();
        self.open_front(Desk::start(&settings).await);
    }

    /// Starts a desk by a shell line that runs `"$@"`, and waits for nothing.
    pub(crate) fn spawn(&self, shell: Option<&str>) {
        self.open_front(Desk::spawn(&self.settings, shell));
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

    /// A shopper who is led to some desk by its address.
    pub(crate) fn payer_at<'a>(&'a self, desk: &str, order: &'a Order) -> Payer<'a> {
        Payer {
            desk: desk.to_owned(),
            network: &self.network,
            order,
        }
    }

    /// Every shopper comes back and pays what is not paid yet.
    pub(crate) async fn shoppers_pay(&self, orders: &[Order]) {
        let paying = orders.iter().map(|order| async move {
            self.payer(order).see_it_paid().await;
        });
        join_all(paying).await;
    }

    /// Holds the network's next notice about an order of this amount.
    pub(crate) fn hold_notice(&self, point: Point, fen: i64) -> Held {
        let amount = fen.to_string();
        self.front.hold(point, move |seen| {
            seen.path.starts_with("/notify/") && seen.form().get("txnAmt") == Some(&amount)
        })
    }

    /// Sends a notice of the network once more, to the desk started last.
    pub(crate) async fn notify(&self, notice: &Seen) -> reqwest::Response {
        let again = client()
            .post(format!("{}{}", self.desk().url, notice.path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(notice.body.clone());
        again.send().await.expect("an answer")
    }

    /// Runs statements on the database, past the desk.
    pub(crate) async fn meddle(&self, sql: &str) {
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

    /// A question's rows, each a name and a number, past the desk.
    pub(crate) async fn numbers(&self, sql: &'static str) -> BTreeMap<String, i64> {
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

    /// Pulls the plug of all desks.
    pub(crate) fn kill(&self) {
        lock(&self.inside).clear();
        for desk in lock(&self.desks).drain(..) {
            desk.kill();
        }
    }

    /// Pulls the plug, and starts one desk on the same data.
    pub(crate) async fn pull_the_plug(&self) {
        self.kill();
        self.start().await;
    }

    fn open_front(&self, desk: Desk) {
        lock(&self.inside).clone_from(&desk.url);
        lock(&self.desks).push(Arc::new(desk));
    }
}

/// The database of a run on `PostgreSQL`.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no command line; the name is fixed by `cargo xtask test`"
)]
pub(crate) fn postgres() -> Option<String> {
    std::env::var(POSTGRES).ok().filter(|url| !url.is_empty())
}

/// A fresh schema of a `PostgreSQL`, made by the statements for its name, as an
/// address.
pub(crate) async fn schema(url: &str, made: impl FnOnce(&str) -> String) -> String {
    let mut there = sqlx::PgConnection::connect(url)
        .await
        .expect("the tests' PostgreSQL answers");
    let name = domain::ids::random_text(&SystemEntropy).to_lowercase();
    let name = format!("faults_{name}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(made(&name)))
        .execute(&mut there)
        .await
        .expect("a schema can be made");
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}options[search_path]={name}")
}

/// Registers the merchant by the command line, and the mall as the demo does:
/// its events go to this machine over plain HTTP, which the command line
/// refuses. The merchant's id.
async fn register(database: &str, mall: &Mall, network: &UnionPay) -> String {
    let settings = Settings {
        public_url: mall.desk.clone(),
        database: Database::parse(database).expect("a database"),
        provider_key_pem: Secret::new(PROVIDER_KEY),
        seal_key: Secret::new(SEAL_KEY.trim()),
        union_pay: network.config(&mall.desk),
        webhook_allow: Vec::new(),
        allow_http: true,
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
    let products = ["gateway_personal", "quick_agreement", "scan"];
    let mut add = vec!["merchant", "add", "--legal-name", "杭州龙井茶业有限公司"];
    add.extend(["--short-name", "龙井茶业", "--uscc", "91350100M000100Y43"]);
    add.extend(["--network-no", "777290058110048", "--mcc", "5499"]);
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

/// What stands in front of the desks: passes on, or says 502.
async fn forward(State(inside): State<Inside>, request: Request) -> Response {
    let desk = lock(&inside).clone();
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
