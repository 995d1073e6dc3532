//! A database of a newer release: the desk refuses to start.

use crate::deployment::Deployment;
use testkit::wait::{SOON, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_does_not_start_on_the_database_of_a_newer_release() {
    let deployment = Deployment::open().await;
    let orders = [deployment.mall.order(&deployment.desk().url).await];
    deployment.kill();
    deployment
        .run_sql(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at)
             VALUES (99, 'future', 'x', 0)",
        )
        .await;

    deployment.spawn(None);
    let desk = deployment.desk();
    let ended = until("the desk to end", SOON, || std::future::ready(desk.ended())).await;
    assert_eq!(ended.code(), Some(1));
    let words = "the database is of a newer release (migration 99)";
    until("its last log lines", SOON, || {
        std::future::ready(desk.log().contains(words).then_some(()))
    })
    .await;

    deployment
        .run_sql("DELETE FROM schema_migrations WHERE version = 99")
        .await;
    deployment.kill_and_restart().await;
    deployment.check_invariants(&orders).await;
}
