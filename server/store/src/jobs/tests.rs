//! Jobs are claimed by the index of lanes and times on both databases.

use crate::tests::{checked_database, store};
use crate::{Dialect, args};

#[tokio::test]
async fn a_claim_finds_due_jobs_by_their_index() {
    let test_database = checked_database();
    let store = store(&test_database).await;
    let explained = store.write(|tx| {
        Box::pin(async move {
            let (sql, column, condition) = match tx.dialect() {
                Dialect::Sqlite => (
                    concat!("EXPLAIN QUERY PLAN ", claim_on_sqlite!()),
                    "detail",
                    "(lane=? AND due_at<?)",
                ),
                Dialect::Postgres => {
                    // An empty table is read as a whole otherwise.
                    tx.raw("SET LOCAL enable_seqscan = off").await?;
                    (
                        concat!("EXPLAIN ", claim_on_postgres!()),
                        "QUERY PLAN",
                        "Index Cond: ((lane = ",
                    )
                }
            };
            let args = args!["events", 1_i64, 2_i64, 3_i64, "{}", 8_i64];
            let rows = tx.all(sql, args).await?;
            let lines: Result<Vec<_>, _> = rows.iter().map(|row| row.text(column)).collect();
            Ok((lines?.join("\n"), condition))
        })
    });
    let (plan, condition) = explained.await.expect("explained");
    assert!(plan.contains("jobs_by_lane_and_due"), "{plan}");
    assert!(plan.contains(condition), "{plan}");
    store.close().await;
}
