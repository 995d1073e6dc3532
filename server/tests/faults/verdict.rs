//! What must hold after every fault, whatever it was.

use crate::desk::run;
use crate::house::House;
use crate::mall::Order;
use crate::wait::{SETTLED, until, wait_for};
use serde_json::Value;
use std::collections::BTreeMap;

/// The facts of an order that never change.
const FACTS: [&str; 6] = [
    "mall_order_no",
    "merchant_id",
    "amount",
    "subject",
    "items",
    "return_url",
];
/// States that money brought about.
const WITH_MONEY: [&str; 3] = ["paid", "partially_refunded", "refunded"];
/// States in which a refund stays.
const ENDS: [&str; 2] = ["succeeded", "failed"];

impl House {
    /// What the desk has of an order that was paid, once it knows.
    pub(crate) async fn paid_order(&self, order: &Order) -> Value {
        until("the desk to know of the money", SETTLED, || async {
            let found = self.settled(order).await;
            found.filter(|found| found["state"] != "open" && found["state"] != "paying")
        })
        .await
    }

    /// Every acknowledged order is there with its facts, is settled as the
    /// network has it, is paid at most once (who scans a code that another desk
    /// has put away gets that money back), and the mall was told of it at
    /// least once and in order. The books balance, by a program of its own.
    pub(crate) async fn all_is_well(&self, orders: &[Order]) {
        self.all_is_settled(orders).await;
        self.told(orders).await;
        self.books_are_right();
    }

    /// The books balance, by a program of its own.
    pub(crate) fn books_are_right(&self) {
        if let Err(faults) = run(&["check-books"], &self.database) {
            panic!("the books: {faults}");
        }
    }

    /// Every order is there with its facts, and is settled as the network has it.
    pub(crate) async fn all_is_settled(&self, orders: &[Order]) {
        for order in orders {
            let found = until("the desk to settle an order", SETTLED, || {
                self.settled(order)
            })
            .await;
            for fact in FACTS {
                assert_eq!(found[fact], order.wish.body[fact], "{fact} of {}", order.id);
            }
            let with_money = self.paid(order);
            let kept = self.network.kept_fen(order.wish.fen);
            assert!(
                (0..=order.wish.fen).contains(&kept),
                "{} is paid {kept} fen",
                order.id
            );
            let attempts = found["attempts"].as_array().expect("a list");
            let paid = attempts.iter().filter(|a| a["state"] == "paid").count();
            assert_eq!(paid, usize::from(with_money), "paid attempts of {found}");
        }
    }

    /// The order, once the desk says of it what the network says.
    async fn settled(&self, order: &Order) -> Option<Value> {
        let path = format!("/v1/orders/{}", order.id);
        let got = self.mall.get(&self.desk().url, &path).await.ok()?;
        assert_eq!(got.status, 200, "an acknowledged order: {}", got.body);
        let state = got.body["state"].as_str().unwrap_or_default();
        let with_money = WITH_MONEY.contains(&state);
        // An order that nobody pays waits for a payer, not for us.
        let settled = with_money == self.paid(order);
        let returned = ["refunds", "surplus"].iter().all(|list| {
            let list = got.body[list].as_array().expect("a list");
            list.iter()
                .all(|refund| ENDS.contains(&refund["state"].as_str().unwrap_or_default()))
        });
        (settled && returned).then_some(got.body)
    }

    fn paid(&self, order: &Order) -> bool {
        self.network.payments(order.wish.fen) > 0
    }

    /// The mall has every event of these orders, in order, and no other.
    async fn told(&self, orders: &[Order]) {
        let listed = self.mall.listed(&self.desk().url).await;
        for order in orders {
            let wanted: Vec<u64> = listed
                .iter()
                .filter(|event| of(event, &order.id))
                .filter_map(|event| event["data"]["sequence"].as_u64())
                .collect();
            let counted: Vec<u64> = (1..).take(wanted.len()).collect();
            assert_eq!(wanted, counted, "the events of {}", order.id);
            let is_paid = |event: &&Value| of(event, &order.id) && event["type"] == "order.paid";
            let paid = listed.iter().filter(is_paid).count();
            assert_eq!(
                paid,
                usize::from(self.paid(order)),
                "order.paid of {}",
                order.id
            );
            let heard = wait_for(SETTLED, || async {
                (self.heard(&order.id) == wanted).then_some(())
            });
            if heard.await.is_none() {
                let heard = self.heard(&order.id);
                panic!("the mall heard {heard:?} of {}, not {wanted:?}", order.id);
            }
        }
    }

    /// The numbers of an order's events in the order they first came; a
    /// repeat says the same as before.
    fn heard(&self, order_id: &str) -> Vec<u64> {
        let mut first: BTreeMap<u64, String> = BTreeMap::new();
        let mut numbers = Vec::new();
        for event in self.mall.received() {
            if event.order_id != order_id {
                continue;
            }
            if let Some(before) = first.get(&event.sequence) {
                assert_eq!(*before, event.raw, "a repeat is the same");
            } else {
                numbers.push(event.sequence);
                first.insert(event.sequence, event.raw);
            }
        }
        numbers
    }
}

fn of(event: &Value, order_id: &str) -> bool {
    let data = &event["data"];
    data["order_id"] == order_id || data["id"] == order_id
}
