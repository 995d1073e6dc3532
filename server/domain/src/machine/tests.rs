//! Tests of the state machine: invariants over random histories, and tables
//! of every transition.

mod invariants;
mod posted_journals;
mod simulator;
mod table;

use crate::attempt::{Attempt, AttemptDetails, AttemptState, CardDetails, Receipt};
use crate::channel_id::ChannelId;
use crate::clock::At;
use crate::ids::{AttemptId, MallId, MerchantId, OrderId, PayToken};
use crate::machine::{Change, Transition};
use crate::money::Money;
use crate::order::{Facts, Item, Order, OrderState};
use crate::product::Product;
use crate::refund::Refund;
use std::collections::BTreeMap;

/// When a new attempt is first queried.
const QUERY_AT: At = At::from_ms(5_000);
const PRICE: Money = Money::fen(12_800);
const EXPIRES: At = At::from_ms(1_800_000);

impl Transition {
    fn order(&self) -> Option<&Order> {
        self.changes.iter().find_map(|change| match change {
            Change::Order(order) => Some(order),
            _ => None,
        })
    }

    fn attempt(&self) -> Option<&Attempt> {
        self.changes.iter().find_map(|change| match change {
            Change::NewAttempt(attempt) | Change::Attempt(attempt) => Some(attempt),
            _ => None,
        })
    }

    fn refund(&self) -> Option<&Refund> {
        self.changes.iter().find_map(|change| match change {
            Change::NewRefund(refund) | Change::Refund(refund) => Some(refund),
            _ => None,
        })
    }
}

fn facts() -> Facts {
    Facts {
        mall_order_no: String::from("A-1"),
        merchant_id: MerchantId::stored(String::from("mer_1")),
        amount: PRICE,
        subject: String::from("tea"),
        items: vec![Item {
            name: String::from("tea"),
            quantity: 1,
            unit_price: PRICE,
        }],
        return_url: String::from("https://mall.example/back"),
        expires_in_s: 1800,
        products: Vec::new(),
        store_id: None,
        buyer_ref: None,
        locale: None,
        metadata: BTreeMap::new(),
    }
}

fn order() -> Order {
    Order {
        id: OrderId::stored(String::from("ord_1")),
        token: PayToken::parse("00000000000000000000000001").expect("a token"),
        mall_id: MallId::stored(String::from("mal_1")),
        facts: facts(),
        state: OrderState::Open,
        created_at: At::from_ms(0),
        expires_at: EXPIRES,
        extensions: 0,
        live_attempt: None,
        paid_attempt: None,
        paid_at: None,
        reserved: Money::fen(0),
        refunded: Money::fen(0),
        sequence: 0,
        version: 1,
    }
}

fn attempt(number: usize) -> Attempt {
    Attempt {
        id: AttemptId::stored(format!("att_{number}")),
        order_id: OrderId::stored(String::from("ord_1")),
        product: Product::QuickAgreement,
        channel: ChannelId::constant("union_pay"),
        state: AttemptState::Started,
        created_at: At::from_ms(0),
        pay_until: EXPIRES,
        asked_at: None,
        details: AttemptDetails::Card(CardDetails::new("1234".into(), "138****5678".into(), None)),
        version: 1,
    }
}

fn receipt(network_id: &str, amount: Money) -> Receipt {
    Receipt {
        network_id: network_id.to_owned(),
        trace: None,
        settle_date: None,
        amount,
        account: None,
        defect: false,
    }
}
