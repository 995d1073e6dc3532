//! Attempts come back in the state, and with the data, that was written.

use super::concurrent_stores::bare_order;
use super::{At, TestDatabase, args, store};
use crate::{Store, attempts};
use domain::attempt::{Attempt, AttemptDetails, AttemptState, DeclineReason, Receipt};
use domain::channel_id::ChannelId;
use domain::ids::{AttemptId, OrderId};
use domain::money::Money;
use domain::product::Product;

fn attempt() -> Attempt {
    Attempt {
        id: AttemptId::stored(String::from("att_a")),
        order_id: OrderId::stored(String::from("ord_a")),
        product: Product::Scan,
        channel: ChannelId::constant("union_pay"),
        state: AttemptState::Started,
        created_at: At::from_ms(0),
        pay_until: At::from_ms(1),
        asked_at: None,
        details: AttemptDetails::Qr { code: None },
        version: 1,
    }
}

fn receipt() -> Receipt {
    Receipt {
        network_id: String::from("q1"),
        trace: None,
        settle_date: None,
        amount: Money::fen(1),
        account: None,
        defect: false,
    }
}

/// An order with a new attempt.
async fn store_with_attempt(test_database: &TestDatabase) -> Store {
    let store = store(test_database).await;
    bare_order(&store).await;
    let new = store.write(|tx| Box::pin(async move { attempts::insert(tx, &attempt()).await }));
    new.await.expect("inserted");
    store
}

#[tokio::test]
async fn each_state_is_read_as_it_was_written() {
    let test_database = TestDatabase::new();
    let store = store_with_attempt(&test_database).await;
    let declined = AttemptState::Declined {
        reason: DeclineReason::Risk,
        code: String::from("59"),
    };
    let mut expected = attempt();
    for state in [
        AttemptState::Started,
        AttemptState::AwaitingPayer,
        AttemptState::Unsettled,
        declined,
        AttemptState::Abandoned,
        AttemptState::Surplus(receipt()),
        AttemptState::Paid(receipt()),
    ] {
        expected.state = state;
        let written = expected.clone();
        let read = store.write(|tx| {
            Box::pin(async move {
                attempts::update(tx, &written).await?;
                attempts::get(tx, &written.id).await
            })
        });
        expected.version += 1;
        assert_eq!(read.await.expect("written and read"), expected);
    }
}

#[tokio::test]
async fn a_row_without_the_data_of_its_state_is_a_fault_that_names_it() {
    let test_database = TestDatabase::new();
    let store = store_with_attempt(&test_database).await;
    for (state, missing) in [
        ("paid", "receipt"),
        ("surplus", "receipt"),
        ("declined", "declined_reason"),
    ] {
        let read = store.write(move |tx| {
            Box::pin(async move {
                tx.run("UPDATE attempts SET state = $1", args![state])
                    .await?;
                attempts::get(tx, &attempt().id).await
            })
        });
        let fault = read.await.expect_err("a fault").to_string();
        assert_eq!(
            fault,
            format!("database: attempt att_a is {state} without {missing}")
        );
    }
}
