//! Every trouble of the sandbox's WeChat Pay, set on its control page: one desk
//! for all troubles of payments, one for all of refunds.

use super::{attempts, found, paid, with_code};
use crate::deployment::Deployment;
use crate::mall::{ApiAnswer, Order};
use futures::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::wait::{SETTLED, until, wait_for};

/// Whether the payer's first try pays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FirstTry {
    Pays,
    /// It pays, and the phone shows an error.
    PaysSecretly,
    DoesNotPay,
}

/// The troubles of a payment.
const PAYMENTS: [(&str, FirstTry); 16] = [
    ("decline", FirstTry::DoesNotPay),
    ("timeout", FirstTry::PaysSecretly),
    ("paid_twice", FirstTry::Pays),
    ("notice_lost", FirstTry::Pays),
    ("notice_late", FirstTry::Pays),
    ("wrong_signature", FirstTry::Pays),
    ("wrong_amount", FirstTry::Pays),
    ("bad_gateway_paid", FirstTry::PaysSecretly),
    ("bad_gateway_unpaid", FirstTry::DoesNotPay),
    ("cut", FirstTry::PaysSecretly),
    ("timeout_unpaid", FirstTry::DoesNotPay),
    ("slow", FirstTry::Pays),
    ("sign_test", FirstTry::Pays),
    ("old_timestamp", FirstTry::Pays),
    ("other_merchant", FirstTry::Pays),
    ("repeated_event", FirstTry::Pays),
];
/// Those whose first notice the desk acknowledges.
const ACKNOWLEDGED: [&str; 2] = ["notice_late", "repeated_event"];
/// Those whose notices the desk refuses, all of them.
const REFUSED: [&str; 3] = ["wrong_signature", "wrong_amount", "other_merchant"];

/// The troubles of a refund that is made without more.
const REFUNDS: [&str; 13] = [
    "timeout",
    "paid_twice",
    "notice_lost",
    "notice_late",
    "wrong_signature",
    "wrong_amount",
    "bad_gateway_paid",
    "cut",
    "slow",
    "sign_test",
    "old_timestamp",
    "other_merchant",
    "repeated_event",
];
/// Those of a refund that is made when it is sent again.
const SENT_AGAIN: [&str; 2] = ["bad_gateway_unpaid", "timeout_unpaid"];

#[tokio::test(flavor = "multi_thread")]
async fn every_trouble_of_a_payment_ends_with_one_payment() {
    let deployment = Deployment::with_wechat_pay().await;
    let mut orders = Vec::new();
    for (trouble, first) in PAYMENTS {
        let order = with_code(&deployment).await;
        deployment.network.next_is(trouble, "payment").await;
        let scanned = deployment.payer(&order).scan().await;
        // A decline is shown on the phone's page, with status 200.
        if trouble != "decline" {
            assert_eq!(scanned.is_ok(), first == FirstTry::Pays, "{trouble}");
        }
        if first == FirstTry::DoesNotPay {
            let unpaid = found(&deployment, &order).await;
            assert_eq!(unpaid["state"], "paying", "{trouble}: {unpaid}");
            assert_eq!(deployment.network.payments(order.request.fen), 0);
            // The code is still good.
            until("the payer's second try to pay", SETTLED, || async {
                drop(deployment.payer(&order).scan().await);
                (deployment.network.payments(order.request.fen) == 1).then_some(())
            })
            .await;
        }
        orders.push((trouble, order));
    }
    for (trouble, order) in &orders {
        let paid = deployment.paid_order(order).await;
        assert_eq!(paid["state"], "paid", "{trouble}: {paid}");
        assert_eq!(attempts(&paid), ["paid"], "{trouble}");
        let number = paid["attempts"][0]["network_id"].as_str();
        let number = number.unwrap_or_default();
        assert!(number.len() == 28 && number.starts_with("4200"), "{number}");
        if *trouble == "paid_twice" {
            until("the second payment to be known", SETTLED, || async {
                (surplus(&deployment, order).await == 1).then_some(())
            })
            .await;
        } else {
            assert_eq!(surplus(&deployment, order).await, 0, "{trouble}");
        }
    }
    // The late notice comes after the query.
    deployment.network.control("release", json!({})).await;
    for (trouble, order) in &orders {
        let fen = order.request.fen;
        if ACKNOWLEDGED.contains(trouble) {
            until("a notice to be acknowledged", SETTLED, || async {
                deployment.network.has_acknowledged(fen).await.then_some(())
            })
            .await;
        }
        if REFUSED.contains(trouble) {
            assert!(!deployment.network.has_acknowledged(fen).await, "{trouble}");
        }
    }
    let orders: Vec<Order> = orders.into_iter().map(|(_, order)| order).collect();
    deployment.check_invariants(&orders).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_trouble_of_a_refund_ends_with_one_refund() {
    let deployment = Deployment::with_wechat_pay().await;
    let count = 2 + REFUNDS.len() + SENT_AGAIN.len();
    let orders = join_all((0..count).map(|_| paid(&deployment))).await;
    let mut orders = orders.into_iter();
    let mut next = || orders.next().expect("one for each trouble");
    let declined = refunding(&deployment, next(), "decline").await;
    let abnormal = refunding(&deployment, next(), "refund_abnormal").await;
    let (mut made, mut sent_again) = (Vec::new(), Vec::new());
    for trouble in REFUNDS {
        made.push(refunding(&deployment, next(), trouble).await);
    }
    for trouble in SENT_AGAIN {
        sent_again.push(refunding(&deployment, next(), trouble).await);
    }
    // A declined refund may be asked for again.
    becomes(&deployment, &declined, "failed").await;
    let again = ask(&deployment, &declined.0, "again").await;
    assert_eq!(again.status, 201, "{}", again.body);
    made.push((declined.0, path(&again.body)));
    for refund in &made {
        becomes(&deployment, refund, "succeeded").await;
    }
    // Money that the payer's account does not take is on its way until someone
    // acts: it has not failed, and cannot be refunded a second time.
    let (order, _) = &abnormal;
    assert_eq!(state(&deployment, &abnormal).await, "unknown");
    let more = ask(&deployment, order, "more").await;
    assert_eq!(
        (more.status, &more.body["code"]),
        (422, &Value::from("refund_exceeds_paid"))
    );
    // One that never arrived is neither: it is sent again under its number.
    for refund in &sent_again {
        assert_eq!(state(&deployment, refund).await, "unknown");
        assert_eq!(deployment.network.returned_fen(refund.0.request.fen), 0);
    }
    pass_time_until_made(&deployment, &sent_again).await;
    assert_eq!(state(&deployment, &abnormal).await, "unknown");
    made.extend(sent_again);
    for (order, _) in &made {
        let fen = order.request.fen;
        assert_eq!(deployment.network.returned_fen(fen), fen, "{}", order.id);
        assert_eq!(found(&deployment, order).await["state"], "refunded");
    }
    let orders: Vec<Order> = made.into_iter().map(|(order, _)| order).collect();
    deployment.check_invariants(&orders).await;
}

/// How many payments of an order are surplus.
async fn surplus(deployment: &Deployment, order: &Order) -> usize {
    let found = found(deployment, order).await;
    found["surplus"].as_array().expect("a list").len()
}

/// All that was paid is asked back and meets this trouble. The order, and the
/// path of its refund.
async fn refunding(deployment: &Deployment, order: Order, trouble: &str) -> (Order, String) {
    deployment.network.next_is(trouble, "refund").await;
    let asked = ask(deployment, &order, trouble).await;
    assert_eq!(asked.status, 201, "{trouble}: {}", asked.body);
    deployment.network.trouble_is_met().await;
    (order, path(&asked.body))
}

/// Asks for the refund of all that was paid.
async fn ask(deployment: &Deployment, order: &Order, number: &str) -> ApiAnswer {
    let desk = deployment.desk();
    let asked = deployment.mall.refund(&desk.url, order, number, None).await;
    asked.expect("the desk answers")
}

fn path(refund: &Value) -> String {
    format!("/v1/refunds/{}", refund["id"].as_str().expect("an id"))
}

async fn state(deployment: &Deployment, (_, path): &(Order, String)) -> String {
    let got = deployment.mall.get(&deployment.desk().url, path).await;
    let got = got.expect("the desk answers");
    got.body["state"].as_str().unwrap_or_default().to_owned()
}

/// Waits until a refund is in this state.
async fn becomes(deployment: &Deployment, refund: &(Order, String), wanted: &str) {
    until("a refund to end", SETTLED, || async {
        (state(deployment, refund).await == wanted).then_some(())
    })
    .await;
}

/// Minutes pass until these refunds are made.
async fn pass_time_until_made(deployment: &Deployment, refunds: &[(Order, String)]) {
    for _ in 0..6 {
        pass_a_minute(deployment).await;
        let made = wait_for(Duration::from_secs(2), || async {
            for refund in refunds {
                if state(deployment, refund).await != "succeeded" {
                    return None;
                }
            }
            Some(())
        });
        if made.await.is_some() {
            return;
        }
    }
    panic!("refunds that never arrived were not sent again");
}

/// The desk is killed, and more than a minute later it is started again: what
/// is stored is that much older.
async fn pass_a_minute(deployment: &Deployment) {
    deployment.kill();
    deployment
        .run_sql(
            "UPDATE jobs SET due_at = due_at - 70000, lease_until = NULL;
             UPDATE network_requests SET network_time = network_time - 70000,
                 last_sent_at = last_sent_at - 70000 WHERE ended IS NULL",
        )
        .await;
    deployment.start().await;
}
