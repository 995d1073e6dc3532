//! A simulated WeChat Pay: the records of `testkit`, and chance. Its answers are
//! always true; the transport decides what becomes of them.

use super::network::{BANK_DELAY_MS, SLOW_BANK_PERCENT};
use super::networks::{NoticeContent, Payable};
use super::simulator::{Event, Simulator};
use domain::clock::At;
use serde_json::json;
use testkit::random::SeededRandom;
use testkit::wechat_pay::{
    RefundEnd, RefundPlan, WechatCall, WechatNetwork, WechatNotice, WechatPayment, WechatRefund,
    WechatReply, WechatSigner,
};

/// How long an operator takes to send on a refund that a card did not take.
const OPERATOR_DELAY_MS: (i64, i64) = (600_000, 86_400_000);
/// Percentage of payments and refunds that only a query reports.
const NO_NOTICE_PERCENT: i64 = 25;

/// WeChat Pay and its records.
#[derive(Debug)]
pub(super) struct SimulatedWechat {
    /// How far its clock is ahead of ours.
    ahead_ms: i64,
    pub(super) records: WechatNetwork,
}

impl SimulatedWechat {
    /// A network whose clock is ahead of ours.
    pub(super) fn new(ahead_ms: i64) -> Self {
        Self {
            ahead_ms,
            records: WechatNetwork::default(),
        }
    }

    /// Its time, at ours.
    pub(super) const fn time(&self, now: i64) -> At {
        At::from_ms(now + self.ahead_ms)
    }

    /// The answer to a call, and the refund that it made.
    pub(super) fn answer(
        &mut self,
        call: &WechatCall,
        now: i64,
        random: &mut SeededRandom,
    ) -> (WechatReply, Option<WechatRefund>) {
        let busy = random.percent(3).then(|| {
            random.pick(&[
                (500, "SYSTEM_ERROR"),
                (503, "SERVICE_UNAVAILABLE"),
                (429, "FREQUENCY_LIMITED"),
            ])
        });
        if let Some((status, code)) = busy
            && random.percent(50)
        {
            return (WechatReply::error(status, code), None);
        }
        let now = self.time(now);
        let plan = refund_plan(now, random);
        let known = self.records.refund(&call.number).is_some();
        let mut reply = self.records.answer(call, now, plan);
        // A proxy sends the message twice; the second answer comes back.
        if random.percent(3) {
            reply = self.records.answer(call, now, plan);
        }
        if let Some((status, code)) = busy {
            reply = WechatReply::error(status, code);
        }
        let refund = self.records.refund(&call.number).filter(|_| !known);
        (reply, refund.cloned())
    }
}

fn refund_plan(now: At, random: &mut SeededRandom) -> RefundPlan {
    let ends_at = now.ms() + random.pick(&[0, 0, 1_000, 90_000, 900_000]);
    let ends = |end| RefundPlan {
        abnormal_at: None,
        ends_at: At::from_ms(ends_at),
        end,
    };
    match random.between(0, 99) {
        0..=9 => ends(RefundEnd::NotEnough),
        10..=19 => ends(RefundEnd::Closed),
        20..=34 => {
            let later = random.between(OPERATOR_DELAY_MS.0, OPERATOR_DELAY_MS.1);
            RefundPlan {
                abnormal_at: Some(At::from_ms(ends_at)),
                ends_at: At::from_ms(ends_at + later),
                end: random.pick(&[RefundEnd::Success, RefundEnd::Success, RefundEnd::Closed]),
            }
        }
        _ => ends(RefundEnd::Success),
    }
}

impl Simulator {
    /// The payer scans a code of WeChat Pay and pays, if it accepts the payment.
    pub(super) fn wechat_payer_pays(&mut self, case: usize, number: &str) {
        let moved = self.random.percent(90);
        let (soonest, latest) = if self.random.percent(SLOW_BANK_PERCENT) {
            BANK_DELAY_MS
        } else if self.random.percent(50) {
            (0, 0)
        } else {
            (0, 3_000)
        };
        let wait_ms = self.random.between(soonest, latest);
        let now = self.wechat.time(self.now);
        let result = (moved, At::from_ms(now.ms() + wait_ms));
        match self.wechat.records.pay(number, now, result) {
            None => self.log(case, &format!("{number}: WeChat Pay refuses the payment")),
            Some(payment) => self.wechat_paid(case, &payment, wait_ms),
        }
    }

    /// A payer who has the code may pay while the desk closes it.
    pub(super) fn race_close(&mut self, case: usize, number: &str) {
        let mut tabs = self.cases[case].tabs.iter();
        let shown = tabs.any(|tab| tab.used.as_deref() == Some(number));
        if shown && self.random.percent(60) {
            let pays = Payable::WechatPay(number.to_owned());
            self.within(0, 900, Event::Pay(case, pays, (false, false)));
        }
    }

    fn wechat_paid(&mut self, case: usize, payment: &WechatPayment, wait_ms: i64) {
        let (number, id) = (&payment.number, &payment.id);
        let says = if payment.moved { "money moved" } else { "no" };
        self.log(case, &format!("WeChat Pay: {number} {says} {id}"));
        if !payment.moved {
            // The payer may try again with the same code.
            if self.random.percent(60) {
                let again = Event::Pay(case, Payable::WechatPay(number.clone()), (false, false));
                self.within(wait_ms + 1_000, wait_ms + 60_000, again);
            }
            return;
        }
        let notice = self.wechat.records.payment_notice(payment);
        if self.fault(50) {
            let forged = self.forged(notice.clone());
            self.add_notice(case, forged, true);
            let last = self.notices.len() - 1;
            self.within(10, 5_000, Event::Notice(last));
        }
        if self.random.percent(40) {
            self.within(5_000, 300_000, Event::Refund(case));
        }
        if self.random.percent(NO_NOTICE_PERCENT) {
            return self.log(case, "... without a notice");
        }
        self.plan_wechat_notice(case, notice, wait_ms);
    }

    /// A notice that must be refused: signed by a stranger, wrongly or long ago,
    /// or signed rightly and of another account or amount.
    fn forged(&mut self, mut notice: WechatNotice) -> NoticeContent {
        let (by, age_s) = match self.random.between(0, 4) {
            0 => (WechatSigner::Stranger, 0),
            1 => (WechatSigner::Probe, 0),
            2 => (WechatSigner::PublicKey, 400),
            3 => {
                notice.content["sub_mchid"] = json!("1900000110");
                (WechatSigner::Certificate, 0)
            }
            _ => {
                notice.content["amount"]["total"] = json!(1);
                (WechatSigner::PublicKey, 0)
            }
        };
        NoticeContent::WechatPay(notice, by, age_s)
    }

    /// Logs a refund and plans the notices of its states.
    pub(super) fn wechat_refund_made(&mut self, case: usize, refund: &WechatRefund) {
        let WechatRefund {
            payment, fen, plan, ..
        } = refund;
        self.log(
            case,
            &format!("WeChat Pay gives {fen} fen of {payment} back: {plan:?}"),
        );
        if self.random.percent(NO_NOTICE_PERCENT) {
            return self.log(case, "... without a notice");
        }
        let now = self.wechat.time(self.now).ms();
        for at in plan.abnormal_at.into_iter().chain([plan.ends_at]) {
            let notice = refund.notice(at);
            self.plan_wechat_notice(case, notice.expect("a final state"), at.ms() - now);
        }
    }

    /// Plans a notice some time after its cause, which is `wait_ms` from now.
    fn plan_wechat_notice(&mut self, case: usize, notice: WechatNotice, wait_ms: i64) {
        let signers = [WechatSigner::PublicKey, WechatSigner::Certificate];
        let by = self.random.pick(&signers);
        self.add_notice(case, NoticeContent::WechatPay(notice, by, 0), false);
        let wait = wait_ms.max(0) + self.random.between(100, 9_000);
        self.after(wait, Event::Notice(self.notices.len() - 1));
    }
}
