//! A database of a newer release: this one keeps its hands off.

use crate::house::House;
use crate::wait::{SOON, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_does_not_start_on_the_database_of_a_newer_release() {
    let house = House::open().await;
    let orders = [house.mall.order(&house.desk().url).await];
    house.kill();
    house
        .meddle(
            "INSERT INTO schema_migrations (version, name, checksum, applied_at)
             VALUES (99, 'future', 'x', 0)",
        )
        .await;

    house.spawn(None);
    let desk = house.desk();
    let ended = until("the desk to end", SOON, || std::future::ready(desk.ended())).await;
    assert_eq!(ended.code(), Some(1));
    let words = "the database is of a newer release (migration 99)";
    until("its last words", SOON, || {
        std::future::ready(desk.log().contains(words).then_some(()))
    })
    .await;

    house
        .meddle("DELETE FROM schema_migrations WHERE version = 99")
        .await;
    house.pull_the_plug().await;
    house.all_is_well(&orders).await;
}
