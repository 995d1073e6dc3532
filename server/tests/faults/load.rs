//! Killed again and again at any moment, while many shoppers pay.
//!
//! Ways, patience and the moments of the kills come from one seed; what the
//! processes were doing at those moments is up to the machine.

use crate::house::House;
use crate::mall::{Order, Wish};
use crate::payer::{CHEN, Card, LIN};
use crate::wait::{SETTLED, until};
use futures::future::{join, join_all};
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Mutex;

/// How often the plug is pulled.
const KILLS: usize = 24;
/// Shoppers at once; each makes one order after the other.
const SHOPPERS: u64 = 10;
/// Requests seen between two kills, at most.
const BETWEEN: u64 = 60;
const SEED: u64 = 20_261_122;

/// Steele, Lea and Flood's `SplitMix64`.
struct Dice(u64);

impl Dice {
    /// Below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_moment_may_be_the_last() {
    let house = House::open().await;
    let over = AtomicBool::new(false);
    // A phone shows its newest code: one shopper at a time for each card.
    let cards = [Mutex::new(LIN), Mutex::new(CHEN)];
    let shopping = join_all((0..SHOPPERS).map(|n| shop(&house, &cards, &over, Dice(SEED + n))));
    let killing = async {
        let mut dice = Dice(SEED);
        for kill in 0..KILLS {
            let enough = requests(&house) + 1 + usize::try_from(dice.roll(BETWEEN)).unwrap_or(0);
            until("shoppers to be busy", SETTLED, || {
                std::future::ready((requests(&house) >= enough).then_some(()))
            })
            .await;
            house.kill();
            if kill % 4 == 3 {
                // It falls again while it gets up.
                house.spawn(None);
                house.kill();
            }
            house.start().await;
        }
        over.store(true, Ordering::Relaxed);
    };
    let (orders, ()) = join(shopping, killing).await;
    let (orders, by_card): (Vec<Order>, Vec<bool>) = orders.into_iter().flatten().unzip();
    // Some come back to pay; the others never do. A charge that was written
    // down and not sent is asked about until the network's own time for it is
    // over: too long to be waited for here.
    let other = orders.iter().zip(by_card).filter(|(_, by_card)| !by_card);
    let back: Vec<Order> = other.map(|(order, _)| order.clone()).step_by(2).collect();
    house.shoppers_pay(&back).await;
    house.all_is_well(&orders).await;
    for order in &back {
        assert_eq!(house.network.payments(order.wish.fen), 1, "{}", order.id);
    }
}

/// Requests that went in or out of desks so far.
fn requests(house: &House) -> usize {
    house.front.count() + house.network.gate.count() + house.mall.gate.count()
}

/// One order after the other, until it is over: those that were acknowledged,
/// and whether a card was to pay them.
async fn shop(
    house: &House,
    cards: &[Mutex<Card>; 2],
    over: &AtomicBool,
    mut dice: Dice,
) -> Vec<(Order, bool)> {
    let mut orders = Vec::new();
    while !over.load(Ordering::Relaxed) {
        let wish = house.mall.wish();
        let order = ask_until_taken(house, wish).await;
        let payer = house.payer_at(&house.front.url, &order);
        // What goes wrong here, a patient shopper or nobody puts right.
        let way = dice.roll(7);
        match way {
            0 | 1 => drop(payer.pay_by_bank().await),
            2 | 3 => drop(payer.pay_by_scan().await),
            4 | 5 => {
                let card = cards[usize::from(dice.roll(2) == 0)].lock().await;
                drop(payer.pay_by_card(*card).await);
            }
            _ => drop(payer.look().await),
        }
        orders.push((order, matches!(way, 4 | 5)));
    }
    orders
}

/// The same request until an answer comes, as a mall does.
async fn ask_until_taken(house: &House, wish: Wish) -> Order {
    let got = until("an order to be taken", SETTLED, || async {
        let got = house.mall.ask(&house.front.url, &wish).await.ok()?;
        match got.status {
            200 | 201 => Some(got),
            // Down, or asked while it is still at it.
            409 | 502 | 503 => None,
            _ => panic!("an order is refused: {}", got.body),
        }
    });
    let got = got.await;
    Order::of(wish, &got)
}
