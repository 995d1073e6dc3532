//! The desk is killed while cards are signed and charged: at each network
//! call, before it is processed and before its reply.

use crate::deployment::Deployment;
use crate::interceptor::{Held, HoldPoint};
use crate::mall::Order;
use crate::payer::{CHEN, Card, LIN};
use sandbox::networks::InjectedFailure;

/// The `txnType` that requests an SMS code.
const ASK_CODE: &str = "77";
/// The `txnType` that signs the card.
const SIGN: &str = "79";
/// The `txnType` that charges the card.
const PAY: &str = "01";

/// A shopper pays by card until the desk's call is held.
async fn pay_until_held(deployment: &Deployment, order: &Order, card: Card, held: &mut Held) {
    let payer = deployment.payer(order);
    held.run_until_held(payer.pay_by_card(card)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_in_each_call_of_a_card_payment_recovers() {
    let deployment = Deployment::open().await;
    let (mut orders, mut held_calls) = (Vec::new(), Vec::new());
    for call in [ASK_CODE, SIGN] {
        for point in [HoldPoint::BeforeProcessing, HoldPoint::BeforeReply] {
            let order = deployment.mall.order(&deployment.desk().url).await;
            let mut held = deployment.network.hold(point, call);
            pay_until_held(&deployment, &order, LIN, &mut held).await;
            orders.push(order);
            held_calls.push(held);
        }
    }
    // The payment is made and the reply is lost.
    let order = deployment.mall.order(&deployment.desk().url).await;
    deployment.network.next(InjectedFailure::NoticeLost);
    let mut held = deployment.network.hold(HoldPoint::BeforeReply, PAY);
    pay_until_held(&deployment, &order, LIN, &mut held).await;
    orders.push(order);
    held_calls.push(held);
    // The request arrives at the network later. Another card: a phone gets five
    // codes at once.
    let late = deployment.mall.order(&deployment.desk().url).await;
    let mut on_its_way = deployment.network.hold(HoldPoint::BeforeProcessing, PAY);
    pay_until_held(&deployment, &late, CHEN, &mut on_its_way).await;
    deployment.kill_and_restart().await;
    drop(held_calls);

    let payer = deployment.payer(&late);
    let shown = payer.load().await.expect("a page");
    assert_eq!(shown.place, "waiting", "it may be paid yet");
    let other = payer.show_qr().await.expect("a page");
    assert_eq!(other.place, "waiting", "no second payment beside it");
    assert_eq!(deployment.network.payments(late.request.fen), 0);
    on_its_way.release();
    orders.push(late);
    deployment.pay_all(&orders).await;
    deployment.check_invariants(&orders).await;
}

/// Reply `00` to a payment means accepted; the query after it has the result.
#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_in_the_query_after_a_card_payment_recovers() {
    let deployment = Deployment::open().await;
    let (mut orders, mut held_calls) = (Vec::new(), Vec::new());
    for point in [HoldPoint::BeforeProcessing, HoldPoint::BeforeReply] {
        let order = deployment.mall.order(&deployment.desk().url).await;
        deployment.network.next(InjectedFailure::NoticeLost);
        let mut held = deployment.network.hold_query(point, order.request.fen);
        pay_until_held(&deployment, &order, LIN, &mut held).await;
        orders.push(order);
        held_calls.push(held);
    }
    deployment.kill_and_restart().await;
    deployment.pay_all(&orders).await;
    deployment.check_invariants(&orders).await;
}
