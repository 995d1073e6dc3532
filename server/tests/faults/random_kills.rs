//! The desk is killed at random moments while many shoppers pay.
//!
//! Payment methods and kills follow from one seed; what the processes were
//! doing then does not.

use crate::deployment::Deployment;
use crate::mall::{Order, OrderRequest};
use crate::payer::{CHEN, Card, LIN};
use futures::future::{join, join_all};
use std::sync::atomic::{AtomicBool, Ordering};
use testkit::random::SeededRandom;
use testkit::wait::{SETTLED, until};
use tokio::sync::Mutex;

/// How often the desk is killed.
const KILLS: usize = 24;
/// Shoppers at once; each creates one order after the other.
const SHOPPERS: u64 = 10;
/// The most requests between two kills.
const BETWEEN: u64 = 60;
const SEED: u64 = 20_261_122;

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_killed_at_random_moments_loses_nothing() {
    let deployment = Deployment::open().await;
    let over = AtomicBool::new(false);
    // A phone shows its newest code only: one shopper at a time for each card.
    let cards = [Mutex::new(LIN), Mutex::new(CHEN)];
    let shopping = join_all(
        (0..SHOPPERS).map(|n| shop(&deployment, &cards, &over, SeededRandom::new(SEED + n))),
    );
    let killing = async {
        let mut random = SeededRandom::new(SEED);
        for kill in 0..KILLS {
            let enough =
                requests(&deployment) + 1 + usize::try_from(random.below(BETWEEN)).unwrap_or(0);
            until("shoppers to be busy", SETTLED, || {
                std::future::ready((requests(&deployment) >= enough).then_some(()))
            })
            .await;
            deployment.kill();
            if kill % 4 == 3 {
                // It is killed while it starts.
                deployment.spawn(None);
                deployment.kill();
            }
            deployment.start().await;
        }
        over.store(true, Ordering::Relaxed);
    };
    let (orders, ()) = join(shopping, killing).await;
    let (orders, by_card): (Vec<Order>, Vec<bool>) = orders.into_iter().flatten().unzip();
    // Half of the shoppers without a card return to pay. A recorded charge
    // that was never sent is queried until the network's time limit, which is
    // too long for this test.
    let other = orders.iter().zip(by_card).filter(|(_, by_card)| !by_card);
    let back: Vec<Order> = other.map(|(order, _)| order.clone()).step_by(2).collect();
    deployment.pay_all(&back).await;
    deployment.check_invariants(&orders).await;
    for order in &back {
        let transactions = deployment.network.transactions(order.request.fen);
        let paid = transactions.iter().filter(|of| of.paid).count();
        assert_eq!(paid, 1, "{}: {transactions:?}", order.id);
    }
}

/// Requests so far, to and from desks.
fn requests(deployment: &Deployment) -> usize {
    deployment.public.count() + deployment.network.server.count() + deployment.mall.server.count()
}

/// Creates and pays orders until `over`; returns the acknowledged orders and
/// whether each was paid by card.
async fn shop(
    deployment: &Deployment,
    cards: &[Mutex<Card>; 2],
    over: &AtomicBool,
    mut random: SeededRandom,
) -> Vec<(Order, bool)> {
    let mut orders = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let request = deployment.mall.new_request();
        let order = create_order_with_retries(deployment, request).await;
        let payer = deployment.payer_at(&deployment.public.url, &order);
        // Failures are expected here: the desk may be down.
        let way = random.below(7);
        match way {
            0 | 1 => drop(payer.pay_by_bank().await),
            2 | 3 => drop(payer.pay_by_scan().await),
            4 | 5 => {
                let card = cards[usize::from(random.below(2) == 0)].lock().await;
                // So that its phone gets more than five codes.
                deployment.run_sql("DELETE FROM rate_limits").await;
                drop(payer.pay_by_card(*card).await);
            }
            _ => drop(payer.load().await),
        }
        orders.push((order, matches!(way, 4 | 5)));
    }
    orders
}

/// Repeats the request until it is answered, as a mall does.
async fn create_order_with_retries(deployment: &Deployment, request: OrderRequest) -> Order {
    let got = until("an order to be taken", SETTLED, || async {
        let got = deployment
            .mall
            .create_order(&deployment.public.url, &request)
            .await
            .ok()?;
        match got.status {
            200 | 201 => Some(got),
            // The desk is down, or still works on the first call.
            409 | 502 | 503 => None,
            _ => panic!("an order is refused: {}", got.body),
        }
    });
    let got = got.await;
    Order::of(request, &got)
}
