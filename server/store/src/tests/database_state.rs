//! Which databases are opened by commands that make none.

use super::database;
use super::schema::maker;
use crate::check_books::check_books;
use crate::error::Fault;
use crate::migrate::run_all;
use crate::migrations::MIGRATIONS;
use crate::schema::schema_differences;
use crate::store::Store;
use domain::clock::At;
use testkit::database::TestDatabase;

const NOW: At = At::from_ms(0);

async fn refused(test_database: &TestDatabase) -> [String; 2] {
    let database = database(test_database);
    let opened = Store::open_existing(&database, NOW).await.err();
    let checked = check_books(&database).await.err();
    [opened, checked].map(|fault: Option<Fault>| {
        let told = fault.expect("refused").to_string();
        assert!(told.starts_with(&database.to_string()), "{told}");
        told
    })
}

#[tokio::test]
async fn only_a_database_of_this_release_is_opened_where_none_is_made() {
    let test_database = TestDatabase::new();
    let mut connection = maker(&test_database).await;
    for _ in 0..2 {
        for told in refused(&test_database).await {
            assert!(told.contains("holds no Paydesk database"), "{told}");
            assert!(told.contains("`paydesk migrate`"), "{told}");
        }
    }
    let lines = schema_differences(&database(&test_database)).await;
    let lines = lines.expect("read");
    assert!(lines.len() == 1 && lines[0].contains("holds no Paydesk database"));

    let older = &MIGRATIONS[..MIGRATIONS.len() - 1];
    run_all(&mut connection, older, NOW).await.expect("made");
    for _ in 0..2 {
        for told in refused(&test_database).await {
            assert!(told.contains("is of an older release"), "{told}");
            assert!(told.contains("`paydesk migrate`"), "{told}");
        }
    }
    connection.close().await;

    let database = database(&test_database);
    for open in [true, false] {
        let store = if open {
            Store::open(&database, NOW).await
        } else {
            Store::open_existing(&database, NOW).await
        };
        store.expect("opens").close().await;
    }
}
