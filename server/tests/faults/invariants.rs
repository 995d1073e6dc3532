//! What must hold after every fault.

use crate::deployment::Deployment;
use crate::desk::run;
use crate::mall::Order;
use serde_json::Value;
use std::collections::BTreeMap;
use testkit::wait::{SETTLED, until, wait_for};

/// The facts of an order, which never change.
const FACTS: [&str; 6] = [
    "mall_order_no",
    "merchant_id",
    "amount",
    "subject",
    "items",
    "return_url",
];
/// States of a paid order.
const WITH_MONEY: [&str; 3] = ["paid", "partially_refunded", "refunded"];
/// Final states of a refund.
const ENDS: [&str; 2] = ["succeeded", "failed"];

impl Deployment {
    /// Waits until the desk knows that the order is paid; returns it.
    pub(crate) async fn paid_order(&self, order: &Order) -> Value {
        until("the desk to know of the money", SETTLED, || async {
            let found = self.settled(order).await;
            found.filter(|found| found["state"] != "open" && found["state"] != "paying")
        })
        .await
    }

    /// Every acknowledged order exists with its facts, agrees with the
    /// network, and is paid at most once (a second payment is refunded). The
    /// mall received its events at least once and in order. `paydesk
    /// check-books` finds no fault.
    pub(crate) async fn check_invariants(&self, orders: &[Order]) {
        self.check_orders(orders).await;
        self.check_events(orders).await;
        self.check_books();
    }

    /// `paydesk check-books` finds no fault.
    pub(crate) fn check_books(&self) {
        if let Err(faults) = run(&["check-books"], &self.database) {
            panic!("check-books: {faults}");
        }
    }

    /// Every order exists with its facts and agrees with the network.
    pub(crate) async fn check_orders(&self, orders: &[Order]) {
        for order in orders {
            let found = until("the desk to settle an order", SETTLED, || {
                self.settled(order)
            })
            .await;
            for fact in FACTS {
                assert_eq!(
                    found[fact], order.request.body[fact],
                    "{fact} of {}",
                    order.id
                );
            }
            let with_money = self.paid(order);
            let kept = self.network.kept_fen(order.request.fen);
            assert!(
                (0..=order.request.fen).contains(&kept),
                "{} is paid {kept} fen",
                order.id
            );
            let attempts = found["attempts"].as_array().expect("a list");
            let paid = attempts.iter().filter(|a| a["state"] == "paid").count();
            assert_eq!(paid, usize::from(with_money), "paid attempts of {found}");
        }
    }

    /// The order, once it agrees with the network.
    async fn settled(&self, order: &Order) -> Option<Value> {
        let path = format!("/v1/orders/{}", order.id);
        let got = self.mall.get(&self.desk().url, &path).await.ok()?;
        assert_eq!(got.status, 200, "an acknowledged order: {}", got.body);
        let state = got.body["state"].as_str().unwrap_or_default();
        let with_money = WITH_MONEY.contains(&state);
        // An order may stay unpaid: its shopper has not paid.
        let settled = with_money == self.paid(order);
        let returned = ["refunds", "surplus"].iter().all(|list| {
            let list = got.body[list].as_array().expect("a list");
            list.iter()
                .all(|refund| ENDS.contains(&refund["state"].as_str().unwrap_or_default()))
        });
        (settled && returned).then_some(got.body)
    }

    fn paid(&self, order: &Order) -> bool {
        self.network.payments(order.request.fen) > 0
    }

    /// The mall received every event of these orders, in order, and no other.
    async fn check_events(&self, orders: &[Order]) {
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
                (self.received_sequences(&order.id) == wanted).then_some(())
            });
            if heard.await.is_none() {
                let heard = self.received_sequences(&order.id);
                panic!("the mall heard {heard:?} of {}, not {wanted:?}", order.id);
            }
        }
    }

    /// The event numbers of an order, by first arrival; repeats are identical.
    fn received_sequences(&self, order_id: &str) -> Vec<u64> {
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
