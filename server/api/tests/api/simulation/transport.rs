//! The transport between desks and network: what is lost, late, repeated,
//! garbled or forged on the way.

use super::message::{Call, Report};
use super::network::{Booked, Payment, RefundRecord};
use super::networks::{NetworkAnswer, NetworkCall, NoticeContent, Payable, described};
use super::process::Desk;
use super::simulator::{Event, InFlightCall, Notice, Purpose, Simulator};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use channels::HttpReply;
use testkit::network::{Fields, reply};
use testkit::wechat_pay::{WechatOperation, WechatRefund};
use tower::ServiceExt;

/// Pauses between the network's repeated notices, in seconds (wire facts
/// 1.10).
const NOTICE_AGAIN_S: [i64; 4] = [60, 120, 240, 300];
/// When a desk's call times out.
const CALL_TIMEOUT_MS: i64 = 30_000;

/// What a call made at its network.
enum Made {
    /// At UnionPay or the invented network.
    AtUnionPay(Booked),
    AtWechatPay(WechatRefund),
}

impl Simulator {
    /// A desk calls the network.
    pub(super) fn network_called(&mut self, call: Call) {
        let wire_no = call.asked.number().to_owned();
        let kind = call.asked.kind();
        let case = self.case_of(&wire_no);
        if let Some(case) = case {
            self.log(case, &format!("desk {} asks {kind} {wire_no}", call.desk));
            if call.asked.is_payment() {
                self.record_attempt(case, &wire_no);
            }
        }
        if let (Some(case), NetworkCall::WechatPay(call)) = (case, &call.asked)
            && call.operation == WechatOperation::Close
        {
            self.race_close(case, &call.number);
        }
        let name = self.next_id();
        let (lost, slow) = (self.fault(4), self.fault(3));
        self.in_flight.insert(
            name,
            InFlightCall {
                call: Some(call),
                case,
                answer: None,
            },
        );
        if lost {
            if let Some(case) = case {
                self.log(case, "... which is lost on the origin");
            }
            self.in_flight.get_mut(&name).expect("just put").answer = Some(HttpReply::NoReply);
            self.after(CALL_TIMEOUT_MS, Event::Answer(name));
        } else if slow {
            self.within(2_000, 29_000, Event::Arrive(name));
        } else {
            self.within(20, 900, Event::Arrive(name));
        }
    }

    /// The case of one of our network numbers: a new number belongs to the
    /// case being worked on.
    fn case_of(&mut self, wire_no: &str) -> Option<usize> {
        // The attempt's part of the number.
        let body = wire_no.get(..26).unwrap_or(wire_no).to_owned();
        if let Some(case) = self.case_by_attempt.get(&body) {
            return Some(*case);
        }
        let case = self.current_case?;
        self.case_by_attempt.insert(body, case);
        Some(case)
    }

    /// Records an attempt that may be paid from now on.
    pub(super) fn record_attempt(&mut self, case: usize, wire_no: &str) {
        let body = &wire_no[..26];
        if !self.cases[case].attempts.iter().any(|known| known == body) {
            self.cases[case].attempts.push(body.to_owned());
        }
    }

    /// A call arrives and the network processes it.
    #[expect(
        clippy::same_functions_in_if_condition,
        reason = "the random are thrown anew each time"
    )]
    pub(super) fn arrive(&mut self, name: u64) {
        let in_flight = &self.in_flight[&name];
        let (case, asked) = (
            in_flight.case,
            in_flight.call.as_ref().map(|c| c.asked.clone()),
        );
        let asked = asked.expect("not answered yet");
        let (answer, made) = self.network_answers(asked);
        let at = self.wechat.time(self.now);
        let answer = if self.fault(2) {
            reply(502, b"Bad Gateway".to_vec())
        } else if self.fault(1) {
            answer.by_stranger(at)
        } else if self.fault(1) {
            cut_off(answer.signed(at))
        } else {
            answer.signed(at)
        };
        let lost = self.fault(4);
        self.in_flight.get_mut(&name).expect("known").answer =
            Some(if lost { HttpReply::NoReply } else { answer });
        match (case, made) {
            (Some(case), Some(Made::AtUnionPay(Booked::Payment(payment)))) => {
                self.payment_booked(case, &payment, false);
            }
            (Some(case), Some(Made::AtUnionPay(Booked::Refund(back)))) => {
                self.refund_booked(case, &back);
            }
            (Some(case), Some(Made::AtWechatPay(refund))) => {
                self.wechat_refund_made(case, &refund);
            }
            (None, Some(_)) => self.fail(None, "money moves for an unknown order"),
            (_, None) => {}
        }
        if lost {
            self.after(CALL_TIMEOUT_MS, Event::Answer(name));
        } else if self.fault(3) {
            self.within(1_000, 25_000, Event::Answer(name));
        } else {
            self.within(20, 700, Event::Answer(name));
        }
    }

    /// The network processes a call.
    fn network_answers(&mut self, asked: NetworkCall) -> (NetworkAnswer, Option<Made>) {
        match asked {
            NetworkCall::Fields(asked) => {
                let (fields, made) = self.network.answer(&asked, self.now, &mut self.random);
                (
                    NetworkAnswer::Fields(asked, fields),
                    made.map(Made::AtUnionPay),
                )
            }
            NetworkCall::WechatPay(call) => {
                let (reply, made) = self.wechat.answer(&call, self.now, &mut self.random);
                let answer = NetworkAnswer::WechatPay(reply, call);
                (answer, made.map(Made::AtWechatPay))
            }
        }
    }

    /// An answer arrives, if the desk that called still runs.
    pub(super) fn answer(&mut self, name: u64) {
        let in_flight = self.in_flight.remove(&name).expect("known");
        let (call, answer) = (in_flight.call, in_flight.answer);
        let (call, answer) = (call.expect("asked"), answer.expect("answered"));
        if self.desks[call.desk].is_none() || self.generations[call.desk] != call.generation {
            return;
        }
        if let Some(case) = in_flight.case {
            let (number, result) = (call.asked.number(), described(&answer));
            self.log(case, &format!("... {number} {result}"));
        }
        self.current_case = in_flight.case;
        self.setup.scheduler.task_runs(call.desk);
        call.answer.send(answer).expect("the desk waits");
    }

    /// Logs a payment and plans its notices.
    pub(super) fn payment_booked(&mut self, case: usize, payment: &Payment, until_taken: bool) {
        let says = if payment.moved() { "money moved" } else { "no" };
        self.log(
            case,
            &format!(
                "the network: {} {says} {} {}",
                payment.wire_no, payment.code, payment.query_id
            ),
        );
        if !payment.moved() && self.random.percent(70) {
            return;
        }
        if !until_taken && self.random.percent(20) {
            return self.log(case, "... without a notice");
        }
        self.plan_notice(case, &payment.fields, payment.known_at, until_taken);
    }

    /// Logs a refund and plans its notices.
    pub(super) fn refund_booked(&mut self, case: usize, back: &RefundRecord) {
        let RefundRecord {
            payment,
            amount,
            code,
            ..
        } = back;
        self.log(
            case,
            &format!("the network gives {amount} fen of {payment} back: {code}"),
        );
        self.plan_notice(case, &back.fields, back.known_at, false);
    }

    fn plan_notice(&mut self, case: usize, fields: &Fields, known_at: i64, until_taken: bool) {
        self.add_notice(case, NoticeContent::Fields(fields.clone()), false);
        self.notices.last_mut().expect("just added").until_taken = until_taken;
        let wait = (known_at - self.now).max(0) + self.random.between(100, 9_000);
        self.after(wait, Event::Notice(self.notices.len() - 1));
    }

    /// Adds a notice, to be sent once it is planned.
    pub(super) fn add_notice(&mut self, case: usize, content: NoticeContent, forged: bool) {
        self.notices.push(Notice {
            case,
            content,
            forged,
            until_taken: false,
            tries: 0,
            accepted: false,
        });
    }

    /// A payer pays at a bank's page or by QR code, if the network accepts it.
    pub(super) fn payer_pays(&mut self, case: usize, code: &Payable, careless: (bool, bool)) {
        let (late, twice) = careless;
        let asked = match code {
            Payable::Fields(asked) => asked,
            Payable::WechatPay(number) => return self.wechat_payer_pays(case, number),
        };
        let paid = self.network.payer_pays(
            asked,
            (late && !self.faults_over, twice),
            self.now,
            &mut self.random,
        );
        match paid {
            None => self.log(
                case,
                &format!("{}: the network refuses the payment", asked["orderId"]),
            ),
            Some(payment) => self.payer_paid(case, &payment, late || twice),
        }
    }

    fn payer_paid(&mut self, case: usize, payment: &Payment, until_taken: bool) {
        self.payment_booked(case, payment, until_taken && payment.moved());
        // A query reports one payment only; the network sends notices of the
        // others.
        let before = |p: &&Payment| {
            p.moved() && p.wire_no == payment.wire_no && p.query_id != payment.query_id
        };
        let before: Vec<_> = self.network.payments().filter(before).cloned().collect();
        for other in &before {
            self.plan_notice(case, &other.fields, other.known_at, true);
        }
        if payment.moved() && self.fault(3) {
            // A forged notice.
            let mut fields = payment.fields.clone();
            fields.insert("txnAmt".into(), "1".into());
            self.add_notice(case, NoticeContent::Fields(fields), true);
            let forged = self.notices.len() - 1;
            self.within(10, 5_000, Event::Notice(forged));
        }
    }

    /// The network sends a notice to a desk.
    pub(super) fn send_notice(&mut self, name: usize) {
        let (lost, again) = (self.fault(30), self.fault(10));
        let desk = self.any_desk();
        let notice = self.notices[name].clone();
        if again {
            self.within(10, 200_000, Event::Notice(name));
        }
        let (Some(desk), false) = (desk, lost) else {
            return self.notice_lost(name);
        };
        let at = self.wechat.time(self.now);
        let Some(request) = notice.content.request(notice.forged, at) else {
            return;
        };
        self.current_case = Some(notice.case);
        self.start_task(desk, Purpose::Notice(name), |engine| async move {
            call_api(engine, request).await
        });
    }

    /// The notice was not acknowledged: the network repeats it for a while.
    pub(super) fn notice_lost(&mut self, name: usize) {
        let notice = &mut self.notices[name];
        let tries = usize::try_from(notice.tries).expect("few");
        notice.tries += 1;
        if notice.accepted || notice.forged {
            return;
        }
        match NOTICE_AGAIN_S.get(tries) {
            Some(pause) => self.after(pause * 1000, Event::Notice(name)),
            None if notice.until_taken => self.after(300_000, Event::Notice(name)),
            None => {}
        }
    }

    pub(super) fn notice_ended(&mut self, name: usize, report: &Report) {
        let Report::Api(status, body) = report else {
            unreachable!("a notice is an HTTP call")
        };
        let notice = self.notices[name].clone();
        self.log(
            notice.case,
            &format!("a notice ({}) is answered {status}", notice.content.id()),
        );
        match (*status, notice.forged) {
            (200..300, true) => self.fail(Some(notice.case), "a forged notice was acknowledged"),
            (200..300, false) => {
                self.notices[name].accepted = true;
                self.acknowledge_notice(&notice);
            }
            (400, true) => {}
            (400, false) => self.fail(
                Some(notice.case),
                &format!("a true notice was refused: {body}"),
            ),
            _ => self.notice_lost(name),
        }
    }

    /// An acknowledged notice is not repeated, so its content must be durable.
    fn acknowledge_notice(&mut self, notice: &Notice) {
        if let Some(kept) = notice.content.kept() {
            self.acknowledge(notice.case, kept);
        }
    }

    /// True with this probability in percent, until the faults are over.
    pub(super) fn fault(&mut self, percent: i64) -> bool {
        self.random.percent(percent) && !self.faults_over
    }
}

/// The first half of a reply.
fn cut_off(whole: HttpReply) -> HttpReply {
    match whole {
        HttpReply::Response(mut response) => {
            response.body.truncate(response.body.len() / 2);
            HttpReply::Response(response)
        }
        HttpReply::NoReply => HttpReply::NoReply,
    }
}

/// Calls a desk's API and reads the answer.
pub(super) async fn call_api(desk: Desk, request: Request<Body>) -> Report {
    let response = desk.api.oneshot(request).await.expect("never fails");
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), 1 << 20)
        .await
        .expect("a body");
    Report::Api(status, serde_json::from_slice(&bytes).unwrap_or_default())
}
