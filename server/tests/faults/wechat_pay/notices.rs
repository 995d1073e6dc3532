//! Notices: of one network at the other's address, and signed by keys that
//! WeChat Pay changes.

use super::{attempts, found, with_code};
use crate::deployment::Deployment;
use crate::interceptor::HoldPoint;
use crate::mall::Order;
use serde_json::json;
use testkit::wait::{SETTLED, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_of_one_network_at_the_others_address_is_refused() {
    let deployment = Deployment::with_wechat_pay().await;
    let by_bank = deployment.mall.order(&deployment.desk().url).await;
    let bank = deployment
        .payer(&by_bank)
        .go_to_bank()
        .await
        .expect("a bank");
    let by_wechat = with_code(&deployment).await;
    // Nothing else tells the desk of these payments.
    let queries = [&by_bank, &by_wechat].map(|order| {
        let fen = order.request.fen;
        deployment
            .network
            .hold_query(HoldPoint::BeforeProcessing, fen)
    });
    let mut held = ["/notify/union_pay", "/notify/wechat_pay"].map(|path| {
        let point = HoldPoint::BeforeProcessing;
        deployment.public.hold(point, move |seen| seen.path == path)
    });
    deployment
        .payer(&by_bank)
        .pay_at(&bank)
        .await
        .expect("paid");
    deployment.payer(&by_wechat).scan().await.expect("paid");
    let [of_union_pay, of_wechat_pay] = &mut held;
    let of_union_pay = of_union_pay.wait_until_held().await;
    let of_wechat_pay = of_wechat_pay.wait_until_held().await;
    for (path, notice) in [
        ("/notify/wechat_pay", &of_union_pay),
        ("/notify/union_pay", &of_wechat_pay),
    ] {
        let refused = deployment.notify_at(path, notice).await;
        assert_eq!(refused.status(), 400, "{path}");
    }
    for order in [&by_bank, &by_wechat] {
        let untouched = found(&deployment, order).await;
        assert_eq!(untouched["state"], "paying", "{untouched}");
        assert_eq!(attempts(&untouched), ["awaiting_payer"], "{untouched}");
    }
    for (notice, status) in [(&of_union_pay, 200), (&of_wechat_pay, 204)] {
        assert_eq!(deployment.notify(notice).await.status(), status);
    }
    for order in [&by_bank, &by_wechat] {
        assert_eq!(found(&deployment, order).await["state"], "paid");
    }
    drop((queries, held));
    deployment.check_invariants(&[by_bank, by_wechat]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wechat_pay_changes_its_keys_while_notices_come() {
    let deployment = Deployment::with_wechat_pay().await;
    let mut orders = Vec::new();
    // The first certificate, fetched at the start.
    orders.push(noticed(&deployment).await);
    // A desk that runs has not fetched the next one yet. Queries are answered
    // with the public key, so payments are found all the same.
    let before = with_code(&deployment).await;
    let after = with_code(&deployment).await;
    deployment.payer(&before).scan().await.expect("paid");
    change_keys(&deployment, "rotate", json!({})).await;
    deployment.payer(&after).scan().await.expect("paid");
    for order in [before, after] {
        deployment.paid_order(&order).await;
        orders.push(order);
    }
    deployment.kill_and_restart().await;
    orders.push(noticed(&deployment).await);
    // The public key, also at a desk that finds no certificates to fetch.
    change_keys(&deployment, "mode", json!({ "mode": "public_key" })).await;
    orders.push(noticed(&deployment).await);
    deployment.kill_and_restart().await;
    orders.push(noticed(&deployment).await);
    deployment.check_invariants(&orders).await;
}

async fn change_keys(deployment: &Deployment, action: &str, with: serde_json::Value) {
    let action = format!("wechat_pay/{action}");
    deployment.network.control(&action, with).await;
}

/// A paid order whose notice the desk acknowledged.
async fn noticed(deployment: &Deployment) -> Order {
    let order = with_code(deployment).await;
    deployment.payer(&order).scan().await.expect("paid");
    until("the notice to be acknowledged", SETTLED, || async {
        let told = deployment.network.has_acknowledged(order.request.fen);
        told.await.then_some(())
    })
    .await;
    order
}
