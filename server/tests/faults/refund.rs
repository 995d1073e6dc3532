//! The desk is killed during refunds: an acknowledged refund is carried out
//! once.

use crate::deployment::Deployment;
use crate::interceptor::HoldPoint;
use crate::mall::Order;
use serde_json::Value;
use testkit::wait::{SETTLED, until};

/// The `txnType` of an undo: a whole payment on its clearing day.
const UNDO: &str = "31";
/// The `txnType` of a refund.
const REFUND: &str = "04";

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_in_each_step_of_a_refund_refunds_once() {
    let deployment = Deployment::open().await;
    let (mut asked, mut held_calls, mut late) = (Vec::new(), Vec::new(), Vec::new());
    for (call, part) in [(UNDO, None), (REFUND, Some(1_000))] {
        // Lost on the way; processed and not answered; delivered late.
        for (point, comes_late) in [
            (HoldPoint::BeforeProcessing, false),
            (HoldPoint::BeforeReply, false),
            (HoldPoint::BeforeProcessing, true),
        ] {
            let order = paid(&deployment).await;
            let mut held = deployment.network.hold(point, call);
            let desk = deployment.desk();
            let got = deployment
                .mall
                .refund(&desk.url, &order, &order.id, part)
                .await;
            let got = got.expect("the desk answers");
            assert_eq!(got.status, 201, "{}", got.body);
            held.wait_until_held().await;
            asked.push((order, part, got.body));
            if comes_late {
                late.push(held);
            } else {
                held_calls.push(held);
            }
        }
    }
    deployment.kill_and_restart().await;
    drop(held_calls);
    for held in late {
        held.release();
    }
    let mut orders = Vec::new();
    for (order, part, refund) in asked {
        check_refunded_once(&deployment, &order, part, &refund).await;
        orders.push(order);
    }
    deployment.check_invariants(&orders).await;
}

/// The refund succeeds once, and repeating the request returns the same
/// refund.
async fn check_refunded_once(
    deployment: &Deployment,
    order: &Order,
    part: Option<i64>,
    refund: &Value,
) {
    let desk = deployment.desk();
    let path = format!("/v1/refunds/{}", refund["id"].as_str().expect("an id"));
    until("a refund to be carried out", SETTLED, || async {
        let got = deployment.mall.get(&desk.url, &path).await.ok()?;
        assert_eq!(got.status, 200, "an acknowledged refund: {}", got.body);
        (got.body["state"] == "succeeded").then_some(())
    })
    .await;
    let fen = order.request.fen;
    assert_eq!(
        deployment.network.returned_fen(fen),
        part.unwrap_or(fen),
        "{}",
        order.id
    );
    let again = deployment.mall.refund(&desk.url, order, &order.id, part);
    let again = again.await.expect("the desk answers");
    assert_eq!((again.status, &again.body["id"]), (200, &refund["id"]));
    let more = deployment
        .mall
        .refund(&desk.url, order, "more", Some(fen))
        .await;
    let more = more.expect("the desk answers");
    assert_eq!(
        (more.status, &more.body["code"]),
        (422, &Value::from("refund_exceeds_paid"))
    );
    let state = if part.is_some() {
        "partially_refunded"
    } else {
        "refunded"
    };
    assert_eq!(deployment.paid_order(order).await["state"], state);
}

/// A paid order, as its desk shows it.
pub(crate) async fn paid(deployment: &Deployment) -> Order {
    let order = deployment.mall.order(&deployment.desk().url).await;
    deployment.payer(&order).pay_until_paid().await;
    order
}
