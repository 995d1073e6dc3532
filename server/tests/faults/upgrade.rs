//! A database that an older version left in the middle of everything, on the
//! version under test. How each was made is told beside them (`tests/fixtures`).

use crate::desk::{Desk, client, run};
use crate::house::{House, postgres, schema};
use crate::mall::{Order, Wish};
use crate::wait::{SETTLED, until};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The sum of each account.
const SUMS: &str =
    "SELECT account, CAST(SUM(amount) AS BIGINT) AS sum FROM balances GROUP BY account";
/// What has no end yet, by its kind.
const OPEN: &str = "SELECT what, n FROM (
        SELECT 'cards' AS what, COUNT(*) AS n FROM jobs WHERE kind = 'forget'
        UNION ALL SELECT 'events', COUNT(*) FROM jobs WHERE kind = 'deliver'
        UNION ALL SELECT 'payments', COUNT(*) FROM attempts
            WHERE state IN ('started', 'awaiting_payer', 'unsettled')
        UNION ALL SELECT 'refunds', COUNT(*) FROM refunds WHERE state IN ('pending', 'unknown')
    ) AS open WHERE n > 0";

/// What was left: a house without a desk, its orders, and the notices that its
/// network sent and had acknowledged.
struct Left {
    house: House,
    orders: Vec<Order>,
    notices: Vec<String>,
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
        let database = match postgres() {
            Some(url) => schema(&url, |name| text("desk.sql").replace("paydesk_left", name)).await,
            None => folder.path().join("desk.sqlite").display().to_string(),
        };
        Self {
            house: House::left_in(folder, database).await,
            orders,
            notices,
        }
    }

    /// Sends every notice once more; each is acknowledged.
    async fn notify(&self) {
        assert!(!self.notices.is_empty());
        let desk = self.house.desk();
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
async fn what_schema_6_left_is_kept_and_goes_on() {
    let left = Left::by("schema-6").await;
    let house = &left.house;
    let sums = house.numbers(SUMS).await;
    assert!(sums.values().any(|sum| *sum != 0));
    let open = house.numbers(OPEN).await;
    let kinds: Vec<&str> = open.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["cards", "events", "payments", "refunds"]);

    run(&["migrate"], &house.database).expect("brought up to date");
    house.books_are_right();
    assert_eq!(house.numbers(SUMS).await, sums);

    // Without a network nothing new is learnt, and what was known is no news.
    house.start_alone().await;
    left.notify().await;
    house.books_are_right();
    assert_eq!(house.numbers(SUMS).await, sums);
    house.kill();

    // The mall has moved, too; and what was asked in vain is due at once.
    let moved = format!(
        "UPDATE malls SET webhook_url = '{}/events'; UPDATE jobs SET due_at = 0, lease_until = NULL",
        house.mall.gate.url
    );
    house.meddle(&moved).await;
    house.start().await;
    until("all that was begun to end", SETTLED, || async {
        house.numbers(OPEN).await.is_empty().then_some(())
    })
    .await;
    house.all_is_settled(&left.orders).await;
    house.books_are_right();
    let ended = house.numbers(SUMS).await;
    left.notify().await;
    house.books_are_right();
    assert_eq!(house.numbers(SUMS).await, ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_folder_that_schema_6_left_starts() {
    let folder = copied("schema-6/demo");
    let database = folder.path().join("paydesk.db").display().to_string();
    let demo = Desk::demo(folder.path());
    demo.is_ready().await;
    let there = rusqlite::Connection::open(&database).expect("the file opens");
    let mut question = there
        .prepare("SELECT token, paid_attempt IS NOT NULL FROM orders")
        .expect("a question");
    let rows = question
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("an answer");
    let orders: Vec<(String, bool)> = rows.collect::<Result<_, _>>().expect("tokens");
    assert_eq!(orders.iter().filter(|(_, paid)| *paid).count(), 1);
    for (token, paid) in orders {
        let page = client().get(format!("{}/pay/{token}", demo.url)).send();
        let page = page.await.expect("an answer");
        let status = page.status().as_u16();
        let to = page.headers().get("location");
        let to = to.and_then(|to| to.to_str().ok()).unwrap_or_default();
        assert!(matches!(status, 200 | 303), "{status}");
        assert_eq!(to.ends_with("/paid"), paid, "{to}");
    }
    demo.kill();
    run(&["check-books"], &database).expect("the books are right");
}

fn order(line: &str) -> Order {
    let order: Value = serde_json::from_str(line).expect("an order");
    let text = |name: &str| order[name].as_str().expect("a text").to_owned();
    Order {
        wish: Wish {
            body: order["body"].clone(),
            fen: order["fen"].as_i64().expect("a number"),
        },
        id: text("id"),
        page: text("page"),
    }
}

/// A fixture in a folder of its own.
fn copied(fixture: &str) -> tempfile::TempDir {
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
