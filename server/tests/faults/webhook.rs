//! The desk is killed during a webhook delivery: the event is delivered again,
//! unchanged and in order.

use crate::deployment::Deployment;
use crate::interceptor::HoldPoint;
use testkit::wait::{SETTLED, until};

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_not_acknowledged_is_delivered_again() {
    let deployment = Deployment::open().await;
    let (mut orders, mut held_calls) = (Vec::new(), Vec::new());
    for point in [HoldPoint::BeforeProcessing, HoldPoint::BeforeReply] {
        let order = deployment.mall.order(&deployment.desk().url).await;
        let id = order.id.clone();
        let mut held = deployment
            .mall
            .server
            .hold(point, move |seen| seen.body.contains(&id));
        let payer = deployment.payer(&order);
        payer.show_qr().await.expect("a page");
        payer.scan().await.expect("paid");
        held.wait_until_held().await;
        orders.push(order);
        held_calls.push(held);
    }
    deployment.kill_and_restart().await;
    drop(held_calls);
    for (order, times) in orders.iter().zip([1, 2]) {
        until("a repeated delivery", SETTLED, || async {
            let heard = deployment.mall.received();
            let heard = heard.iter().filter(|event| event.order_id == order.id);
            (heard.count() >= times).then_some(())
        })
        .await;
    }
    deployment.check_invariants(&orders).await;
}
