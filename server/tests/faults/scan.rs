//! The desk is killed while a QR code is requested, shown and paid.

use crate::deployment::Deployment;
use crate::interceptor::HoldPoint;
use sandbox::networks::InjectedFailure;

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_around_a_qr_code_recovers() {
    let deployment = Deployment::open().await;
    let (mut orders, mut held_calls) = (Vec::new(), Vec::new());
    for point in [HoldPoint::BeforeProcessing, HoldPoint::BeforeReply] {
        let order = deployment.mall.order(&deployment.desk().url).await;
        let mut held = deployment.network.hold(point, "01");
        let payer = deployment.payer(&order);
        held.run_until_held(payer.show_qr()).await;
        orders.push(order);
        held_calls.push(held);
    }
    let shown = deployment.mall.order(&deployment.desk().url).await;
    let page = deployment.payer(&shown).show_qr().await.expect("a page");
    assert_eq!(page.place, "scan");
    deployment.kill();
    drop(held_calls);
    deployment.network.next(InjectedFailure::NoticeLost);
    let offline_payer = deployment.payer_at("nowhere", &shown);
    offline_payer.scan().await.expect("paid");
    deployment.start().await;
    deployment.pay_all(&orders).await;
    orders.push(shown);
    deployment.check_invariants(&orders).await;
}
