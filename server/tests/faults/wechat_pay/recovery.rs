//! WeChat Pay does not answer, or the desk is killed around its QR code.

use super::{attempts, found, with_code};
use crate::deployment::Deployment;
use crate::interceptor::HoldPoint;
use crate::payer::Payer;
use futures::future::join_all;
use testkit::wait::{SOON, until};
use tokio::time::Instant;

/// Shoppers who ask for a code while WeChat Pay is silent.
const WAITING: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn while_wechat_pay_is_silent_other_payments_are_quick() {
    let deployment = Deployment::with_wechat_pay().await;
    let desk = deployment.desk();
    let unknown = with_code(&deployment).await;
    // Shoppers ask for codes, and get no answer.
    let (mut held_calls, mut orders) = (Vec::new(), Vec::new());
    for _ in 0..WAITING {
        held_calls.push(deployment.network.hold_wechat_order(HoldPoint::BeforeReply));
        orders.push(deployment.mall.order(&desk.url).await);
    }
    let payers: Vec<_> = orders.iter().map(|order| deployment.payer(order)).collect();
    // One has paid, and only a query can tell. It is not answered either.
    let fen = unknown.request.fen;
    let mut query = deployment.network.hold_query(HoldPoint::BeforeReply, fen);
    deployment.network.next_is("notice_lost", "payment").await;
    deployment.payer(&unknown).scan().await.expect("paid");
    let waiting = join_all(payers.iter().map(Payer::show_wechat_qr));
    let paying = async {
        for held in &mut held_calls {
            held.wait_until_held().await;
        }
        query.wait_until_held().await;
        let began = Instant::now();
        let order = deployment.mall.order(&desk.url).await;
        let page = deployment.payer(&order).pay_by_bank().await;
        let took = began.elapsed();
        assert_eq!(page.expect("a page").place, "paid");
        let given_up = |line: &str| line.contains("op=\"query\"") && line.contains("NoReply");
        until("the query to be given up", SOON, || async {
            desk.log().lines().any(given_up).then_some(())
        })
        .await;
        (order, took, began.elapsed())
    };
    let (pages, (order, took, silent)) = tokio::join!(waiting, paying);
    // Each is told so after five seconds, and offered the other ways.
    for page in pages {
        assert_eq!(page.expect("a page").status, 422);
    }
    assert!(
        took * 3 < silent,
        "an order paid by bank took {took:?}, a query of WeChat Pay {silent:?}"
    );
    let still = found(&deployment, &unknown).await;
    assert_eq!(still["state"], "paying", "{still}");
    assert_eq!(attempts(&still), ["awaiting_payer"], "{still}");
    // It is asked again, here without the pause between queries. The other
    // shoppers pay another way.
    drop((query, held_calls));
    let job = still["attempts"][0]["id"].as_str().expect("an id");
    let now = format!("UPDATE jobs SET due_at = 0 WHERE name = 'query' AND subject = '{job}'");
    deployment.run_sql(&now).await;
    deployment.paid_order(&unknown).await;
    deployment.pay_all(&orders).await;
    orders.extend([unknown, order]);
    deployment.check_invariants(&orders).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_around_a_code_of_wechat_pay_recovers() {
    let deployment = Deployment::with_wechat_pay().await;
    let (mut orders, mut held_calls) = (Vec::new(), Vec::new());
    for point in [HoldPoint::BeforeProcessing, HoldPoint::BeforeReply] {
        let order = deployment.mall.order(&deployment.desk().url).await;
        let mut held = deployment.network.hold_wechat_order(point);
        let payer = deployment.payer(&order);
        held.run_until_held(payer.show_wechat_qr()).await;
        orders.push(order);
        held_calls.push(held);
    }
    // One is found by a query, the other perhaps by a notice that comes again.
    let lost = with_code(&deployment).await;
    let noticed = with_code(&deployment).await;
    deployment.kill();
    drop(held_calls);
    deployment.network.next_is("notice_lost", "payment").await;
    for order in [&lost, &noticed] {
        let payer = deployment.payer_at("nowhere", order);
        payer.scan().await.expect("paid");
    }
    deployment.start().await;
    deployment.pay_all(&orders).await;
    orders.extend([lost, noticed]);
    deployment.check_invariants(&orders).await;
}
