//! A database that an older version left with work in progress, on the version
//! under test. `tests/fixtures` says how each was made.

use crate::deployment::Deployment;
use crate::desk::{client, run};
use crate::mall::{Order, OrderRequest};
use serde_json::Value;
use std::path::{Path, PathBuf};
use testkit::database::{TestDatabase, postgres};
use testkit::wait::{SETTLED, until};

/// The balance of each account.
const SUMS: &str =
    "SELECT account, CAST(SUM(amount) AS BIGINT) AS sum FROM balances GROUP BY account";
/// What the lines of each account add up to.
const LINES: &str =
    "SELECT account, CAST(SUM(amount) AS BIGINT) AS sum FROM journal_lines GROUP BY account";
/// The same of the client book alone.
const CLIENT_LINES: &str = "SELECT account, CAST(SUM(amount) AS BIGINT) AS sum FROM journal_lines WHERE book = 'client' GROUP BY account";
/// Journals of each kind.
const JOURNALS: &str = "SELECT kind, COUNT(*) AS n FROM journals GROUP BY kind";

/// Unfinished work, by kind.
macro_rules! open_work {
    ($deliveries:literal, $removals:literal) => {
        concat!(
            "SELECT what, n FROM (
                SELECT 'events' AS what, COUNT(*) AS n FROM jobs WHERE ",
            $deliveries,
            "   UNION ALL SELECT 'cards', COUNT(*) FROM jobs WHERE ",
            $removals,
            "   UNION ALL SELECT 'payments', COUNT(*) FROM attempts
                    WHERE state IN ('started', 'awaiting_payer', 'unsettled')
                UNION ALL SELECT 'refunds', COUNT(*) FROM refunds
                    WHERE state IN ('pending', 'unknown')
            ) AS open WHERE n > 0"
        )
    };
}
const OPEN_IN_SCHEMA_6: &str = open_work!("kind = 'deliver'", "kind = 'forget'");
const OPEN: &str = open_work!("name = 'deliver'", "name = 'forget'");

/// What an older version left: a deployment without a desk, its orders, and
/// the acknowledged notices.
struct Left {
    deployment: Deployment,
    orders: Vec<Order>,
    notices: Vec<String>,
    /// The last field, so that it is dropped after the desks.
    _restored: Option<TestDatabase>,
}

impl Left {
    async fn by(version: &str) -> Self {
        let engine = if postgres().is_some() {
            "postgres"
        } else {
            "sqlite"
        };
        let folder = copied(&format!("{version}/{engine}"));
        let text = |name: &str| {
            let text = std::fs::read_to_string(folder.path().join(name));
            text.expect("a text of the fixture")
        };
        let orders = text("orders.jsonl").lines().map(order).collect();
        let notices = text("notices.txt").lines().map(str::to_owned).collect();
        let dump = |schema: &str| text("desk.sql").replace("paydesk_left", schema);
        let restored = postgres().map(|_| TestDatabase::from_dump(dump));
        let database = match &restored {
            Some(database) => database.address(),
            None => folder.path().join("desk.sqlite").display().to_string(),
        };
        Self {
            deployment: Deployment::restore(folder, database).await,
            orders,
            notices,
            _restored: restored,
        }
    }

    /// Repeats every notice; each is acknowledged.
    async fn notify(&self) {
        assert!(!self.notices.is_empty());
        let desk = self.deployment.desk();
        for notice in &self.notices {
            let again = client()
                .post(format!("{}/notify/union_pay", desk.url))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(notice.clone());
            let answer = again.send().await.expect("an answer");
            assert_eq!(answer.status(), 200, "{notice}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_of_schema_6_is_kept_and_its_work_goes_on() {
    let left = Left::by("schema-6").await;
    let deployment = &left.deployment;
    let sums = deployment.query_numbers(SUMS).await;
    assert!(sums.values().any(|sum| *sum != 0));
    let lines = deployment.query_numbers(LINES).await;
    assert_eq!(lines, sums);
    let journals = deployment.query_numbers(JOURNALS).await;
    let open = deployment.query_numbers(OPEN_IN_SCHEMA_6).await;
    let kinds: Vec<&str> = open.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["cards", "events", "payments", "refunds"]);

    run(&["migrate"], &deployment.database).expect("brought up to date");
    deployment.check_books();
    assert_eq!(deployment.query_numbers(SUMS).await, sums);
    assert_eq!(deployment.query_numbers(CLIENT_LINES).await, lines);
    assert_eq!(deployment.query_numbers(JOURNALS).await, journals);

    // Without a network nothing new is learnt, and repeated notices change
    // nothing.
    deployment.start_without_network().await;
    left.notify().await;
    deployment.check_books();
    assert_eq!(deployment.query_numbers(SUMS).await, sums);
    deployment.kill();

    // The mall's webhook has a new address, and failed jobs are due at once.
    let moved = format!(
        "UPDATE malls SET webhook_url = '{}/events'; UPDATE jobs SET due_at = 0, lease_until = NULL",
        deployment.mall.server.url
    );
    deployment.run_sql(&moved).await;
    deployment.start().await;
    until("all begun work to end", SETTLED, || async {
        deployment
            .query_numbers(OPEN)
            .await
            .is_empty()
            .then_some(())
    })
    .await;
    deployment.check_orders(&left.orders).await;
    deployment.check_books();
    let ended = deployment.query_numbers(SUMS).await;
    left.notify().await;
    deployment.check_books();
    assert_eq!(deployment.query_numbers(SUMS).await, ended);
}

fn order(line: &str) -> Order {
    let order: Value = serde_json::from_str(line).expect("an order");
    let text = |name: &str| order[name].as_str().expect("a text").to_owned();
    Order {
        request: OrderRequest {
            body: order["body"].clone(),
            fen: order["fen"].as_i64().expect("a number"),
        },
        id: text("id"),
        page: text("page"),
    }
}

/// A copy of a fixture in a temporary folder.
pub(crate) fn copied(fixture: &str) -> tempfile::TempDir {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let folder = tempfile::tempdir().expect("a folder");
    copy(&fixtures.join(fixture), folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a fixture") {
        let from: PathBuf = entry.expect("a fixture's file").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            std::fs::create_dir(&to).expect("a folder of ours");
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("copied");
        }
    }
}
