//! What malls do: create orders (again without an answer), read, close and
//! refund them.

use super::case::{Case, Known, Refund};
use super::durability::Acknowledged;
use super::message::Report;
use super::simulator::{Event, Purpose, Simulator};
use super::transport::call_api;
use domain::clock::At;
use domain::ids::PayToken;
use serde_json::{Value, json};

/// The longest pause between two new orders.
const PAUSE_MS: i64 = 9_000;

impl Simulator {
    /// Plans the orders and the faults beside them.
    pub(super) fn plan(&mut self, many: usize) {
        let mut at = 0;
        for index in 0..many {
            let case = self.new_case(index);
            self.by_number.insert(case.number.clone(), index);
            self.cases.push(case);
            self.after(at, Event::Create(index));
            if self.random.percent(8) {
                self.after(at + 400_000, Event::Read(index));
            }
            at += self.random.between(200, PAUSE_MS);
        }
        for desk in 0..super::simulator::DESKS {
            self.within(30_000, 300_000, Event::Die(desk));
        }
        self.within(100_000, 600_000, Event::Jump);
        self.within(60_000, 300_000, Event::EndpointOutage(true));
        self.after(at + 600_000, Event::FaultsEnd);
    }

    fn new_case(&mut self, index: usize) -> Case {
        let amount = self.random.between(100, 60_000);
        let value = format!("{}.{:02}", amount / 100, amount % 100);
        let number = format!("S-{index:06}");
        let buyer = self.random.between(0, 40);
        let body = json!({
            "mall_order_no": number,
            "merchant_id": self.merchant.id.to_string(),
            "amount": {"value": value, "currency": "CNY"},
            "subject": "明前龙井 250g",
            "items": [{"name": "明前龙井 250g", "quantity": 1, "unit_price": value}],
            "return_url": "https://mall.example/orders/1",
            "expires_in_s": self.random.pick(&[60, 120, 300, 900, 900, 1800]),
            "buyer_ref": format!("buyer-{buyer}"),
        });
        let patience = self.random.between(0, 24).unsigned_abs();
        let patience = u32::try_from(patience).expect("small");
        Case::new(number, body.to_string(), amount, patience)
    }

    /// The mall requests the order, always with the same key.
    pub(super) fn create(&mut self, case: usize) {
        let Some(desk) = self.any_desk() else {
            return self.within(1_000, 9_000, Event::Create(case));
        };
        self.current_case = Some(case);
        let body = self.cases[case].body.clone();
        let key = format!("create-{case}");
        let now = At::from_ms(self.now);
        let request = self
            .signer
            .request("POST", "/v1/orders", Some(&key), &body, now);
        self.log(case, &format!("the mall asks desk {desk} for the order"));
        self.start_task(desk, Purpose::Create(case), |engine| {
            call_api(engine, request)
        });
    }

    pub(super) fn created(&mut self, case: usize, report: &Report) {
        let (status, body) = answered(report);
        if status == 409 && body["code"] == "idempotency_in_flight" {
            return self.within(1_000, 5_000, Event::Create(case));
        }
        if !matches!(status, 200 | 201) {
            self.fail(
                Some(case),
                &format!("an order was refused: {status} {body}"),
            );
        }
        let id = text(&body["id"]);
        let url = text(&body["pay_url"]);
        let token = url.rsplit('/').next().and_then(PayToken::parse);
        let known = Known {
            id: id.clone(),
            token: token.expect("a token"),
        };
        self.log(case, &format!("acknowledged {status} as {id}"));
        if let Some(before) = &self.cases[case].known
            && before.id != id
        {
            self.fail(Some(case), "the same order has another id now");
        }
        let first = self.cases[case].known.is_none();
        self.cases[case].known = Some(known);
        self.acknowledge(case, Acknowledged::Order(id.clone()));
        self.by_order.insert(id, case);
        self.check_shown_order(case, body);
        if first {
            self.plan_order(case);
        }
    }

    /// Plans what happens to the order.
    fn plan_order(&mut self, case: usize) {
        if self.random.percent(8) {
            self.within(0, 900_000, Event::Create(case));
        }
        if self.random.percent(15) {
            self.within(1_000, 1_000_000, Event::Close(case));
        }
        for _ in 0..self.random.pick(&[0, 0, 0, 1, 2, 4]) {
            self.within(20_000, 1_500_000, Event::Refund(case));
        }
        if self.random.percent(95) {
            self.within(200, 30_000, Event::Tab(case, 0));
        }
        if self.random.percent(25) {
            self.within(200, 90_000, Event::Tab(case, 1));
        }
    }

    /// The mall reads the order.
    pub(super) fn read_order(&mut self, case: usize) {
        let (Some(desk), Some(known)) = (self.any_desk(), self.cases[case].known.clone()) else {
            return;
        };
        let path = format!("/v1/orders/{}", known.id);
        let now = At::from_ms(self.now);
        let request = self.signer.request("GET", &path, None, "", now);
        self.start_task(desk, Purpose::Read(case), |engine| {
            call_api(engine, request)
        });
    }

    /// The mall closes the order.
    pub(super) fn close(&mut self, case: usize) {
        let (Some(desk), Some(known)) = (self.any_desk(), self.cases[case].known.clone()) else {
            return;
        };
        let path = format!("/v1/orders/{}/close", known.id);
        let (key, now) = (format!("close-{}", self.now), At::from_ms(self.now));
        let request = self.signer.request("POST", &path, Some(&key), "", now);
        self.current_case = Some(case);
        self.log(case, "the mall closes the order");
        self.start_task(desk, Purpose::Close(case), |engine| {
            call_api(engine, request)
        });
    }

    /// The mall requests a refund: a part, the rest, too much, or an earlier
    /// one again.
    pub(super) fn refund(&mut self, case: usize) {
        let (Some(desk), Some(known)) = (self.any_desk(), self.cases[case].known.clone()) else {
            return;
        };
        let asked = self.cases[case].refunds.len();
        let which = if asked > 0 && self.random.percent(30) {
            usize::try_from(self.random.between(0, 9)).expect("small") % asked
        } else {
            self.new_refund(case, asked);
            asked
        };
        let body = self.cases[case].refunds[which].body.clone();
        let path = format!("/v1/orders/{}/refunds", known.id);
        // The same key again, or a new one for the same refund number.
        let key = format!("refund-{case}-{which}-{}", self.random.between(0, 1));
        let now = At::from_ms(self.now);
        let request = self.signer.request("POST", &path, Some(&key), &body, now);
        self.current_case = Some(case);
        self.log(case, &format!("the mall wants money back: {body}"));
        self.start_task(desk, Purpose::Refund(case, which), |engine| {
            call_api(engine, request)
        });
    }

    fn new_refund(&mut self, case: usize, asked: usize) {
        let whole = self.cases[case].amount;
        let amount = match self.random.between(0, 9) {
            0..=2 => None,
            3 => Some(whole + 1),
            4 => Some(whole),
            _ => Some(self.random.between(1, whole)),
        };
        let mut body = json!({"mall_refund_no": format!("R-{case}-{asked}"), "reason": "returned"});
        if let Some(amount) = amount {
            let value = format!("{}.{:02}", amount / 100, amount % 100);
            body["amount"] = json!({"value": value, "currency": "CNY"});
        }
        self.cases[case].refunds.push(Refund {
            body: body.to_string(),
            id: None,
        });
    }

    pub(super) fn refund_answered(&mut self, case: usize, which: usize, report: &Report) {
        let (status, body) = answered(report);
        self.log(
            case,
            &format!("... {status} {} {}", body["code"], body["state"]),
        );
        let paid = self.cases[case].ended.as_deref() == Some("paid");
        match (status, body["code"].as_str()) {
            (200 | 201, _) => {
                let id = text(&body["id"]);
                self.acknowledge(case, Acknowledged::Refund(id.clone()));
                // The order is read right after, and checked.
                self.after(0, Event::Read(case));
                let refund = &mut self.cases[case].refunds[which];
                let other = refund.id.as_ref().is_some_and(|before| *before != id);
                refund.id = Some(id);
                if other {
                    self.fail(Some(case), "the same refund has another id now");
                }
            }
            (409, Some("idempotency_in_flight")) => self.within(900, 9_000, Event::Refund(case)),
            (409, Some("order_not_paid")) if !paid => {}
            (422, Some("refund_exceeds_paid")) => {}
            _ => self.fail(Some(case), &format!("a refund is answered {status} {body}")),
        }
    }

    pub(super) fn order_answered(&mut self, case: usize, purpose: &Purpose, report: &Report) {
        let (status, body) = answered(report);
        let closing = matches!(purpose, Purpose::Close(_));
        match (status, body["code"].as_str()) {
            (200, _) => {
                self.log(case, &format!("the mall is answered: {}", body["state"]));
                self.check_shown_order(case, body);
                if !closing {
                    self.check_shown_details(case, body);
                }
            }
            (409, Some("payment_in_progress")) if closing => {
                self.log(case, "... a payment is in progress");
                if self.random.percent(50) {
                    self.within(10_000, 400_000, Event::Close(case));
                }
            }
            (409, Some(code)) if closing => {
                let code = code.to_owned();
                self.log(case, &format!("... refused: {code}"));
            }
            _ => self.fail(Some(case), &format!("the API answers {status} {body}")),
        }
    }
}

fn answered(report: &Report) -> (u16, &Value) {
    match report {
        Report::Api(status, body) => (*status, body),
        other => unreachable!("not an answer: {other:?}"),
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
