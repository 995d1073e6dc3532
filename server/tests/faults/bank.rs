//! The desk is killed while shoppers are at their banks, return, or are paid
//! for by a notice.

use crate::deployment::Deployment;
use crate::interceptor::HoldPoint;
use sandbox::networks::InjectedFailure;

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_made_while_the_desk_is_down_is_found() {
    let deployment = Deployment::open().await;
    let gone = deployment.mall.order(&deployment.desk().url).await;
    let back = deployment.mall.order(&deployment.desk().url).await;
    let bank_of_gone = deployment.payer(&gone).go_to_bank().await.expect("a bank");
    let bank_of_back = deployment.payer(&back).go_to_bank().await.expect("a bank");
    deployment.kill();
    deployment.network.next(InjectedFailure::NoticeLost);
    for (order, bank) in [(&gone, bank_of_gone), (&back, bank_of_back)] {
        let payer = deployment.payer_at("nowhere", order);
        payer.pay_at(&bank).await.expect("the bank is open");
    }
    deployment.start().await;
    let shown = deployment
        .payer(&back)
        .return_from_network()
        .await
        .expect("a page");
    assert_eq!(shown.place, "paid", "the shopper's return asks at once");
    // The other shopper does not return.
    deployment.check_invariants(&[gone, back]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_during_a_notice_accepts_it_again() {
    let deployment = Deployment::open().await;
    let (mut orders, mut held_calls, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    for point in [HoldPoint::BeforeProcessing, HoldPoint::BeforeReply] {
        let order = deployment.mall.order(&deployment.desk().url).await;
        let mut held = deployment.hold_notice(point, order.request.fen);
        let payer = deployment.payer(&order);
        let bank = payer.go_to_bank().await.expect("a bank");
        payer.pay_at(&bank).await.expect("paid");
        notices.push(held.wait_until_held().await);
        orders.push(order);
        held_calls.push(held);
    }
    deployment.kill_and_restart().await;
    // The second notice was processed; the network repeats it because it was
    // not acknowledged.
    let [_, taken] = &orders[..] else {
        unreachable!("two orders")
    };
    let path = format!("/v1/orders/{}", taken.id);
    let got = deployment
        .mall
        .get(&deployment.desk().url, &path)
        .await
        .expect("answers");
    assert_eq!(
        got.body["state"], "paid",
        "stored before it is acknowledged"
    );
    for notice in &notices {
        assert_eq!(deployment.notify(notice).await.status(), 200);
    }
    deployment.check_invariants(&orders).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_in_the_query_of_a_return_recovers() {
    let deployment = Deployment::open().await;
    let (mut orders, mut held_calls) = (Vec::new(), Vec::new());
    for point in [HoldPoint::BeforeProcessing, HoldPoint::BeforeReply] {
        let order = deployment.mall.order(&deployment.desk().url).await;
        deployment.network.next(InjectedFailure::NoticeLost);
        let payer = deployment.payer(&order);
        let bank = payer.go_to_bank().await.expect("a bank");
        payer.pay_at(&bank).await.expect("paid");
        let mut held = deployment.network.hold_query(point, order.request.fen);
        held.run_until_held(payer.return_from_network()).await;
        orders.push(order);
        held_calls.push(held);
    }
    deployment.kill_and_restart().await;
    deployment.check_invariants(&orders).await;
}
