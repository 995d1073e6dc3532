//! Invariants: what must hold in every run. Some are checked as events happen,
//! all of them at the end.

use super::durability::Acknowledged;
use super::message::Report;
use super::network::PaymentOrigin;
use super::networks::RecordedPayment;
use super::simulator::Simulator;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{Error, Row, Tx, args};

/// When the next job of any order may run.
pub(super) const NEXT_DUE: &str =
    "SELECT MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) AS due
     FROM jobs WHERE name <> 'prune'";

/// How long after its time an order has ended: the network's grace, a pause
/// after a fault, and a jump of the clock.
const ENDED_WITHIN_MS: i64 = 45 * 60_000;

/// An order in the database.
#[derive(Debug)]
pub(super) struct OrderRow {
    number: String,
    state: String,
    amount: i64,
    sequence: i64,
    paid_attempt: Option<String>,
    refunded: i64,
    expires_at: i64,
}

/// A refund in the database.
#[derive(Debug)]
pub(super) struct RefundRow {
    order: String,
    cause: String,
    state: String,
    channel: String,
    payment: String,
    amount: i64,
}

/// Surplus in the database.
#[derive(Debug)]
struct SurplusRow {
    order: String,
    amount: i64,
}

/// An attempt in the database.
#[derive(Debug)]
pub(super) struct AttemptRow {
    order: String,
    state: String,
    channel: String,
    network_id: Option<String>,
    pay_until: i64,
}

/// An event in the database, and how its delivery ended.
#[derive(Debug)]
pub(super) struct EventRow {
    order: String,
    pub(super) sequence: i64,
    pub(super) created_at: i64,
    pub(super) delivered: bool,
    pub(super) given_up_at: Option<i64>,
}

/// All rows that the invariants look at.
#[derive(Debug, Default)]
pub(super) struct DatabaseState {
    orders: BTreeMap<String, OrderRow>,
    attempts: BTreeMap<String, AttemptRow>,
    /// By channel and the network's id of the payment.
    surplus: BTreeMap<(String, String), SurplusRow>,
    refunds: BTreeMap<String, RefundRow>,
    /// By their sequence in each order.
    events: Vec<EventRow>,
    jobs: Vec<String>,
}

impl Simulator {
    /// A final state was shown: it never changes, and "paid" means that money
    /// moved.
    pub(super) fn final_state_shown(&mut self, case: usize, state: &str) {
        let state = family(state);
        if let Some(before) = &self.cases[case].ended
            && before != state
        {
            self.fail(Some(case), &format!("it was {before} and is {state} now"));
        }
        self.cases[case].ended = Some(state.to_owned());
        let money = |p: RecordedPayment<'_>| {
            p.amount == self.cases[case].amount
                && self.case_by_attempt.get(p.attempt()) == Some(&case)
        };
        if state == "paid" && !self.moved().any(money) {
            self.fail(Some(case), "called paid, and no money moved");
        }
        if state != "paid" {
            for attempt in &self.cases[case].attempts {
                self.check_no_money_moved(case, attempt, state);
            }
        }
    }

    /// A card payment that we submitted is never called unpaid once its money
    /// moved.
    fn check_no_money_moved(&self, case: usize, attempt: &str, said: &str) {
        let took =
            |p: &RecordedPayment<'_>| p.origin == PaymentOrigin::Token && p.attempt() == attempt;
        if let Some(payment) = self.moved().find(took) {
            let why = format!("called {said}, and money moved: {payment:?}");
            self.fail(Some(case), &why);
        }
    }

    /// An order in an API answer has its signed facts and never leaves a final
    /// state.
    pub(super) fn check_shown_order(&mut self, case: usize, body: &Value) {
        let amount = self.cases[case].amount;
        let value = format!("{}.{:02}", amount / 100, amount % 100);
        if body["amount"]["value"] != value || body["mall_order_no"] != self.cases[case].number {
            self.fail(Some(case), &format!("the facts changed: {body}"));
        }
        let state = body["state"].as_str().unwrap_or_default();
        if !matches!(state, "open" | "paying") {
            let state = state.to_owned();
            self.acknowledge(case, Acknowledged::FinalState(text(&body["id"]).to_owned()));
            self.final_state_shown(case, &state);
        }
    }

    /// Checks the attempts and refunds of an order in an API answer.
    pub(super) fn check_shown_details(&self, case: usize, body: &Value) {
        let amount = self.cases[case].amount;
        for attempt in list(&body["attempts"]) {
            let (id, state) = (text(&attempt["id"]), text(&attempt["state"]));
            if matches!(state, "declined" | "abandoned") {
                self.check_no_money_moved(case, &id[4..], state);
            }
        }
        let back = list(&body["refunds"]).iter();
        let back = back.filter(|refund| refund["state"] != "failed");
        let back: i64 = back.map(|refund| fen(&refund["amount"]["value"])).sum();
        if back > amount {
            self.fail(Some(case), &format!("{back} fen are to go back: {body}"));
        }
        for id in self.cases[case]
            .refunds
            .iter()
            .filter_map(|r| r.id.as_ref())
        {
            if !list(&body["refunds"])
                .iter()
                .any(|refund| refund["id"] == *id)
            {
                self.fail(Some(case), &format!("{id} is not shown: {body}"));
            }
        }
    }

    /// Checks all invariants at the end of a run.
    pub(super) fn check_invariants(&mut self) {
        let report = self.run_task(0, |engine| async move {
            let read = engine
                .store
                .read(|tx| Box::pin(async move { database_state(tx).await }));
            Report::DatabaseState(Box::new(read.await.expect("read")))
        });
        let Report::DatabaseState(state) = report else {
            unreachable!("state were asked for")
        };
        if !state.jobs.is_empty() {
            let subject = |job: &String| job.split_once('/').map(|(_, of)| of.to_owned());
            let mut subjects = state.jobs.iter().filter_map(subject);
            let case = subjects.find_map(|of| self.case_of_job(&of));
            self.fail(case, &format!("jobs are left: {:?}", state.jobs));
        }
        if state.orders.len() != self.cases.len() {
            self.fail(None, &format!("{} orders", state.orders.len()));
        }
        let read = self.listed_events();
        for (case, read) in read.iter().enumerate() {
            self.check_order(case, &state, read);
        }
        self.check_money(&state);
    }

    fn check_order(&self, case: usize, state: &DatabaseState, read: &[i64]) {
        let this = &self.cases[case];
        let fail = |why: &str| self.fail(Some(case), why);
        let Some(known) = &this.known else {
            return fail("it was never acknowledged");
        };
        let Some(order) = state.orders.get(&known.id) else {
            return fail("an acknowledged order is lost");
        };
        if order.number != this.number || order.amount != this.amount {
            fail("its facts changed");
        }
        if matches!(order.state.as_str(), "open" | "paying") {
            fail(&format!("it never ended: {}", order.state));
        }
        let ended = family(&order.state);
        if this.ended.as_ref().is_some_and(|said| *said != ended) {
            fail(&format!(
                "it was {:?} and is {} now",
                this.ended, order.state
            ));
        }
        let mine: Vec<_> = state
            .attempts
            .values()
            .filter(|a| a.order == known.id)
            .collect();
        if mine
            .iter()
            .any(|a| matches!(a.state.as_str(), "started" | "awaiting_payer" | "unsettled"))
        {
            fail("an attempt never ended");
        }
        let paid = mine.iter().filter(|a| a.state == "paid").count();
        if paid != usize::from(ended == "paid") || paid == 1 && order.paid_attempt.is_none() {
            fail(&format!("{} with {paid} paid attempts", order.state));
        }
        let all: Vec<i64> = (1..=order.sequence).collect();
        let kept = state.events.iter().filter(|event| event.order == known.id);
        let kept: Vec<_> = kept.collect();
        if all.is_empty() || read != all || !kept.iter().map(|event| event.sequence).eq(all) {
            let many = order.sequence;
            fail(&format!(
                "of {many} events {read:?} are read, {kept:?} kept"
            ));
        }
        self.check_events(case, &kept);
        self.check_refunds(case, order, state);
        self.check_ended_in_time(case, order, &mine, &kept);
        if ended != "paid" && !this.gave_up {
            self.check_unpaid_end(case, ended);
        }
    }

    /// No attempt lives past its time without a request at the network: an order
    /// of which no network was ever asked for a payment ends when its time and
    /// its attempts' are over.
    fn check_ended_in_time(
        &self,
        case: usize,
        order: &OrderRow,
        attempts: &[&AttemptRow],
        events: &[&EventRow],
    ) {
        let asked = &self.cases[case].attempts;
        if !asked.is_empty() {
            return;
        }
        let last = attempts.iter().map(|attempt| attempt.pay_until).max();
        let over = last.unwrap_or(0).max(order.expires_at);
        let ended = events.iter().map(|event| event.created_at).max();
        if ended.is_some_and(|ended| ended > over + ENDED_WITHIN_MS) {
            let why = format!("its time was over at {over}, and it ended at {ended:?}");
            self.fail(Some(case), &why);
        }
    }

    /// An order whose last attempt was paid in time, and was not cancelled,
    /// does not end unpaid.
    fn check_unpaid_end(&self, case: usize, ended: &str) {
        let Some(last) = self.cases[case].attempts.last() else {
            return;
        };
        let mine = |p: &RecordedPayment<'_>| p.attempt() == last;
        let refused = self.payments().filter(mine).any(|p| !p.moved);
        let in_time = |p: RecordedPayment<'_>| p.origin != PaymentOrigin::Careless;
        if !refused && self.moved().filter(mine).any(in_time) {
            self.fail(Some(case), &format!("paid in time, and {ended}"));
        }
    }

    fn check_refunds(&self, case: usize, order: &OrderRow, state: &DatabaseState) {
        let this = &self.cases[case];
        for id in this.refunds.iter().filter_map(|refund| refund.id.as_ref()) {
            if !state.refunds.contains_key(id) {
                self.fail(Some(case), &format!("the acknowledged refund {id} is lost"));
            }
        }
        let known = this.known.as_ref().map(|known| &known.id);
        let mut sum = 0;
        for (id, refund) in state
            .refunds
            .iter()
            .filter(|(_, r)| Some(&r.order) == known)
        {
            if !matches!(refund.state.as_str(), "succeeded" | "failed") {
                self.fail(Some(case), &format!("{id} never ended: {}", refund.state));
            }
            if refund.cause == "merchant" && refund.state == "succeeded" {
                sum += refund.amount;
            }
        }
        let state = match sum {
            0 => "paid",
            _ if sum == order.amount => "refunded",
            _ => "partially_refunded",
        };
        if sum != order.refunded || family(&order.state) == "paid" && order.state != state {
            self.fail(Some(case), &format!("{sum} went back, and it is {order:?}"));
        }
    }

    /// Each payment at a network either paid one order or is surplus, and each
    /// network's sums are those of the database.
    fn check_money(&self, state: &DatabaseState) {
        let mut believed = BTreeSet::new();
        for attempt in state.attempts.values().filter(|a| a.state == "paid") {
            let id = (attempt.channel.as_str(), attempt.network_id.as_deref());
            let case = self.by_order[&attempt.order];
            let real = self.moved().any(|p| {
                (p.channel.as_str(), Some(p.id)) == id && p.amount == self.cases[case].amount
            });
            if !real {
                self.fail(Some(case), "paid by money that never moved");
            }
            believed.insert(id);
        }
        let mut moved = BTreeSet::new();
        for payment in self.moved() {
            let case = self.case_by_attempt.get(payment.attempt()).copied();
            let (channel, id) = (payment.channel.as_str(), payment.id);
            moved.insert((channel, id));
            let surplus = state.surplus.get(&(channel.to_owned(), id.to_owned()));
            if believed.contains(&(channel, Some(id))) == surplus.is_some() {
                let why = if surplus.is_some() {
                    "booked twice"
                } else {
                    "not booked"
                };
                self.fail(case, &format!("{} {id} is {why}", payment.number));
            }
            // The network refunded what was requested; surplus is refunded in
            // full.
            let done = |r: &&RefundRow| {
                (r.channel.as_str(), r.payment.as_str()) == (channel, id) && r.state == "succeeded"
            };
            let asked: i64 = state.refunds.values().filter(done).map(|r| r.amount).sum();
            let returned = self.returned(&payment);
            let whole = surplus.is_none_or(|s| s.amount == payment.amount && returned == s.amount);
            if returned != asked || !whole {
                let why = format!("{returned} fen went back of {payment:?}, asked {asked}");
                self.fail(case, &why);
            }
        }
        for ((channel, id), surplus) in &state.surplus {
            if !moved.contains(&(channel.as_str(), id.as_str())) {
                self.fail(
                    self.by_order.get(&surplus.order).copied(),
                    "surplus that never moved",
                );
            }
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// `"128.00"` as 12800.
fn fen(value: &Value) -> i64 {
    let digits = text(value).replace('.', "");
    digits.parse().expect("an amount with two places")
}

/// A refunded order is still a paid one.
fn family(state: &str) -> &str {
    match state {
        "partially_refunded" | "refunded" => "paid",
        other => other,
    }
}

async fn database_state(tx: &mut Tx) -> Result<DatabaseState, Error> {
    let mut state = DatabaseState::default();
    for row in tx.all("SELECT * FROM orders", args![]).await? {
        let order = OrderRow {
            number: row.text("mall_order_no")?,
            state: row.text("state")?,
            amount: row.int("amount")?,
            sequence: row.int("sequence")?,
            paid_attempt: row.maybe_text("paid_attempt")?,
            refunded: row.int("refunded")?,
            expires_at: row.int("expires_at")?,
        };
        state.orders.insert(row.text("id")?, order);
    }
    for row in tx.all("SELECT * FROM attempts", args![]).await? {
        let attempt = AttemptRow {
            order: row.text("order_id")?,
            state: row.text("state")?,
            channel: row.text("channel")?,
            network_id: network_id(&row)?,
            pay_until: row.int("pay_until")?,
        };
        state.attempts.insert(row.text("id")?, attempt);
    }
    for row in tx.all("SELECT * FROM surplus", args![]).await? {
        let surplus = SurplusRow {
            order: row.text("order_id")?,
            amount: row.int("amount")?,
        };
        let payment = (row.text("channel")?, row.text("network_id")?);
        state.surplus.insert(payment, surplus);
    }
    for row in tx.all("SELECT * FROM refunds", args![]).await? {
        let refund = RefundRow {
            order: row.text("order_id")?,
            cause: row.text("cause")?,
            state: row.text("state")?,
            channel: row.text("channel")?,
            payment: row.text("payment")?,
            amount: row.int("amount")?,
        };
        state.refunds.insert(row.text("id")?, refund);
    }
    let events = "SELECT e.order_id, e.sequence, e.created_at, d.delivered_at, d.given_up_at
                  FROM events e LEFT JOIN deliveries d ON d.event_id = e.id ORDER BY e.sequence";
    for row in tx.all(events, args![]).await? {
        state.events.push(EventRow {
            order: row.text("order_id")?,
            sequence: row.int("sequence")?,
            created_at: row.int("created_at")?,
            delivered: row.maybe_int("delivered_at")?.is_some(),
            given_up_at: row.maybe_int("given_up_at")?,
        });
    }
    for row in tx
        .all(
            "SELECT name || '/' || subject AS job FROM jobs WHERE name <> 'prune'",
            args![],
        )
        .await?
    {
        state.jobs.push(row.text("job")?);
    }
    Ok(state)
}

fn network_id(row: &Row) -> Result<Option<String>, Error> {
    let Some(receipt) = row.maybe_text("receipt")? else {
        return Ok(None);
    };
    let receipt: Value = serde_json::from_str(&receipt).expect("JSON");
    Ok(receipt["network_id"].as_str().map(str::to_owned))
}
